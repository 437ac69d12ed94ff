"""Records of the emergencies room."""

from .clocks import Clock, ClockReminder, EventFact, EventMoment
from .consulting import Advice, Consultation, ConsultationSeat, Expert
from .emergency import (
    USER,
    Emergency,
    MilestoneEntry,
    Proposal,
    Response,
    Tally,
)
from .flash import FlashReport
from .grading import Grading, GradingFact, GradingLine
from .groups import GroupSeat, ResponseGroup
from .reporting import AnnexAnswer, CardStep, CardSymptom, FiledNote, ReportCard

__all__ = [
    "USER",
    "Advice",
    "AnnexAnswer",
    "CardStep",
    "CardSymptom",
    "Clock",
    "ClockReminder",
    "Consultation",
    "ConsultationSeat",
    "Emergency",
    "EventFact",
    "EventMoment",
    "Expert",
    "FiledNote",
    "FlashReport",
    "Grading",
    "GradingFact",
    "GradingLine",
    "GroupSeat",
    "MilestoneEntry",
    "Proposal",
    "ReportCard",
    "Response",
    "ResponseGroup",
    "Tally",
]
