"""The door of the surveillance room."""

from .choices import SignalSource, SignalState
from .models import Signal
from .queries import count_open_signals, get_signal, list_signals
from .services import dismiss_signal, mark_raised, record_signal, verify_signal

__all__ = [
    "Signal", "SignalSource", "SignalState", "count_open_signals", "dismiss_signal", "get_signal",
    "list_signals", "mark_raised", "record_signal", "verify_signal",
]  # fmt: skip
