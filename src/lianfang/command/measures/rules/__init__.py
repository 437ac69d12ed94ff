"""Judgement of the measures room."""

from .authority import (
    CLASS_WORDS,
    KINDS,
    OBSERVED,
    AboveDecision,
    KindFacts,
    Power,
    class_of,
    judge,
    routes_for,
    why_not_by_county,
)
from .measures import (
    COMPLAINT_DAYS,
    LONGEST_TITLE,
    MEASURE_MOVES,
    MUST_END,
    MUST_HAVE_AREA,
    SUBJECT_MOVES,
    WORDS,
    check_arrangements,
    check_extension,
    check_period,
    check_reason,
    check_review,
    check_two_people,
    check_words,
    complaint_due,
    is_in_force,
)
from .persons import (
    TO_PERSONS,
    check_consent,
    check_delivery,
    check_person_period,
    check_way_out,
    latest_end,
)
from .requisition import check_inventory, check_return

__all__ = [
    "CLASS_WORDS", "COMPLAINT_DAYS", "KINDS", "LONGEST_TITLE", "MEASURE_MOVES", "MUST_END", "MUST_HAVE_AREA", "OBSERVED", "SUBJECT_MOVES", "TO_PERSONS",
    "WORDS", "AboveDecision", "KindFacts", "Power", "check_arrangements", "check_consent",
    "check_delivery", "check_extension", "check_inventory", "check_period", "check_person_period", "check_reason",
    "check_return", "check_review", "check_two_people", "check_way_out", "check_words", "class_of", "complaint_due", "is_in_force",
    "judge", "latest_end", "routes_for", "why_not_by_county",
]  # fmt: skip
