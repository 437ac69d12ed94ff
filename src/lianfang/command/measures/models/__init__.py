"""Records of the measures room."""

from .drafts import ControlDraft
from .measure import Arrangement, Measure, MeasureStep, Review
from .papers import Delivery, Paper, UpwardReport
from .persons import Complaint, Subject
from .requisition import Item

__all__ = [
    "Arrangement", "Complaint", "ControlDraft", "Delivery", "Item", "Measure", "MeasureStep", "Paper",
    "Review", "Subject", "UpwardReport",
]  # fmt: skip
