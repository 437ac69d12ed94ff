"""Pages of the situation room."""

from .contributions import contribution_give, contribution_list
from .coverage import coverage
from .delivery import delivery_list, report_deliver
from .reports import (
    report_approve,
    report_compare,
    report_detail,
    report_discard,
    report_file,
    report_give_back,
    report_issue,
    report_list,
    report_new,
    report_refresh,
    section_edit,
)

__all__ = [
    "contribution_give", "contribution_list", "coverage", "delivery_list", "report_approve", "report_compare",
    "report_deliver", "report_detail", "report_discard", "report_file", "report_give_back", "report_issue",
    "report_list", "report_new", "report_refresh", "section_edit",
]  # fmt: skip
