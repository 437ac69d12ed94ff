"""Reading a document into a draft, correcting it, putting it in force."""

from .actions import (
    add_action,
    add_standard_action,
    confirm_actions,
    copy_actions_from_plan_in_force,
    correct_action,
    remove_action,
)
from .adopting import Adoption, adopt_plan, discard_plan
from .doubts import settle_doubt, take_doubt
from .drafting import draft_plan
from .duties import (
    add_duty,
    confirm_duties_of_member,
    confirm_duty,
    correct_duty,
    join_duties,
    remove_duty,
    split_duty,
)
from .members import add_member, confirm_member, confirm_members, correct_member, remove_member

__all__ = [
    "Adoption", "add_action", "add_duty", "add_member", "add_standard_action", "adopt_plan",
    "confirm_actions", "confirm_duties_of_member", "confirm_duty", "confirm_member",
    "confirm_members", "copy_actions_from_plan_in_force", "correct_action", "correct_duty",
    "correct_member", "discard_plan", "draft_plan", "join_duties", "remove_action", "remove_duty",
    "remove_member", "settle_doubt", "split_duty", "take_doubt",
]  # fmt: skip
