"""What is done in the surveillance room."""

from .detecting import screen_missing, screen_new_observations, screen_site
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
from .signals import dismiss_signal, mark_raised, record_signal, verify_signal

__all__ = [
    "answer_signal", "assess_signal", "close_signal", "dismiss_signal", "feed_back", "lift_mute",
    "link_signals", "mark_raised", "monitor_signal", "mute_indicator", "pass_signal",
    "propose_source_control", "record_report", "record_signal", "record_zero_report",
    "screen_missing", "screen_new_observations", "screen_site", "triage_signal", "verify_signal",
]  # fmt: skip
