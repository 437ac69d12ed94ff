"""The door of the notices room."""

from .choices import DeliveryState, Urgency
from .directory import Holder, enter_directory
from .models import Notice
from .queries import Fate, count_troubled, count_unread, fates_of, has_unread, list_notices
from .services import (
    Letter,
    Link,
    mark_all_read,
    mark_read,
    post_letters,
    send_letters,
    send_waiting,
    unit_mailbox,
    user_mailbox,
)

__all__ = [
    "DeliveryState", "Fate", "Holder", "Letter", "Link", "Notice", "Urgency", "count_troubled", "count_unread", "enter_directory", "fates_of",
    "has_unread", "list_notices", "mark_all_read", "mark_read", "post_letters", "send_letters", "send_waiting",
    "unit_mailbox", "user_mailbox",
]  # fmt: skip
