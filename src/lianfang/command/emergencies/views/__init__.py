"""Pages of the emergencies room."""

from .emergencies import (
    emergency_close,
    emergency_detail,
    emergency_list,
    emergency_new,
    milestone_set,
    tally_new,
)
from .proposals import (
    proposal_approve,
    proposal_detail,
    proposal_document,
    proposal_list,
    proposal_new,
    proposal_refuse,
    proposal_withdraw,
)

__all__ = [
    "emergency_close", "emergency_detail", "emergency_list", "emergency_new", "milestone_set",
    "proposal_approve", "proposal_detail", "proposal_document", "proposal_list", "proposal_new",
    "proposal_refuse", "proposal_withdraw", "tally_new",
]  # fmt: skip
