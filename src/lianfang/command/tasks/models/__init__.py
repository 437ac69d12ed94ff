"""Records of the tasks room."""

from .orders import Addressee, Answer, Order, OrderReminder
from .supervision import LadderRule, Supervision, SupervisionStep
from .task import (
    USER,
    Feedback,
    FeedbackFigure,
    Reassignment,
    Reminder,
    Task,
    TaskStep,
)

__all__ = [
    "USER",
    "Addressee",
    "Answer",
    "Feedback",
    "FeedbackFigure",
    "LadderRule",
    "Order",
    "OrderReminder",
    "Reassignment",
    "Reminder",
    "Supervision",
    "SupervisionStep",
    "Task",
    "TaskStep",
]
