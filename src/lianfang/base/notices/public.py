"""The door of the notices room."""

from .models import Notice, Urgency
from .queries import count_unread, has_unread, list_notices
from .services import Letter, mark_all_read, mark_read, send_letters, unit_mailbox, user_mailbox

__all__ = [
    "Letter", "Notice", "Urgency", "count_unread", "has_unread", "list_notices", "mark_all_read", "mark_read",
    "send_letters", "unit_mailbox", "user_mailbox",
]  # fmt: skip
