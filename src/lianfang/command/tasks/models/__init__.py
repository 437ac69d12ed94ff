"""Records of the tasks room."""

from .calldown import Call, CallDown, Callee, CallTarget
from .dispatch import AgendaItem, DispatchMeeting, Promise
from .duty_log import LogEntry
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
    "AgendaItem",
    "Answer",
    "Call",
    "CallDown",
    "CallTarget",
    "Callee",
    "DispatchMeeting",
    "Feedback",
    "FeedbackFigure",
    "LadderRule",
    "LogEntry",
    "Order",
    "OrderReminder",
    "Promise",
    "Reassignment",
    "Reminder",
    "Supervision",
    "SupervisionStep",
    "Task",
    "TaskStep",
]
