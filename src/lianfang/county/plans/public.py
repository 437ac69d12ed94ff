"""The door of the plans room."""

from .choices import MemberRole, Performer, PlanState
from .loading import load_catalogue, load_plan
from .models import Action, ActionTiming, Duty, Member, Plan
from .queries import (
    compare_plans,
    get_duty,
    get_plan,
    list_actions,
    list_members,
    list_plans,
    plan_in_force,
    plan_tree,
)
from .services import adopt_plan, draft_plan

__all__ = [
    "Action", "ActionTiming", "Duty", "Member", "MemberRole", "Performer", "Plan", "PlanState",
    "adopt_plan", "compare_plans", "draft_plan", "get_duty", "get_plan", "list_actions",
    "list_members", "list_plans", "load_catalogue", "load_plan", "plan_in_force", "plan_tree",
]  # fmt: skip
