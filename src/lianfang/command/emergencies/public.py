"""The door of the emergencies room."""

from .choices import EmergencyKind, EmergencyState, Milestone, ProposalKind, ProposalState
from .events import ResponseEnded, ResponseLevelChanged, ResponseStarted
from .history import Event, history
from .models import Emergency, MilestoneEntry, Proposal, Response, Tally
from .queries import (
    get_emergency,
    get_proposal,
    get_response,
    latest_tally,
    list_emergencies,
    list_proposals,
    list_tallies,
    milestones_as_known,
    pending_proposal,
    proposals_of,
    running_response,
    running_responses,
)
from .rules import TallyFigures
from .services import (
    approve_proposal,
    close_emergency,
    propose_response,
    record_emergency,
    refuse_proposal,
    set_milestone,
    update_tally,
    withdraw_proposal,
)

__all__ = [
    "Emergency", "EmergencyKind", "EmergencyState", "Event", "Milestone", "MilestoneEntry", "Proposal",
    "ProposalKind", "ProposalState", "Response", "ResponseEnded", "ResponseLevelChanged",
    "ResponseStarted", "Tally", "TallyFigures", "approve_proposal", "close_emergency",
    "get_emergency", "get_proposal", "get_response", "history", "latest_tally", "list_emergencies",
    "list_proposals", "list_tallies", "milestones_as_known", "pending_proposal",
    "proposals_of", "propose_response", "record_emergency", "refuse_proposal",
    "running_response", "running_responses", "set_milestone", "update_tally",
    "withdraw_proposal",
]  # fmt: skip
