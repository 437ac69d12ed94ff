"""The door of the tasks room."""

from .choices import FINISHED_STATES, LIVE_STATES, OPEN_STATES, WAITING_STATES, TaskState
from .models import Task
from .queries import (
    BoardRow,
    Fulfilment,
    Tally,
    board_counts,
    fulfilment,
    get_task,
    inbox,
    inbox_counts,
    list_responses,
    list_review_queue,
    list_tasks,
    total_of,
    units_at_work,
)
from .rules import TASK_MOVES
from .services import (
    FigureEntry,
    Part,
    Upload,
    accept_decline,
    accept_task,
    assign_task,
    cancel_task,
    close_tasks_of_ended_response,
    decline_task,
    issue_due_occurrences,
    issue_tasks_of_started_response,
    match_tasks_to_changed_level,
    reassign_task,
    reopen_task,
    report_progress,
    return_task,
    send_due_reminders,
    sign_task,
    sign_tasks,
    split_task,
    submit_task,
)

__all__ = [
    "FINISHED_STATES", "LIVE_STATES", "OPEN_STATES", "TASK_MOVES", "WAITING_STATES", "BoardRow",
    "FigureEntry", "Fulfilment", "Part", "Tally", "Task", "TaskState", "Upload", "accept_decline",
    "accept_task", "assign_task", "board_counts", "cancel_task", "close_tasks_of_ended_response",
    "decline_task", "fulfilment", "get_task", "inbox", "inbox_counts", "issue_due_occurrences",
    "issue_tasks_of_started_response", "list_responses", "list_review_queue", "list_tasks",
    "match_tasks_to_changed_level", "reassign_task", "reopen_task", "report_progress", "return_task",
    "send_due_reminders", "sign_task", "sign_tasks", "split_task", "submit_task", "total_of",
    "units_at_work",
]  # fmt: skip
