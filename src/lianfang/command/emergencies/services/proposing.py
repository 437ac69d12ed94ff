"""Proposing what is to be decided about a response."""

from datetime import date

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.command.emergencies import rules
from lianfang.command.emergencies.choices import EmergencyState, ProposalKind, ProposalState
from lianfang.command.emergencies.models import Emergency, Proposal, Response
from lianfang.command.emergencies.notices import tell_deciders, tell_outcome
from lianfang.command.emergencies.queries import (
    lock_emergency,
    lock_proposal,
    longest_incubation,
    pending_proposal,
    running_response,
)
from lianfang.county.orgs.public import Area
from lianfang.county.plans.public import plan_in_force
from lianfang.county.standards.public import earliest_end

from .clocks import keep_clocks


@transaction.atomic
def propose_response(
    *,
    actor: Actor,
    emergency_uuid: object,
    kind: str,
    grade: int,
    evidence: str,
    level: int | None = None,
    criteria: str = "",
    measures: str = "",
    closing_conditions: str = "",
    closing: rules.Closing | None = None,
    area: Area | None = None,
    expected_until: date | None = None,
) -> Proposal:
    """
    Propose to start, raise, lower, extend or end a response; the government decides.

    The area is given only when starting (the emergency's own if none is named); afterwards it is
    the running response's. The level is not given when extending or ending.

    :raises NotAllowed: the actor may not propose, sits in no unit, or the area is not the actor's.
    :raises RuleBroken: closed, another proposal waits, no plan in force, the level moves the wrong
        way, the period does not fit, what a decision must state is missing, or the end is too early.
    """
    require(actor, Permission.RESPONSE_PROPOSE)
    if actor.unit_id is None or actor.user_id is None:
        raise NotAllowed("响应建议须由单位的工作人员提出，系统任务不能代为提出。")
    emergency = lock_emergency(actor, emergency_uuid)
    wanted, response = ProposalKind(kind), running_response(emergency)
    _check_may_propose(emergency)
    where = response.area if response else area or emergency.area
    _check_area(actor, emergency, where)
    level = proposed_level(wanted, level, response)
    check_sound(wanted, response, where, level=level, expected_until=expected_until)
    rules.check_grade(grade)
    rules.check_case_made(
        wanted, evidence=evidence, measures=measures, closing_conditions=closing_conditions, criteria=criteria
    )  # fmt: skip
    ends = closing or rules.Closing()
    if wanted == ProposalKind.END:
        check_end(emergency, ends)
    else:
        ends = rules.Closing()
    proposal = Proposal.objects.create(
        closing_ground=ends.ground, closing_anchor=ends.anchor, anchored_on=ends.anchored_on,
        removal_evidence=ends.removal_evidence.strip(), emergency=emergency, response=response, kind=wanted, level=level, grade=grade,
        criteria=criteria.strip(), evidence=evidence.strip(), measures=measures.strip(),
        closing_conditions=closing_conditions.strip() if wanted == ProposalKind.END else "",
        area=where, expected_until=None if wanted == ProposalKind.END else expected_until,
        previous_level=response.level if response else None, proposed_at=clock.now(),
        proposed_by_id=actor.user_id, proposing_unit_id=actor.unit_id,
    )  # fmt: skip
    record(
        actor=actor, action="emergencies.response.proposed", target=proposal,
        changes={"kind": (None, wanted.value), "level": (proposal.previous_level, proposal.level)},
    )  # fmt: skip
    keep_clocks(actor=actor, emergency=emergency)
    tell_deciders(proposal)
    return proposal


