"""Every write of the tasks room."""

from .calldown import end_calldown, note_call, report_unreached, start_calldown
from .changing import close_tasks_of_ended_response, match_tasks_to_changed_level
from .dispatch import call_meeting, check_promise, end_meeting, make_promise
from .duty_log import write_entry
from .feedback import FigureEntry, Upload
from .ladder import climb_ladder
from .order_desk import (
    answer_order,
    clear_answer,
    remind_of_unsigned_orders,
    remind_unsigned,
    return_answer,
    sign_order,
)
from .orders import Paper, change_order, draft_order, issue_order, withdraw_order
from .reminders import send_due_reminders
from .review import (
    accept_decline,
    accept_task,
    cancel_task,
    reassign_task,
    reopen_task,
    return_task,
    review_facts,
)
from .splitting import MOST_PARTS, Part, split_task
from .starting import issue_due_occurrences, issue_tasks_of_started_response
from .supervision import (
    close_supervision,
    open_supervision,
    propose_criticism,
    raise_supervision,
    set_ladder,
)
from .unit_desk import (
    SIGN_AT_ONCE,
    assign_task,
    decline_task,
    report_progress,
    sign_task,
    sign_tasks,
    submit_task,
)

__all__ = [
    "MOST_PARTS",
    "SIGN_AT_ONCE",
    "FigureEntry",
    "Paper",
    "Part",
    "Upload",
    "accept_decline",
    "accept_task",
    "answer_order",
    "assign_task",
    "call_meeting",
    "cancel_task",
    "change_order",
    "check_promise",
    "clear_answer",
    "climb_ladder",
    "close_supervision",
    "close_tasks_of_ended_response",
    "decline_task",
    "draft_order",
    "end_calldown",
    "end_meeting",
    "issue_due_occurrences",
    "issue_order",
    "issue_tasks_of_started_response",
    "make_promise",
    "match_tasks_to_changed_level",
    "note_call",
    "open_supervision",
    "propose_criticism",
    "raise_supervision",
    "reassign_task",
    "remind_of_unsigned_orders",
    "remind_unsigned",
    "reopen_task",
    "report_progress",
    "report_unreached",
    "return_answer",
    "return_task",
    "review_facts",
    "send_due_reminders",
    "set_ladder",
    "sign_order",
    "sign_task",
    "sign_tasks",
    "split_task",
    "start_calldown",
    "submit_task",
    "withdraw_order",
    "write_entry",
]  # fmt: skip
