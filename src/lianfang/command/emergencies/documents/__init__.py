"""Papers of the emergencies room."""

from .consulting import minutes_document
from .deciding import closing_words, incubation_words
from .grading import grading_document
from .responding import (
    HEADQUARTERS,
    LAWS,
    decision_document,
    matter,
    notice_document,
    opening_words,
    proposal_document,
    seat_name,
)

__all__ = [
    "HEADQUARTERS",
    "LAWS",
    "closing_words",
    "decision_document",
    "grading_document",
    "incubation_words",
    "matter",
    "minutes_document",
    "notice_document",
    "opening_words",
    "proposal_document",
    "seat_name",
]
