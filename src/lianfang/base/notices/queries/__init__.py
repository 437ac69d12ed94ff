"""What lies in the mailboxes, and what leaves them."""

from .boxes import (
    count_unread,
    has_unread,
    list_notices,
    lock_notice,
    mailboxes_kept_by,
    mailboxes_of,
)
from .channels import (
    check_holder_known,
    check_is_active,
    check_no_test_waits,
    count_troubled,
    get_channel,
    is_name_taken,
    list_active_channels,
    list_channels,
    list_channels_of,
    list_deliveries,
    list_due_deliveries,
    list_enclosed,
    list_open_items,
    lock_channel,
    lock_delivery,
    preferences_of,
)
from .fates import Fate, fates_of

__all__ = [
    "Fate",
    "check_holder_known", "check_is_active", "check_no_test_waits", "count_troubled", "count_unread",
    "fates_of", "get_channel", "has_unread", "is_name_taken", "list_active_channels", "list_channels",
    "list_channels_of", "list_deliveries", "list_due_deliveries", "list_enclosed", "list_notices",
    "list_open_items", "lock_channel", "lock_delivery", "lock_notice", "mailboxes_kept_by",
    "mailboxes_of", "preferences_of",
]  # fmt: skip
