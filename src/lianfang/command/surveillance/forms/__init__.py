"""Forms of the surveillance pages."""

from .handling import AssessmentForm, ControlForm, LinkForm, MuteForm, WordsForm
from .observations import ChartFilter, DayForm, ObservationFilter, ReportForm, SiteFilter
from .signals import JudgementForm, SignalFilter, SignalForm

__all__ = [
    "AssessmentForm", "ChartFilter", "ControlForm", "DayForm", "JudgementForm", "LinkForm", "MuteForm",
    "ObservationFilter", "ReportForm", "SignalFilter", "SignalForm", "SiteFilter", "WordsForm",
]  # fmt: skip
