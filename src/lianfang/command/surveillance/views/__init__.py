"""Pages of the surveillance room."""

from .batches import (
    batch_confirm,
    batch_detail,
    batch_discard,
    batch_list,
    batch_template,
    batch_undo,
)
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
from .offline import report_worker, site_report_offline
from .papers import (
    health_page,
    notification_detail,
    notification_list,
    notification_new,
    notification_receive,
    notification_reply,
    sample_detail,
    sample_hand_over,
    sample_list,
    sample_new,
    sample_receive,
    sample_result,
)
from .signals import (
    signal_detail,
    signal_dismiss,
    signal_list,
    signal_new,
    signal_offers,
    signal_verify,
)
from .sites import site_detail, site_list, site_report

__all__ = [
    "batch_confirm", "batch_detail", "batch_discard", "batch_list", "batch_template",
    "batch_undo", "health_page", "indicator_detail", "indicator_list", "indicator_mute",
    "mute_lift", "mute_list", "notification_detail", "notification_list", "notification_new",
    "notification_receive", "notification_reply", "observation_list", "report_worker", "sample_detail",
    "sample_hand_over", "sample_list", "sample_new", "sample_receive", "sample_result",
    "signal_answer", "signal_assess", "signal_close", "signal_control", "signal_detail",
    "signal_dismiss", "signal_feed_back", "signal_link", "signal_list", "signal_monitor",
    "signal_new", "signal_offers", "signal_triage", "signal_verify", "site_detail", "site_list", "site_report",
    "site_report_offline",
]  # fmt: skip
