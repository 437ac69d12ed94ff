"""Pages of the message box and of the channels."""

from .boxes import notice_list, notice_open, notice_read, notices_read
from .channels import (
    channel_detail,
    channel_edit,
    channel_list,
    channel_new,
    channel_switch_off,
    channel_switch_on,
    channel_test,
    delivery_retry,
)
from .wishes import preference_edit

__all__ = [
    "channel_detail", "channel_edit", "channel_list", "channel_new", "channel_switch_off",
    "channel_switch_on", "channel_test", "delivery_retry", "notice_list", "notice_open", "notice_read",
    "notices_read", "preference_edit",
]  # fmt: skip
