"""Words on the pages of the emergencies room."""

from .responding import (
    COLUMNS,
    PROPOSAL_TONES,
    STATE_TONES,
    Span,
    Stop,
    case_chart,
    dress,
    milestone_line,
    sheet_rows,
    spans,
)

__all__ = [
    "COLUMNS",
    "PROPOSAL_TONES",
    "STATE_TONES",
    "Span",
    "Stop",
    "case_chart",
    "dress",
    "milestone_line",
    "sheet_rows",
    "spans",
]
