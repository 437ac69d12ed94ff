"""The door of the notices room."""

from .choices import Urgency
from .directory import Holder, enter_directory
from .models import Notice
from .queries import count_troubled, count_unread, has_unread, list_notices
from .services import (
    Letter,
    Link,
    mark_all_read,
    mark_read,
    send_letters,
    send_waiting,
    unit_mailbox,
    user_mailbox,
)

__all__ = [
    "Holder", "Letter", "Link", "Notice", "Urgency", "count_troubled", "count_unread", "enter_directory",
    "has_unread", "list_notices", "mark_all_read", "mark_read", "send_letters", "send_waiting",
    "unit_mailbox", "user_mailbox",
]  # fmt: skip
