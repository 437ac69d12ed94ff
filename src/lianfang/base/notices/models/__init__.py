"""Messages inside the system, and what leaves it."""

from .channel import Channel, Delivery, OutboxItem, Preference
from .notice import Notice, NoticeLink

__all__ = ["Channel", "Delivery", "Notice", "NoticeLink", "OutboxItem", "Preference"]
