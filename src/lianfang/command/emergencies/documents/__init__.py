"""Papers of the emergencies room."""

from .responding import (
    HEADQUARTERS,
    LAWS,
    decision_document,
    matter,
    opening_words,
    proposal_document,
    seat_name,
)

__all__ = [
    "HEADQUARTERS",
    "LAWS",
    "decision_document",
    "matter",
    "opening_words",
    "proposal_document",
    "seat_name",
]
