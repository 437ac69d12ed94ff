"""Words on the pages of the tasks room."""

from .working import (
    BUTTONS,
    COLUMNS,
    NEEDS_RUNNING,
    STEP_ICONS,
    STEP_TONES,
    TONES,
    TimelineItem,
    board_columns,
    board_lines,
    decorate,
    measure_all,
    sheet_rows,
    timeline,
    verbs_for,
)

__all__ = [
    "BUTTONS",
    "COLUMNS",
    "NEEDS_RUNNING",
    "STEP_ICONS",
    "STEP_TONES",
    "TONES",
    "TimelineItem",
    "board_columns",
    "board_lines",
    "decorate",
    "measure_all",
    "sheet_rows",
    "timeline",
    "verbs_for",
]
