"""Which method finds outbreaks, how late, and at what price in false alarms."""

from .judging import Detector, Outbreaks, Performance, alarms_table, backtest, outbreaks_of
from .methods import daily_detectors, weekly_detectors

__all__ = [
    "Detector",
    "Outbreaks",
    "Performance",
    "alarms_table",
    "backtest",
    "daily_detectors",
    "outbreaks_of",
    "weekly_detectors",
]
