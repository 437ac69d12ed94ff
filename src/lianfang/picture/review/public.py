"""The door of the review room."""

from .models import Lesson, Review
from .queries import get_review, list_lessons, list_reviews
from .services import (
    add_finding,
    add_lesson,
    approve_review,
    conclude_review,
    confirm_lesson,
    issue_review,
    note_early_action,
    open_review,
    report_lesson,
)

__all__ = [
    "Lesson", "Review", "add_finding", "add_lesson", "approve_review", "conclude_review",
    "confirm_lesson", "get_review", "issue_review", "list_lessons", "list_reviews",
    "note_early_action", "open_review", "report_lesson",
]  # fmt: skip
