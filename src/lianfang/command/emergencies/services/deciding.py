"""Deciding on a proposal: the government's act, by another person than the proposer."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from lianfang.base.audit.public import next_number, record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.documents import official_number
from lianfang.base.kernel.errors import RuleBroken, Stale
from lianfang.base.kernel.events import publish
from lianfang.base.kernel.permissions import Permission
from lianfang.command.emergencies import rules
from lianfang.command.emergencies.choices import (
    ClosingGround,
    EmergencyState,
    Milestone,
    ProposalKind,
    ProposalState,
)
from lianfang.command.emergencies.events import ResponseEnded, ResponseLevelChanged, ResponseStarted
from lianfang.command.emergencies.models import MilestoneEntry, Proposal, Response
from lianfang.command.emergencies.notices import tell_outcome
from lianfang.command.emergencies.queries import (
    latest_tally,
    lock_proposal,
    milestones_as_known,
    running_response,
)
from lianfang.county.plans.public import plan_in_force

from .clocks import keep_clocks
from .groups import switch_groups
from .proposing import check_end, check_sound, closing_of


@transaction.atomic
def approve_proposal(*, actor: Actor, proposal_uuid: object, opinion: str = "") -> Proposal:
    """
    Agree to a proposal: number the decision and carry it out, all of it or nothing.

    :raises NotAllowed: the actor may not decide here.
    :raises Stale: somebody decided meanwhile, or it was withdrawn.
    :raises RuleBroken: the actor proposed it, or it no longer fits (level, period, plan, closed, new
        cases since the end was proposed).
    """
    proposal = _taken(actor, proposal_uuid)
    response = running_response(proposal.emergency)
    kind = ProposalKind(proposal.kind)
    if proposal.emergency.state != EmergencyState.OPEN:
        raise RuleBroken("本事件已结案，不能再决定响应。")
    check_sound(
        kind, response, proposal.area, level=proposal.level, expected_until=proposal.expected_until
    )
    if kind == ProposalKind.END:
        _check_still_over(proposal)
    previous = response.level if response else None
    now = clock.now()
    proposal.response = _carried_out(actor, proposal, response, now)
    proposal.previous_level = previous
    proposal.decision_number = _next_decision_number(is_exercise=proposal.emergency.is_exercise)
    _settle(actor, proposal, ProposalState.APPROVED, opinion, now)
    _note_milestone(actor, proposal, now)
    keep_clocks(actor=actor, emergency=proposal.emergency)
    record(
        actor=actor, action=f"emergencies.response.{PAST[kind]}", target=proposal.response,
        changes={"level": (previous, proposal.level)}, note=proposal.decision_number,
    )  # fmt: skip
    tell_outcome(
        proposal, kind=f"emergencies.{PAST[kind]}", outcome="已决定",
        body=f"{proposal.decision_number}。{proposal.opinion}".strip(),
    )  # fmt: skip
    switch_groups(actor, proposal)
    _announce(actor, proposal, previous)
    return proposal


@transaction.atomic
def refuse_proposal(*, actor: Actor, proposal_uuid: object, opinion: str) -> Proposal:
    """
    Decide against a proposal, with the reason: the refusal is numbered, nothing else changes.

    :raises NotAllowed: the actor may not decide here.
    :raises Stale: somebody decided meanwhile, or it was withdrawn.
    :raises RuleBroken: the actor proposed it, or no reason is given.
    """
    proposal = _taken(actor, proposal_uuid)
    rules.check_opinion(opinion)
    response = running_response(proposal.emergency)
    # The level that stays: the paper says it.
    proposal.previous_level = response.level if response else None
    proposal.decision_number = _next_decision_number(is_exercise=proposal.emergency.is_exercise)
    _settle(actor, proposal, ProposalState.REFUSED, opinion, clock.now())
    record(
        actor=actor, action="emergencies.proposal.refused", target=proposal,
        changes={
            "state": (ProposalState.PENDING.value, proposal.state),
            "decision_number": ("", proposal.decision_number),
        },
        note=proposal.opinion,
    )  # fmt: skip
    tell_outcome(
        proposal, kind="emergencies.refused", outcome="未同意",
        body=f"{proposal.decision_number}。意见：{proposal.opinion}",
    )  # fmt: skip
    return proposal


def _check_still_over(proposal: Proposal) -> None:
    check_end(proposal.emergency, closing_of(proposal))
    if proposal.closing_ground == ClosingGround.NO_NEW_CASE:
        then = latest_tally(proposal.emergency, at=proposal.proposed_at)
        now = latest_tally(proposal.emergency)
        rules.check_no_new_case(then=then.cases if then else None, now=now.cases if now else None)


PAST = {
    ProposalKind.START: "started",
    ProposalKind.RAISE: "raised",
    ProposalKind.LOWER: "lowered",
    ProposalKind.EXTEND: "extended",
    ProposalKind.END: "ended",
}


def _taken(actor: Actor, proposal_uuid: object) -> Proposal:
    """The proposal, locked, still waiting, and not the actor's own."""
    require(actor, Permission.RESPONSE_DECIDE)
    proposal = lock_proposal(actor, proposal_uuid)
    require(actor, Permission.RESPONSE_DECIDE, area_path=proposal.area.path)
    if proposal.state != ProposalState.PENDING:
        outcome = ProposalState(proposal.state).label
        raise Stale(f"这项建议刚才已有结果：{outcome}。请刷新页面查看，不要重复决定。")
    rules.check_two_people(proposed_by=proposal.proposed_by_id, decided_by=actor.user_id)
    return proposal


