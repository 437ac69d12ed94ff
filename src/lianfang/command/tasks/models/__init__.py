"""Records of the tasks room."""

from .orders import Addressee, Answer, Order, OrderReminder
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
    "Order",
    "OrderReminder",
    "Reassignment",
    "Reminder",
    "Task",
    "TaskStep",
]