@transaction.atomic
def withdraw_proposal(*, actor: Actor, proposal_uuid: object, reason: str) -> Proposal:
    """
    Take a waiting proposal back; only the unit that proposed it can.

    :raises NotAllowed: the actor may not propose, or sits in another unit.
    :raises RuleBroken: decided or withdrawn already, or no reason given.
    """
    require(actor, Permission.RESPONSE_PROPOSE)
    proposal = lock_proposal(actor, proposal_uuid)
    if proposal.proposing_unit_id not in actor.unit_ids:
        raise NotAllowed("只有提出单位可以撤回这项建议。")
    proposal.state = rules.PROPOSAL_MOVES.target(proposal.state, "withdraw")
    rules.check_withdrawal(reason)
    proposal.withdrawal = reason.strip()
    proposal.withdrawn_at, proposal.withdrawn_by_id = clock.now(), actor.user_id
    proposal.save(update_fields=["state", "withdrawal", "withdrawn_at", "withdrawn_by"])
    record(
        actor=actor, action="emergencies.proposal.withdrawn", target=proposal,
        changes={"state": (ProposalState.PENDING.value, proposal.state)}, note=proposal.withdrawal,
    )  # fmt: skip
    tell_outcome(
        proposal, kind="emergencies.withdrawn", outcome="建议已撤回", body=f"撤回原因：{proposal.withdrawal}"
    )  # fmt: skip
    return proposal


def proposed_level(kind: ProposalKind, level: int | None, response: Response | None) -> int | None:
    """Extending keeps the level, ending has none."""
    if kind == ProposalKind.END:
        return None
    if kind == ProposalKind.EXTEND and response is not None:
        return level or response.level
    return level


def check_sound(
    kind: ProposalKind,
    response: Response | None,
    area: Area,
    *,
    level: int | None,
    expected_until: date | None,
) -> None:
    """
    Refuse what could not be carried out today; asked again when it is decided.

    :raises RuleBroken: level, period or the lack of a plan stand against it.
    """
    rules.check_level(kind, current=response.level if response else None, proposed=level)
    rules.check_period(
        kind, expected_until, today=clock.today(), current_until=response.expected_until if response else None
    )  # fmt: skip
    if kind == ProposalKind.START and plan_in_force(area.path) is None:
        raise RuleBroken(
            f"{area.name}及上级区划没有现行预案，不能启动响应。请先在“预案”中启用一份预案。",
            fields={"area": "没有现行预案"},
        )


def check_end(emergency: Emergency, closing: rules.Closing) -> None:
    """
    Refuse an end that comes before its time; asked again when it is decided.

    :raises RuleBroken: see `rules.check_may_end`.
    """
    max_hours = longest_incubation(emergency)
    earliest = None
    if closing.anchored_on is not None:
        earliest = earliest_end(closing.anchored_on, max_hours=max_hours)
    rules.check_may_end(
        closing, disease=emergency.disease.name if emergency.disease else "", max_hours=max_hours,
        earliest=earliest, now=clock.now(),
    )  # fmt: skip


def closing_of(proposal: Proposal) -> rules.Closing:
    """On what ground a proposal ends the response."""
    return rules.Closing(
        ground=proposal.closing_ground, anchor=proposal.closing_anchor,
        anchored_on=proposal.anchored_on, removal_evidence=proposal.removal_evidence,
    )  # fmt: skip


def _check_may_propose(emergency: Emergency) -> None:
    if emergency.state != EmergencyState.OPEN:
        raise RuleBroken("本事件已结案，不能再提出响应建议。如有新情况，请重新登记事件。")
    waiting = pending_proposal(emergency)
    if waiting is not None:
        raise RuleBroken(
            f"“{waiting.get_kind_display()}”的建议正在等待决定；请等待决定，或由提出单位先撤回。"
        )


def _check_area(actor: Actor, emergency: Emergency, area: Area) -> None:
    """The response covers the place of the emergency, or a part of its area; both are the actor's."""
    require(actor, Permission.RESPONSE_PROPOSE, area_path=area.path)
    if not (emergency.area_path.startswith(area.path) or area.path.startswith(emergency.area_path)):
        raise RuleBroken(
            f"响应区域应包含事件发生地（{emergency.area.name}），或在其范围内。",
            fields={"area": "与事件发生地不符"},
        )
