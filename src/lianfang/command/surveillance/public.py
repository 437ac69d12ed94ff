"""The door of the surveillance room."""

from .choices import Combine, SignalSource, SignalState
from .course import SignalMoment, course_of
from .events import SourceControlProposed
from .follow_ups import FollowUp, enter_decider, enter_follow_ups
from .loading import load_programmes, load_sites, prepare_everyday
from .models import Indicator, Signal, SourceControl
from .queries import (
    count_open_signals,
    count_overdue,
    daily_values,
    get_signal,
    has_demonstration,
    list_programmes,
    list_reported_parts,
    list_signals,
    list_sites_to_fill,
)
from .rules import Entry
from .services import (
    BulkRow,
    dismiss_signal,
    mark_raised,
    record_observations,
    record_report,
    record_signal,
    record_zero_report,
    screen_missing,
    screen_new_observations,
    verify_signal,
)

__all__ = [
    "BulkRow", "Combine", "Entry", "FollowUp", "Indicator", "Signal", "SignalMoment", "SignalSource", "SignalState", "SourceControl", "SourceControlProposed",
    "count_open_signals", "count_overdue", "course_of", "daily_values", "dismiss_signal", "enter_decider", "enter_follow_ups", "get_signal", "has_demonstration", "list_programmes", "list_reported_parts",
    "list_signals", "list_sites_to_fill", "load_programmes", "load_sites", "mark_raised", "prepare_everyday",
    "record_observations", "record_report", "record_signal", "record_zero_report", "screen_missing",
    "screen_new_observations", "verify_signal",
]  # fmt: skip
