"""Records of the emergencies room."""

from .emergency import (
    USER,
    Emergency,
    MilestoneEntry,
    Proposal,
    Response,
    Tally,
)

__all__ = [
    "USER",
    "Emergency",
    "MilestoneEntry",
    "Proposal",
    "Response",
    "Tally",
]
