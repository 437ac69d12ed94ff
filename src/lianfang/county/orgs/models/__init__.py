"""The county as it is organised, who is on duty, and the teams that can be called."""

from .boundaries import BoundarySet, BoundaryShape
from .roster import CalendarKey, Handover, Shift, ShiftSwap
from .structure import Area, GroupMember, Post, Unit, UnitAlias, WorkingGroup
from .teams import CallOut, Equipment, Team, TeamMember, TeamMove

__all__ = [
    "Area",
    "BoundarySet",
    "BoundaryShape",
    "CalendarKey",
    "CallOut",
    "Equipment",
    "GroupMember",
    "Handover",
    "Post",
    "Shift",
    "ShiftSwap",
    "Team",
    "TeamMember",
    "TeamMove",
    "Unit",
    "UnitAlias",
    "WorkingGroup",
]  # fmt: skip
