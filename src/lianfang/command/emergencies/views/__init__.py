"""Pages of the emergencies room."""

from .clocks import (
    clock_list,
    emergency_reportable,
    fact_say,
    moment_note,
    signal_reportable,
)
from .consulting import (
    consultation_advise,
    consultation_attach,
    consultation_conclude,
    consultation_detail,
    consultation_minutes,
    consultation_new,
    expert_list,
    expert_new,
    expert_retire,
)
from .emergencies import (
    emergency_close,
    emergency_detail,
    emergency_list,
    emergency_new,
    milestone_set,
    tally_new,
)
from .grading import grading_decide, grading_detail, grading_facts, grading_paper
from .groups import group_lead, group_list, group_member_add, group_member_remove
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
    "consultation_advise",
    "consultation_attach",
    "consultation_conclude",
    "consultation_detail",
    "consultation_minutes",
    "consultation_new",
    "emergency_close",
    "emergency_detail",
    "emergency_list",
    "emergency_new",
    "emergency_reportable",
    "expert_list",
    "expert_new",
    "expert_retire",
    "fact_say",
    "grading_decide",
    "grading_detail",
    "grading_facts",
    "grading_paper",
    "group_lead",
    "group_list",
    "group_member_add",
    "group_member_remove",
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
]
