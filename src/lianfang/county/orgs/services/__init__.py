"""What is done to posts and units, duty and teams."""

from .boundaries import adopt_boundaries, match_boundaries, remove_boundaries, upload_boundaries
from .handover import accept_handover, remind_of_handovers, write_handover
from .posts import end_post, grant_post, reveal_phone
from .roster import (
    ShiftFacts,
    add_shift,
    add_shifts,
    cancel_shift,
    make_calendar_key,
    plan_rotation,
    swap_shift,
)
from .teams import (
    add_team_member,
    call_team,
    create_team,
    move_team,
    note_equipment,
    remove_team_member,
)
from .units import create_unit, rename_unit, switch_off_unit, switch_on_unit, update_unit

__all__ = [
    "ShiftFacts",
    "accept_handover",
    "add_shift",
    "add_shifts",
    "add_team_member",
    "adopt_boundaries",
    "call_team",
    "cancel_shift",
    "create_team",
    "create_unit",
    "end_post",
    "grant_post",
    "make_calendar_key",
    "match_boundaries",
    "move_team",
    "note_equipment",
    "plan_rotation",
    "remind_of_handovers",
    "remove_boundaries",
    "remove_team_member",
    "rename_unit",
    "reveal_phone",
    "swap_shift",
    "switch_off_unit",
    "switch_on_unit",
    "update_unit",
    "upload_boundaries",
    "write_handover",
]  # fmt: skip
