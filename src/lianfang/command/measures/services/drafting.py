"""From a proposal of surveillance to a measure that waits for its decision."""

from datetime import timedelta

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import Refused, RuleBroken
from lianfang.command.emergencies.public import Emergency, EmergencyRecorded
from lianfang.command.measures import rules
from lianfang.command.measures.choices import MeasureKind, Route, Topic
from lianfang.command.measures.models import ControlDraft, Measure
from lianfang.command.measures.notices import tell_of_control, tell_of_obstacle
from lianfang.command.measures.queries import emergency_of_signal, list_waiting_drafts, offices_over
from lianfang.command.surveillance.public import SourceControl, SourceControlProposed

from .proposing import MeasureFacts, Proposer, write_proposal

NEEDS_EMERGENCY = (
    "措施须依附事件，这条信号尚未转为事件。转为事件后系统自动起草；"
    "已有相关事件的，请在该事件下提出“控制、扑杀染疫动物”。"
)
# The law asks that arrangements for people are named; a control of animals binds no household.
NOBODY = "不涉及：只限制接触疫源动物"
COMPLAINTS = "县人民政府，由指挥部办公室受理"
REVIEW_AFTER = timedelta(days=7)


def draft_source_control(event: SourceControlProposed) -> None:
    """
    Propose the measure that surveillance asks for, in the name of whoever proposed the control.

    Judged like every proposal. What the law or the record does not allow is kept with the reason and
    told to the offices and the proposing unit; nothing is decided here.
    """
    emergency = emergency_of_signal(event.proposal.signal)
    if emergency is None:
        _keep_waiting(event.actor, event.proposal)
    else:
        _draft(event.actor, event.proposal, emergency)


def draft_waiting_controls(event: EmergencyRecorded) -> None:
    """Propose what waited for an emergency to be recorded from its signal."""
    for draft in list_waiting_drafts(event.emergency):
        _draft(event.actor, draft.proposal, event.emergency)


def _keep_waiting(actor: Actor, proposal: SourceControl) -> None:
    _keep(actor, proposal, obstacle=NEEDS_EMERGENCY, is_waiting=True)
    tell_of_control(proposal, NEEDS_EMERGENCY)


def _draft(actor: Actor, proposal: SourceControl, emergency: Emergency) -> None:
    proposer = Proposer(proposal.proposed_by_id, proposal.unit_id)
    try:
        with transaction.atomic():
            facts = _facts(proposal)
            measure = write_proposal(actor, emergency, facts, proposer=proposer)
    except Refused as refusal:
        draft = _keep(actor, proposal, obstacle=refusal.message[:400])
        tell_of_obstacle(proposal, draft.obstacle)
    else:
        _keep(actor, proposal, measure=measure)


def _keep(
    actor: Actor, proposal: SourceControl, *, measure: Measure | None = None, obstacle: str = "",
    is_waiting: bool = False,
) -> ControlDraft:  # fmt: skip
    draft, _ = ControlDraft.objects.update_or_create(
        proposal=proposal,
        defaults={
            "measure": measure, "obstacle": obstacle, "is_waiting": is_waiting,
            "tried_at": clock.now(), "tried_by_id": actor.user_id,
        },
    )  # fmt: skip
    verb = "drafted" if measure else "waiting" if is_waiting else "refused"
    words = measure.number if measure else obstacle
    record(actor=actor, action=f"measures.control.{verb}", target=proposal, note=words[:200])
    return draft


def _facts(proposal: SourceControl) -> MeasureFacts:
    """
    The proposal in the words of a measure: from now until the end of its last day.

    :raises RuleBroken: nobody is there to carry it out.
    """
    unit = proposal.unit or offices_over(proposal.area_path).first()
    if unit is None:
        raise RuleBroken("没有提出单位，也没有指挥部办公室，无法确定执行单位；请直接提出措施。")
    signal, until = proposal.signal, proposal.until
    return MeasureFacts(
        kind=MeasureKind.CONTROL_ANIMALS, route=Route.COUNTY,
        title=f"{proposal.area.name}{proposal.species}疫源控制"[: rules.LONGEST_TITLE],
        content=proposal.words, area=proposal.area, unit=unit,
        scope_words=f"{proposal.area.name}内{proposal.species}活动区域",
        reason=f"信号 {signal.number}：{signal.title}。{signal.judgement or signal.description}"[:2000],
        proportionality=proposal.necessity, alternatives=proposal.alternatives,
        starts_at=clock.now(), ends_at=clock.start_of_day(until + timedelta(days=1)),
        review_on=min(until, clock.today() + REVIEW_AFTER), hotline=proposal.hotline,
        complaint_route=COMPLAINTS, arrangements={topic.value: NOBODY for topic in Topic},
    )  # fmt: skip
