"""Deciding on a measure by another person than the proposer; everything that follows from it at once."""

from datetime import datetime

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import RuleBroken, Stale
from lianfang.base.kernel.events import publish
from lianfang.base.kernel.permissions import Permission
from lianfang.command.emergencies.public import EmergencyState
from lianfang.command.measures import rules
from lianfang.command.measures.choices import (
    MeasureKind,
    MeasureState,
    PaperKind,
    Route,
    SubjectState,
)
from lianfang.command.measures.events import MeasureOrdered, SubjectBound
from lianfang.command.measures.models import Measure, Subject, UpwardReport
from lianfang.command.measures.notices import tell_outcome, tell_report_up
from lianfang.command.measures.queries import lock_measure, powers_on

from .proposing import disease_class
from .steps import enter_search, issue, issue_many, move, move_place, note

# Who decides: the government, or those who answer for the health of persons.
DECIDERS = {
    Route.COUNTY: Permission.MEASURE_DECIDE,
    Route.ABOVE: Permission.MEASURE_DECIDE,
    Route.SUGGEST: Permission.MEASURE_DECIDE,
    Route.INSTITUTION: Permission.OBSERVATION_DECIDE,
    Route.CONSENT: Permission.OBSERVATION_DECIDE,
}


@transaction.atomic
def order_measure(*, actor: Actor, measure_uuid: object, opinion: str = "") -> Measure:
    """
    Decide a measure: number it, give public notice, bind the persons, make the report upwards.

    A suggestion to the level above is signed and sent instead, and binds nobody.

    :raises NotAllowed: the actor may not decide measures of this kind.
    :raises Stale: somebody decided meanwhile, or it was withdrawn.
    :raises RuleBroken: the actor proposed it, its time has passed, the law no longer allows it, or
        a measure about persons names nobody.
    """
    measure = _taken(actor, measure_uuid)
    _check_still_lawful(measure)
    now = clock.now()
    is_suggestion = measure.route == Route.SUGGEST
    before = move(actor, measure, "send_up" if is_suggestion else "order", opinion)
    measure.decided_at, measure.decided_by_id, measure.opinion = now, actor.user_id, opinion.strip()
    kind = PaperKind.SUGGESTION if is_suggestion else PaperKind.DECISION
    measure.decision_number = issue(actor, measure, kind).number
    measure.deciding_unit_id = actor.unit_id
    # Nobody is bound backwards: what should have begun already begins with the decision.
    measure.starts_at = max(measure.starts_at, now)
    measure.save(
        update_fields=[
            "state", "decided_at", "decided_by", "opinion", "decision_number", "deciding_unit",
            "starts_at",
        ]
    )  # fmt: skip
    note(
        actor, measure, "suggested" if is_suggestion else "ordered", before, measure.decision_number
    )
    if not is_suggestion:
        _put_in_force(actor, measure, now)
    enter_search(measure)
    outcome = "已报上级" if is_suggestion else "已决定"
    tell_outcome(
        measure, kind="ordered", outcome=outcome, body=measure.decision_number, actor=actor
    )
    return measure


@transaction.atomic
def refuse_measure(*, actor: Actor, measure_uuid: object, opinion: str) -> Measure:
    """
    Decide against a measure, with the reason; nobody is bound.

    :raises NotAllowed: the actor may not decide measures of this kind.
    :raises Stale: somebody decided meanwhile, or it was withdrawn.
    :raises RuleBroken: the actor proposed it, or no reason is given.
    """
    measure = _taken(actor, measure_uuid)
    words = rules.check_reason(opinion, field="opinion")
    before = move(actor, measure, "refuse", words)
    measure.decided_at, measure.decided_by_id, measure.opinion = clock.now(), actor.user_id, words
    measure.save(update_fields=["state", "decided_at", "decided_by", "opinion"])
    measure.subjects.filter(state=SubjectState.LISTED).update(state=SubjectState.REMOVED)
    note(actor, measure, "refused", before, words)
    tell_outcome(measure, kind="refused", outcome="未同意", body=f"意见：{words}", actor=actor)
    return measure


