"""Records of the surveillance room."""

from .batches import Batch, BatchLine
from .notifications import Notification, NotificationReceipt, Route, RouteEnd
from .observations import DetectionRun, Observation, SiteReport
from .programmes import DetectionRule, Indicator, IndicatorDesk, Programme
from .samples import Handover, Sample, SampleResult
from .signals import (
    Addressee,
    Evidence,
    Mute,
    RiskAssessment,
    Signal,
    SignalLink,
    SignalStep,
    SourceControl,
)
from .sites import Site, SitePart

__all__ = [
    "Addressee", "Batch", "BatchLine", "DetectionRule", "DetectionRun", "Evidence",
    "Handover", "Indicator", "IndicatorDesk", "Mute", "Notification", "NotificationReceipt",
    "Observation", "Programme", "RiskAssessment", "Route", "RouteEnd", "Sample",
    "SampleResult", "Signal", "SignalLink", "SignalStep", "Site", "SitePart", "SiteReport",
    "SourceControl",
]  # fmt: skip
