"""Ends of measures: by themselves at their time, earlier by decision, or on the word of the level above."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from lianfang.base.audit.public import record_batch
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import Stale
from lianfang.base.kernel.events import publish
from lianfang.base.kernel.permissions import Permission
from lianfang.command.measures import rules
from lianfang.command.measures.choices import MeasureKind, PaperKind, Route, SubjectState
from lianfang.command.measures.events import MeasureEnded, SubjectFreed
from lianfang.command.measures.models import Measure, Subject
from lianfang.command.measures.notices import tell_outcome, tell_review
from lianfang.command.measures.queries import (
    list_due,
    list_due_subjects,
    list_for_review,
    lock_measure,
    lock_subject,
)

from .deciding import DECIDERS
from .steps import enter_search, issue, issue_many, move, move_place, note

BY_ITSELF = "期限届满，自动结束"
# How a person may leave before the time; the words of each are the form's.
WAYS_OUT = {
    "release": SubjectState.RELEASED,
    "withdraw": SubjectState.WITHDRAWN,
    "transfer": SubjectState.TRANSFERRED,
}


@transaction.atomic
def lift_measure(*, actor: Actor, measure_uuid: object, reason: str) -> Measure:
    """
    End a measure before its time, with the notice that it is lifted (传染病防治法 art. 67).

    :raises NotAllowed: the actor may not decide measures of this kind.
    :raises RuleBroken: it binds nobody any more, or no reason.
    """
    if not (actor.may(Permission.MEASURE_DECIDE) or actor.may(Permission.OBSERVATION_DECIDE)):
        require(actor, Permission.MEASURE_DECIDE)
    measure = lock_measure(actor, measure_uuid)
    require(actor, DECIDERS[Route(measure.route)], area_path=measure.area_path)
    words = rules.check_reason(reason)
    if measure.state == "ordered" and measure.ends_at <= clock.now():
        raise Stale("这项措施已到期，系统正在办结，无须提前解除。请刷新页面查看。")
    end_measure(actor, measure, "lift", words, clock.now())
    return measure


def end_measure(actor: Actor, measure: Measure, verb: str, words: str, at: datetime) -> None:
    """Close a measure with all that hangs on it: persons freed, place opened, notice of lifting."""
    before = move(actor, measure, verb, words)
    measure.ended_at, measure.ended_by_id = at, actor.user_id
    measure.end_reason = words[:200]
    measure.save(update_fields=["state", "ended_at", "ended_by", "end_reason"])
    if rules.KINDS[MeasureKind(measure.kind)].binds != "person":
        issue(actor, measure, PaperKind.LIFTING)
    left = list(measure.subjects.filter(state=SubjectState.UNDER).order_by("id"))
    for subject in left:
        subject.measure = measure
    free_subjects(actor, left, "expire" if verb == "expire" else "release", words, at)
    move_place(actor, measure, is_ordered=False, at=clock.now())
    past = {"expire": "ended", "lift": "lifted", "revoke": "revoked"}[verb]
    note(actor, measure, past, before, words)
    enter_search(measure)
    tell_outcome(measure, kind=past, outcome=measure.get_state_display(), body=words, actor=actor)
    publish(MeasureEnded(measure=measure, actor=actor))


def free_subjects(
    actor: Actor, subjects: list[Subject], verb: str, words: str, at: datetime
) -> None:
    """Free persons: each gets a numbered notice of release, the rooms above are told."""
    if not subjects:
        return
    for subject in subjects:
        subject.state = rules.SUBJECT_MOVES.target(subject.state, verb)
        subject.ended_at, subject.ended_by_id = min(at, subject.ends_at), actor.user_id
        subject.end_reason = words[:200]
    columns = ["state", "ended_at", "ended_by", "end_reason"]
    Subject.objects.bulk_update(subjects, columns, batch_size=500)
    issue_many(actor, subjects, PaperKind.RELEASE)
    record_batch(
        actor=actor, action="measures.subject.freed", targets=[str(s.uuid) for s in subjects],
        target=subjects[0].measure, note=words[:200],
    )  # fmt: skip
    for subject in subjects:
        publish(SubjectFreed(subject=subject, actor=actor))


@transaction.atomic
def free_subject(*, actor: Actor, subject_uuid: object, way: str, reason: str) -> Subject:
    """
    Free one person before the time: released, consent taken back, or passed to another measure.

    :raises NotAllowed: the actor may not decide about persons.
    :raises RuleBroken: free already, consent taken back where none was needed, or no reason.
    """
    require(actor, Permission.OBSERVATION_DECIDE)
    subject = lock_subject(actor, subject_uuid)
    words = rules.check_reason(reason)
    rules.check_way_out(way=way, route=subject.measure.route, ways=tuple(WAYS_OUT))
    free_subjects(actor, [subject], way, words, clock.now())
    return subject


def end_due_measures(*, actor: Actor) -> int:
    """
    End every measure and free every person whose time is over. A job of the clock; gives how many.

    Each in its own transaction: one that fails does not keep the others bound.
    """
    at = clock.now()
    count = 0
    for subject in list(list_due_subjects(at)):
        count += _free_due(actor, subject.pk, at)
    for measure in list(list_due(at)):
        count += _end_due(actor, measure.pk, at)
    return count


def remind_reviews(*, actor: Actor) -> int:
    """Remind of the measures that have to be looked at again today; once for each. A job of the clock."""
    rows = list(list_for_review(clock.today()))
    with transaction.atomic():
        due = [row for row in rows if _mark_reminded(row)]
        for measure in due:
            tell_review(measure)
        if due:
            record_batch(
                actor=actor, action="measures.review.reminded", targets=[str(m.uuid) for m in due]
            )
    return len(due)


def _mark_reminded(measure: Measure) -> bool:
    """True the first time on a day; two workers remind once."""
    rows = Measure.objects.filter(pk=measure.pk)
    unmarked = rows.filter(Q(reminded_on=None) | ~Q(reminded_on=clock.today()))
    return bool(unmarked.update(reminded_on=clock.today()))


@transaction.atomic
def _free_due(actor: Actor, pk: int, at: datetime) -> int:
    rows = Subject.objects.select_related("measure").select_for_update(of=("self",))
    subject = rows.filter(pk=pk, state=SubjectState.UNDER, ends_at__lte=at).first()
    if subject is None:
        return 0
    free_subjects(actor, [subject], "expire", BY_ITSELF, subject.ends_at)
    return 1


@transaction.atomic
def _end_due(actor: Actor, pk: int, at: datetime) -> int:
    rows = Measure.objects.select_related("emergency", "area", "place", "unit", "authority")
    measure = rows.select_for_update(of=("self",)).filter(pk=pk, state="ordered").first()
    if measure is None or measure.ends_at > at:
        return 0
    end_measure(actor, measure, "expire", BY_ITSELF, measure.ends_at)
    return 1
