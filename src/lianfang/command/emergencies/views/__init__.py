"""Pages of the emergencies room."""

from .clocks import (
    clock_list,
    emergency_reportable,
    fact_say,
    moment_note,
    signal_reportable,
)
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
    "clock_list",
    "emergency_close",
    "emergency_detail",
    "emergency_list",
    "emergency_new",
    "emergency_reportable",
    "fact_say",
    "milestone_set",
    "moment_note",
    "proposal_approve",
    "proposal_detail",
    "proposal_document",
    "proposal_list",
    "proposal_new",
    "proposal_refuse",
    "proposal_withdraw",
    "signal_reportable",
    "tally_new",
]  # fmt: skip
