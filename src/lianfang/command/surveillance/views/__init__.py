"""Pages of the surveillance room."""

from .handling import (
    mute_lift,
    mute_list,
    signal_answer,
    signal_assess,
    signal_close,
    signal_control,
    signal_feed_back,
    signal_link,
    signal_monitor,
    signal_triage,
)
from .indicators import indicator_detail, indicator_list, indicator_mute, observation_list
from .signals import signal_detail, signal_dismiss, signal_list, signal_new, signal_verify
from .sites import site_detail, site_list, site_report

__all__ = [
    "indicator_detail", "indicator_list", "indicator_mute", "mute_lift", "mute_list",
    "observation_list", "signal_answer", "signal_assess", "signal_close", "signal_control",
    "signal_detail", "signal_dismiss", "signal_feed_back", "signal_link", "signal_list",
    "signal_monitor", "signal_new", "signal_triage", "signal_verify", "site_detail", "site_list",
    "site_report",
]  # fmt: skip
