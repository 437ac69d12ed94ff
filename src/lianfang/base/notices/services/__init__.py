"""Letters inside the house, and what leaves it."""

from .channels import (
    change_channel,
    create_channel,
    set_preference,
    switch_channel_off,
    switch_channel_on,
)
from .letters import (
    Letter,
    Link,
    mark_all_read,
    mark_read,
    post_letters,
    send_letters,
    unit_mailbox,
    user_mailbox,
)
from .sending import queue_test, release_lapsed, retry_delivery, send_one, send_waiting

__all__ = [
    "Letter", "Link", "change_channel", "create_channel", "mark_all_read", "mark_read", "post_letters",
    "queue_test", "release_lapsed", "retry_delivery", "send_letters", "send_one", "send_waiting", "set_preference",
    "switch_channel_off", "switch_channel_on", "unit_mailbox", "user_mailbox",
]  # fmt: skip
