"""Forms of the emergencies room."""

from .clocks import ClockFilter, FactForm, MomentNoteForm, SettingForm
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
    "ClockFilter",
    "CloseForm",
    "DecisionForm",
    "EmergencyFilter",
    "EmergencyForm",
    "FactForm",
    "FiguresForm",
    "MilestoneForm",
    "MomentNoteForm",
    "ProposalForm",
    "SettingForm",
    "TallyForm",
    "WithdrawForm",
    "count_field",
    "from_signal",
    "from_tally",
    "proposal_start",
]
