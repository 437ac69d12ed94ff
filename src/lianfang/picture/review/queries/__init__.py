"""Reads of the review room; each takes the actor."""

from .reading import (
    early_action_facts,
    get_lesson,
    get_review,
    list_duties,
    list_lessons,
    list_reviews,
    lock_lesson,
    lock_review,
)
from .working_out import Gaps, ReviewFigures, Timeliness, figures_of, timeliness

__all__ = [
    "Gaps", "ReviewFigures", "Timeliness", "early_action_facts", "figures_of", "get_lesson",
    "get_review", "list_duties", "list_lessons", "list_reviews", "lock_lesson", "lock_review", "timeliness",
]  # fmt: skip
