"""How the room looks on its pages."""

from .boundaries import BoundaryPreview, boundary_preview
from .roster import DayLine, GapLine, day_lines, duty_cards, gap_lines, ics_text, period_of
from .teams import (
    TeamLine,
    callout_times,
    team_line,
    team_lines,
    time_words,
    typical_times,
    verbs_for,
)
from .units import (
    AreaLine,
    PostLine,
    RoleLine,
    filters_in_words,
    level_tabs,
    post_lines,
    role_lines,
    tree_rows,
)

__all__ = [
    "AreaLine",
    "BoundaryPreview",
    "DayLine",
    "GapLine",
    "PostLine",
    "RoleLine",
    "TeamLine",
    "boundary_preview",
    "callout_times",
    "day_lines",
    "duty_cards",
    "filters_in_words",
    "gap_lines",
    "ics_text",
    "level_tabs",
    "period_of",
    "post_lines",
    "role_lines",
    "team_line",
    "team_lines",
    "time_words",
    "tree_rows",
    "typical_times",
    "verbs_for",
]
