"""Forms of the surveillance pages."""

from .handling import AssessmentForm, ControlForm, LinkForm, MuteForm, WordsForm
from .observations import ChartFilter, DayForm, ObservationFilter, ReportForm, SheetForm, SiteFilter
from .papers import (
    HandoverForm,
    HealthFilter,
    NotificationFilter,
    NotificationForm,
    ReceiveForm,
    ResultForm,
    SampleFilter,
    SampleForm,
)
from .signals import JudgementForm, SignalFilter, SignalForm
from .worlds import world_chosen

__all__ = [
    "AssessmentForm", "ChartFilter", "ControlForm", "DayForm", "HandoverForm", "HealthFilter",
    "JudgementForm", "LinkForm", "MuteForm", "NotificationFilter", "NotificationForm",
    "ObservationFilter", "ReceiveForm", "ReportForm", "ResultForm", "SampleFilter",
    "SampleForm", "SheetForm", "SignalFilter", "SignalForm", "SiteFilter", "WordsForm", "world_chosen",
]  # fmt: skip