def bind_subjects(actor: Actor, subjects: list[Subject]) -> None:
    """
    Put listed persons under a decided measure: notices numbered, rooms above told.

    :raises RuleBroken: the time of one of them is over already.
    """
    now = clock.now()
    for subject in subjects:
        if subject.ends_at <= now:
            raise RuleBroken("名单中有人员的解除时间已过，请先将其移出名单再决定。")
        subject.state = rules.SUBJECT_MOVES.target(subject.state, "begin")
        subject.starts_at = max(subject.starts_at, now)
    Subject.objects.bulk_update(subjects, ["state", "starts_at"], batch_size=500)
    issue_many(actor, subjects, PaperKind.PERSON_NOTICE)
    for subject in subjects:
        publish(SubjectBound(subject=subject, actor=actor))


def _taken(actor: Actor, measure_uuid: object) -> Measure:
    """The measure, locked, still waiting, and not the actor's own; for whoever may decide its kind."""
    if not (actor.may(Permission.MEASURE_DECIDE) or actor.may(Permission.OBSERVATION_DECIDE)):
        require(actor, Permission.MEASURE_DECIDE)
    measure = lock_measure(actor, measure_uuid)
    require(actor, DECIDERS[Route(measure.route)], area_path=measure.area_path)
    if measure.state != MeasureState.PROPOSED:
        outcome = MeasureState(measure.state).label
        raise Stale(f"这项措施刚才已有结果：{outcome}。请刷新页面查看，不要重复决定。")
    rules.check_two_people(proposed_by=measure.proposed_by_id, decided_by=actor.user_id)
    return measure


def _check_still_lawful(measure: Measure) -> None:
    """Judge again on the day of decision: a class may have changed, a time may have passed."""
    if measure.emergency.state != EmergencyState.OPEN:
        raise RuleBroken("本事件已结案，不能再决定管控措施。")
    today, kind = clock.today(), MeasureKind(measure.kind)
    power = rules.judge(
        kind, Route(measure.route), disease_class(measure.emergency), powers_on(today)[0],
        above=rules.AboveDecision(measure.above_by, measure.above_number, measure.above_on),
        today=today,
    )  # fmt: skip
    if measure.ends_at <= clock.now():
        raise RuleBroken("这项措施的期限已过，请提出人撤回后重新提出。")
    rules.check_period(
        starts_at=max(measure.starts_at, clock.now()), ends_at=measure.ends_at, now=clock.now(),
        longest_days=power.longest_days,
    )  # fmt: skip
    needs_persons = rules.KINDS[kind].binds == "person" and measure.route != Route.SUGGEST
    if needs_persons and not measure.subjects.filter(state=SubjectState.LISTED).exists():
        raise RuleBroken("这项措施还没有列入人员，请先列入人员再决定。")


def _put_in_force(actor: Actor, measure: Measure, now: datetime) -> None:
    if rules.KINDS[MeasureKind(measure.kind)].binds == "person":
        # A notice to everybody would name a place and a time from which a person can be known.
        listed = list(measure.subjects.filter(state=SubjectState.LISTED).order_by("id"))
        for subject in listed:
            subject.measure = measure
        bind_subjects(actor, listed)
    else:
        issue(actor, measure, PaperKind.NOTICE)
    move_place(actor, measure, is_ordered=True, at=now)
    if measure.authority.must_report_up:
        paper = issue(actor, measure, PaperKind.REPORT_UP)
        report = UpwardReport.objects.create(measure=measure, number=paper.number, due_at=now)
        record(actor=actor, action="measures.report.due", target=report)
        tell_report_up(measure, paper.number)
    publish(MeasureOrdered(measure=measure, actor=actor))
