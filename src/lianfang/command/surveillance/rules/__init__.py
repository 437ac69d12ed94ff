"""Judgement of the surveillance room over plain values."""

from .detection import (
    STATISTICS,
    Facts,
    Hit,
    Series,
    alarms_of,
    expected_words,
    judge_series,
    method_words,
    number_words,
)
from .observations import (
    Entry,
    check_entries,
    check_period,
    due_at,
    expected_periods,
    is_late,
    period_of,
    share,
)
from .papers import check_handover, check_notification, check_sample, check_source_control
from .sheets import columns_of
from .signals import (
    CHECKED,
    CONSEQUENCES,
    LIKELIHOODS,
    LIVE_STATES,
    MATRIX,
    RISK_ADVICE,
    RISKS,
    SIGNAL_MOVES,
    VERIFY_WITHIN,
    check_judgement,
    check_mute,
    check_reasons,
    check_signal_counts,
    check_signal_times,
    check_signal_words,
    late_by,
    risk_level,
    worst_color,
)
from .worlds import COUNTY, World, world_of

__all__ = [
    "CHECKED", "CONSEQUENCES", "COUNTY", "LIKELIHOODS", "LIVE_STATES", "MATRIX", "RISKS", "RISK_ADVICE",
    "SIGNAL_MOVES", "STATISTICS", "VERIFY_WITHIN", "Entry", "Facts", "Hit", "Series", "World",
    "alarms_of", "check_entries", "check_handover", "check_judgement", "check_mute",
    "check_notification", "check_period", "check_reasons", "check_sample",
    "check_signal_counts", "check_signal_times", "check_signal_words", "check_source_control",
    "columns_of", "due_at", "expected_periods", "expected_words", "is_late", "judge_series", "late_by",
    "method_words", "number_words", "period_of", "risk_level", "share", "world_of", "worst_color",
]  # fmt: skip
