"""Words on the pages of the emergencies room."""

from .clocks import COLUMNS as CLOCK_COLUMNS
from .clocks import (
    ClockView,
    FactView,
    LineView,
    ReportableView,
    clock_sheet,
    clock_view,
    fact_views,
    reportable_view,
    reporting_panel,
    state_of,
)
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
    "CLOCK_COLUMNS",
    "COLUMNS",
    "PROPOSAL_TONES",
    "STATE_TONES",
    "ClockView",
    "FactView",
    "LineView",
    "ReportableView",
    "Span",
    "Stop",
    "case_chart",
    "clock_sheet",
    "clock_view",
    "dress",
    "fact_views",
    "milestone_line",
    "reportable_view",
    "reporting_panel",
    "sheet_rows",
    "spans",
    "state_of",
]
