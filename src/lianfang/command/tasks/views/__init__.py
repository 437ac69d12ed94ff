"""Pages of the tasks room."""

from .boxes import figure_tasks, task_board, task_inbox, task_list, task_review, tasks_sign
from .one import (
    attachment_get,
    task_accept,
    task_assign,
    task_cancel,
    task_decline,
    task_detail,
    task_excuse,
    task_reassign,
    task_reopen,
    task_report,
    task_return,
    task_sign,
    task_split,
    task_submit,
)

__all__ = [
    "attachment_get", "figure_tasks", "task_accept", "task_assign", "task_board", "task_cancel",
    "task_decline", "task_detail", "task_excuse", "task_inbox", "task_list", "task_reassign",
    "task_reopen", "task_report", "task_return", "task_review", "task_sign", "task_split",
    "task_submit", "tasks_sign",
]  # fmt: skip
