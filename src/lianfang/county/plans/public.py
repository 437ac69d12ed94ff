"""The door of the plans room."""

from .choices import MemberRole, Performer, PlanState
from .comparing import Clause, Difference, differences
from .loading import load_catalogue, load_plan
from .matching import clauses_of_reading
from .models import Action, ActionTiming, Duty, Member, Plan
from .queries import (
    clauses_of,
    compare_plans,
    find_plan,
    get_duty,
    get_plan,
    list_actions,
    list_members,
    list_plans,
    plan_in_force,
    plan_tree,
)
from .rules import PLAN_MOVES
from .services import (
    adopt_plan,
    confirm_actions,
    confirm_duties_of_member,
    confirm_member,
    confirm_members,
    copy_actions_from_plan_in_force,
    discard_plan,
    draft_plan,
)

__all__ = [
    "PLAN_MOVES", "Action", "ActionTiming", "Clause", "Difference", "Duty", "Member", "MemberRole",
    "Performer", "Plan", "PlanState", "adopt_plan", "clauses_of", "clauses_of_reading",
    "compare_plans", "confirm_actions", "confirm_duties_of_member", "confirm_member",
    "confirm_members", "copy_actions_from_plan_in_force", "differences", "discard_plan",
    "draft_plan", "find_plan", "get_duty", "get_plan", "list_actions", "list_members",
    "list_plans", "load_catalogue", "load_plan", "plan_in_force", "plan_tree",
]  # fmt: skip
