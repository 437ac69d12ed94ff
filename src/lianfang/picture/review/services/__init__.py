"""Writing reviews and following their lessons through."""

from .finishing import approve_review, discard_review, give_back_review, issue_review
from .following import confirm_lesson, drop_lesson, report_lesson, return_lesson
from .writing import add_finding, add_lesson, conclude_review, note_early_action, open_review

__all__ = [
    "add_finding", "add_lesson", "approve_review", "conclude_review", "confirm_lesson",
    "discard_review", "drop_lesson", "give_back_review", "issue_review", "note_early_action",
    "open_review", "report_lesson", "return_lesson",
]  # fmt: skip
