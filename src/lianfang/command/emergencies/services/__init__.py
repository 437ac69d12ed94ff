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
from .flash import note_flash, send_flash
from .grading import decide_grading, record_grading_facts
from .groups import add_group_member, remove_group_member, set_group_lead
from .proposing import propose_response, withdraw_proposal
from .recording import close_emergency, record_emergency, set_milestone, update_tally
from .reporting import draft_card, edit_card, missing_of
from .signing import approve_card, check_card, note_filing, return_card, submit_card, void_card

__all__ = [
    "add_expert",
    "add_group_member",
    "approve_card",
    "approve_proposal",
    "attach_consultation",
    "call_consultation",
    "check_card",
    "close_emergency",
    "conclude_consultation",
    "decide_grading",
    "draft_card",
    "edit_card",
    "keep_clocks",
    "missing_of",
    "note_filing",
    "note_flash",
    "note_moment",
    "propose_response",
    "record_advice",
    "record_emergency",
    "record_grading_facts",
    "refuse_proposal",
    "remove_group_member",
    "retire_expert",
    "return_card",
    "say_fact",
    "send_clock_warnings",
    "send_flash",
    "set_group_lead",
    "set_milestone",
    "submit_card",
    "update_tally",
    "void_card",
    "withdraw_proposal",
]
