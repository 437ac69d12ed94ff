"""Every write of the situation room."""

from .contributing import give_contribution
from .delivering import Recipients, deliver_report
from .drafting import draft_report, edit_section, refresh_report
from .issuing import approve_report, discard_report, give_back_report, issue_report

__all__ = [
    "Recipients", "approve_report", "deliver_report", "discard_report", "draft_report", "edit_section", "give_back_report",
    "give_contribution", "issue_report", "refresh_report",
]  # fmt: skip
