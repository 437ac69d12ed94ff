"""The door of the situation room."""

from .choices import ReportKind, ReportState
from .coverage import Score, plan_coverage
from .models import Contribution, Report
from .queries import get_report, list_reports, list_wanted
from .registry import gather
from .rules import NOTHING_NEW
from .services import (
    Recipients,
    approve_report,
    deliver_report,
    discard_report,
    draft_report,
    edit_section,
    give_back_report,
    give_contribution,
    issue_report,
    refresh_report,
)

__all__ = [
    "NOTHING_NEW", "Contribution", "Recipients", "Report", "ReportKind", "ReportState", "Score", "approve_report", "deliver_report", "discard_report",
    "draft_report", "edit_section", "gather", "get_report", "give_back_report", "give_contribution", "issue_report",
    "list_reports", "list_wanted", "plan_coverage", "refresh_report",
]  # fmt: skip
