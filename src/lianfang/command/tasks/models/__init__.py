"""Records of the tasks room."""

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
    "Feedback",
    "FeedbackFigure",
    "Reassignment",
    "Reminder",
    "Task",
    "TaskStep",
]
