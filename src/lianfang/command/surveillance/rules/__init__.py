"""Judgement of the surveillance room over plain values."""

from .detection import (
    NEVER,
    STATISTICS,
    Facts,
    Hit,
    Series,
    alarms_of,
    expected_words,
    history_needed,
    judge_series,
    method_words,
    number_words,
    readiness_words,
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
    "CHECKED", "CONSEQUENCES", "COUNTY", "LIKELIHOODS", "LIVE_STATES", "MATRIX", "NEVER", "RISKS", "RISK_ADVICE",
    "SIGNAL_MOVES", "STATISTICS", "VERIFY_WITHIN", "Entry", "Facts", "Hit", "Series", "World",
    "alarms_of", "check_entries", "check_handover", "check_judgement", "check_mute",
    "check_notification", "check_period", "check_reasons", "check_sample",
    "check_signal_counts", "check_signal_times", "check_signal_words", "check_source_control",
    "columns_of", "due_at", "expected_periods", "expected_words", "history_needed", "is_late", "judge_series", "late_by",
    "method_words", "number_words", "period_of", "readiness_words", "risk_level", "share", "world_of", "worst_color",
]  # fmt: skip
