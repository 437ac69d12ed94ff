"""The verbs of this room: record and follow an emergency; propose, decide, end a response."""

from .clocks import keep_clocks, note_moment, say_fact, send_clock_warnings
from .deciding import approve_proposal, refuse_proposal
from .proposing import propose_response, withdraw_proposal
from .recording import close_emergency, record_emergency, set_milestone, update_tally

__all__ = [
    "approve_proposal", "close_emergency", "keep_clocks", "note_moment", "propose_response", "record_emergency",
    "refuse_proposal", "say_fact", "send_clock_warnings", "set_milestone", "update_tally", "withdraw_proposal",
]  # fmt: skip
