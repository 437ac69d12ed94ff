"""Forms of the emergencies room."""

from .responding import (
    ALL,
    RECORDED,
    CloseForm,
    DecisionForm,
    EmergencyFilter,
    EmergencyForm,
    FiguresForm,
    MilestoneForm,
    ProposalForm,
    TallyForm,
    WithdrawForm,
    count_field,
    from_signal,
    from_tally,
    proposal_start,
)

__all__ = [
    "ALL",
    "RECORDED",
    "CloseForm",
    "DecisionForm",
    "EmergencyFilter",
    "EmergencyForm",
    "FiguresForm",
    "MilestoneForm",
    "ProposalForm",
    "TallyForm",
    "WithdrawForm",
    "count_field",
    "from_signal",
    "from_tally",
    "proposal_start",
]
