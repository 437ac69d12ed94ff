"""Papers of the emergencies room."""

from .card_parts import Entry, Part, card_parts, card_title, moment_words
from .consulting import minutes_document
from .deciding import closing_words, incubation_words
from .grading import grading_document
from .reporting import card_document, report_document
from .responding import (
    HEADQUARTERS,
    LAWS,
    decision_document,
    matter,
    notice_document,
    opening_words,
    proposal_document,
    refusal_document,
    seat_name,
)

__all__ = [
    "HEADQUARTERS",
    "LAWS",
    "Entry",
    "Part",
    "card_document",
    "card_parts",
    "card_title",
    "closing_words",
    "decision_document",
    "grading_document",
    "incubation_words",
    "matter",
    "minutes_document",
    "moment_words",
    "notice_document",
    "opening_words",
    "proposal_document",
    "refusal_document",
    "report_document",
    "seat_name",
]
