"""What is done in the surveillance room."""

from .batches import confirm_batch, discard_batch, read_batch, undo_batch
from .bulk import BulkRow, record_observations
from .detecting import screen_day, screen_missing, screen_new_observations, screen_site
from .handling import (
    answer_signal,
    assess_signal,
    close_signal,
    feed_back,
    lift_mute,
    link_signals,
    monitor_signal,
    mute_indicator,
    pass_signal,
    propose_source_control,
    triage_signal,
)
from .observations import record_report, record_zero_report
from .papers import (
    hand_over_sample,
    receive_notification,
    receive_sample,
    reply_notification,
    report_result,
    send_notification,
    take_sample,
)
from .signals import dismiss_signal, mark_raised, record_signal, verify_signal

__all__ = [
    "BulkRow", "answer_signal", "assess_signal", "close_signal", "confirm_batch",
    "discard_batch", "dismiss_signal", "feed_back", "hand_over_sample", "lift_mute",
    "link_signals", "mark_raised", "monitor_signal", "mute_indicator", "pass_signal",
    "propose_source_control", "read_batch", "receive_notification", "receive_sample",
    "record_observations", "record_report", "record_signal", "record_zero_report",
    "reply_notification", "report_result", "screen_day", "screen_missing", "screen_new_observations",
    "screen_site", "send_notification", "take_sample", "triage_signal", "undo_batch",
    "verify_signal",
]  # fmt: skip
