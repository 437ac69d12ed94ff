"""Reading tasks: always from the actor's point of view."""

from .counts import (
    BoardRow,
    Fulfilment,
    Tally,
    board_counts,
    fulfilment,
    inbox_counts,
    total_of,
    units_at_work,
)
from .figures import COUNTED, Counted, list_counted, numbers_at
from .inbox import TABS, Inbox, inbox
from .lists import (
    as_rows,
    command_office_of,
    get_task,
    list_colleagues,
    list_responses,
    list_review_queue,
    list_running_responses,
    list_tasks,
    list_units_for_parts,
    visible,
)

__all__ = [
    "COUNTED", "TABS", "BoardRow", "Counted", "Fulfilment", "Inbox", "Tally", "as_rows", "board_counts",
    "command_office_of", "fulfilment", "get_task", "inbox", "inbox_counts", "list_colleagues", "list_counted",
    "list_responses", "list_review_queue", "list_running_responses", "list_tasks",
    "list_units_for_parts", "numbers_at", "total_of", "units_at_work", "visible",
]  # fmt: skip
