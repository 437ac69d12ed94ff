"""The verbs of this room: record and follow an emergency; propose, decide, end a response."""

from .clocks import keep_clocks, note_moment, say_fact, send_clock_warnings
from .consulting import (
    add_expert,
    attach_consultation,
    call_consultation,
    conclude_consultation,
    record_advice,
    retire_expert,
)
from .deciding import approve_proposal, refuse_proposal
from .grading import decide_grading, record_grading_facts
from .groups import add_group_member, remove_group_member, set_group_lead
from .proposing import propose_response, withdraw_proposal
from .recording import close_emergency, record_emergency, set_milestone, update_tally

__all__ = [
    "add_expert",
    "add_group_member",
    "approve_proposal",
    "attach_consultation",
    "call_consultation",
    "close_emergency",
    "conclude_consultation",
    "decide_grading",
    "keep_clocks",
    "note_moment",
    "propose_response",
    "record_advice",
    "record_emergency",
    "record_grading_facts",
    "refuse_proposal",
    "remove_group_member",
    "retire_expert",
    "say_fact",
    "send_clock_warnings",
    "set_group_lead",
    "set_milestone",
    "update_tally",
    "withdraw_proposal",
]
