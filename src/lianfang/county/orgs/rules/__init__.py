"""Judgement over units, posts and duty."""

from .boundaries import (
    BoundaryFile,
    check_file_size,
    check_may_adopt,
    match_areas,
    narrowing,
    read_boundaries,
    ring_area,
    simplify,
)
from .roster import (
    Span,
    check_may_accept,
    check_span,
    check_undisturbed,
    check_words,
    gaps,
    is_handover_late,
    rotation,
)
from .teams import TEAM_MOVES, Times, check_can_go, check_reason, typical
from .units import check_may_be_appointed, check_may_hold, check_unit_code, path_of

__all__ = [
    "TEAM_MOVES",
    "BoundaryFile",
    "Span",
    "Times",
    "check_can_go",
    "check_file_size",
    "check_may_accept",
    "check_may_adopt",
    "check_may_be_appointed",
    "check_may_hold",
    "check_reason",
    "check_span",
    "check_undisturbed",
    "check_unit_code",
    "check_words",
    "gaps",
    "is_handover_late",
    "match_areas",
    "narrowing",
    "path_of",
    "read_boundaries",
    "ring_area",
    "rotation",
    "simplify",
    "typical",
]  # fmt: skip
