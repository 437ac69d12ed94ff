"""Records of the emergencies room."""

from .clocks import Clock, ClockReminder, EventFact, EventMoment
from .emergency import (
    USER,
    Emergency,
    MilestoneEntry,
    Proposal,
    Response,
    Tally,
)
from .flash import FlashReport
from .reporting import AnnexAnswer, CardStep, CardSymptom, FiledNote, ReportCard

__all__ = [
    "USER",
    "AnnexAnswer",
    "CardStep",
    "CardSymptom",
    "Clock",
    "ClockReminder",
    "Emergency",
    "EventFact",
    "EventMoment",
    "FiledNote",
    "FlashReport",
    "MilestoneEntry",
    "Proposal",
    "ReportCard",
    "Response",
    "Tally",
]