def _carried_out(
    actor: Actor, proposal: Proposal, response: Response | None, now: datetime
) -> Response:
    if response is None:
        return _started(actor, proposal, now)
    if proposal.kind == ProposalKind.END:
        response.ended_at, response.ended_by_id = now, actor.user_id
        response.save(update_fields=["ended_at", "ended_by"])
        return response
    response.level = proposal.level
    response.expected_until = proposal.expected_until
    response.save(update_fields=["level", "expected_until"])
    return response


def _started(actor: Actor, proposal: Proposal, now: datetime) -> Response:
    return Response.objects.create(
        emergency=proposal.emergency, area=proposal.area, area_path=proposal.area.path,
        plan=plan_in_force(proposal.area.path), level=proposal.level,
        expected_until=proposal.expected_until, started_at=now, started_by_id=actor.user_id,
    )  # fmt: skip


def _settle(
    actor: Actor, proposal: Proposal, state: ProposalState, opinion: str, now: datetime
) -> None:
    proposal.state, proposal.opinion = state, opinion.strip()
    proposal.decided_at, proposal.decided_by_id = now, actor.user_id
    proposal.save(
        update_fields=[
            "state", "opinion", "decided_at", "decided_by", "decision_number", "previous_level", "response",
        ]
    )  # fmt: skip


def _note_milestone(actor: Actor, proposal: Proposal, now: datetime) -> None:
    """The decision itself sets the times of the start and the end."""
    point = {
        ProposalKind.START: Milestone.RESPONSE_STARTED,
        ProposalKind.END: Milestone.RESPONSE_ENDED,
    }.get(ProposalKind(proposal.kind))
    if point is None:
        return
    # Timeliness counts from the first start; a second start after an end must not move it.
    if point == Milestone.RESPONSE_STARTED and point in milestones_as_known(proposal.emergency):
        return
    MilestoneEntry.objects.create(
        emergency=proposal.emergency, milestone=point, happened=now, reason=proposal.decision_number,
        recorded_at=now, recorded_by_id=actor.user_id,
    )  # fmt: skip


def _announce(actor: Actor, proposal: Proposal, previous: int | None) -> None:
    """Tell the rooms above, inside this transaction: tasks and decision hold together or not at all."""
    response = proposal.response
    if proposal.kind == ProposalKind.START:
        publish(ResponseStarted(response=response, actor=actor))
    elif proposal.kind == ProposalKind.END:
        publish(ResponseEnded(response=response, reason=end_reason(proposal), actor=actor))
    elif previous is not None and previous != response.level:
        publish(ResponseLevelChanged(response=response, previous_level=previous, actor=actor))


def end_reason(proposal: Proposal) -> str:
    """The words with which tasks and reports say why a response ended."""
    return f"{proposal.decision_number}：{proposal.closing_conditions}"


def _next_decision_number(*, is_exercise: bool) -> str:
    # Exercises have a series of their own, so that the numbers of real decisions have no gaps.
    prefix = settings.LIANFANG_DOCUMENT_PREFIX + ("演" if is_exercise else "")
    series = "emergencies.exercise_decision" if is_exercise else "emergencies.decision"
    return official_number(prefix, clock.today().year, next_number(series))
