"""Pages of the review room."""

from .lessons import lesson_act, lesson_detail, lesson_list
from .reviews import (
    review_act,
    review_detail,
    review_file,
    review_list,
    review_new,
    review_reason,
    review_write,
)

__all__ = [
    "lesson_act", "lesson_detail", "lesson_list", "review_act", "review_detail", "review_file",
    "review_list", "review_new", "review_reason", "review_write",
]  # fmt: skip
