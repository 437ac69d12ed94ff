"""Pages of the measures room."""

from .lists import complaint_list, item_list, measure_list, release_list, subject_list
from .measures import (
    complaint_answer,
    complaint_new,
    kind_choice,
    measure_detail,
    measure_extend,
    measure_lift,
    measure_new,
    measure_order,
    measure_refuse,
    measure_review,
    measure_withdraw,
    report_answer,
    report_send,
)
from .persons import (
    certificates_issue,
    delivery_new,
    item_new,
    item_step,
    paper_file,
    papers_batch,
    subject_free,
    subject_import,
    subject_new,
    subject_strike,
    subject_template,
)

__all__ = [
    "certificates_issue", "complaint_answer", "complaint_list", "complaint_new", "delivery_new", "item_list",
    "item_new", "item_step", "kind_choice", "measure_detail", "measure_extend", "measure_lift",
    "measure_list", "measure_new", "measure_order", "measure_refuse", "measure_review",
    "measure_withdraw", "paper_file", "papers_batch", "release_list", "report_answer",
    "report_send", "subject_free", "subject_import", "subject_list", "subject_new",
    "subject_strike", "subject_template",
]  # fmt: skip
