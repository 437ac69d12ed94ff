"""The daily meeting: draw its agenda, write down promises, check the earlier ones, end it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from lianfang.base.audit.public import next_code, record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import within_area
from lianfang.base.notices.public import Letter, send_letters, unit_mailbox
from lianfang.command.emergencies.public import Emergency, get_emergency
from lianfang.command.tasks import rules
from lianfang.command.tasks.choices import AgendaKind, PromiseState
from lianfang.command.tasks.models import AgendaItem, DispatchMeeting, Promise
from lianfang.command.tasks.queries import agenda_lines, list_order_units, promises_to_check
from lianfang.county.orgs.public import Unit

from .steps import as_uuid


@transaction.atomic
def call_meeting(
    *, actor: Actor, chair: str = "", emergency_uuid: UUID | None = None
) -> DispatchMeeting:
    """
    Call the daily meeting: its agenda is what the records say now, and every promise not yet checked.

    With an emergency, even an exercise, it is about that one; without, about everything real.

    :raises NotFound: the actor may not know of the emergency.
    :raises RuleBroken: the office has a meeting that has not ended; end that one first.
    """
    require(actor, Permission.DISPATCH_HOLD)
    emergency = get_emergency(actor, emergency_uuid) if emergency_uuid else None
    held = DispatchMeeting.objects.filter(unit_id=actor.unit_id, ended_at=None)
    if held.filter(emergency=emergency).exists():
        raise RuleBroken("上一次调度会议还没有结束，请先核对承诺并结束会议。")
    at = clock.now()
    meeting = DispatchMeeting.objects.create(
        number=_next_number(emergency), unit_id=actor.unit_id, area_path=actor.area_path,
        called_at=at, called_by_id=actor.user_id, chair=chair.strip()[:60], emergency=emergency,
    )  # fmt: skip
    rows = [
        AgendaItem(kind=AgendaKind.PROMISE, unit=p.unit, words=f"{p.unit.short_name}：{p.what}"[:300], promise=p)
        for p in promises_to_check(meeting)
    ]  # fmt: skip
    rows += [
        AgendaItem(kind=line.kind, unit_id=line.unit_id, count=line.count, words=line.words)
        for line in agenda_lines(actor.area_path, at, emergency)
    ]
    for place, row in enumerate(rows, start=1):
        row.meeting, row.place = meeting, place
    AgendaItem.objects.bulk_create(rows)
    record(actor=actor, action="tasks.dispatch.called", target=meeting, count=max(len(rows), 1))
    return meeting


def _next_number(emergency: Emergency | None) -> str:
    """Exercises count for themselves, so that real numbers have no gaps."""
    if emergency is not None and emergency.is_exercise:
        return next_code("tasks.exercise_dispatch", "DX")
    return next_code("tasks.dispatch", "DD")


@transaction.atomic
def make_promise(
    *, actor: Actor, meeting_uuid: object, unit: Unit, what: str, until: datetime
) -> Promise:
    """
    Write down what a unit promises at a meeting; the unit gets it in its box.

    :raises RuleBroken: nothing promised, a time that has passed, the meeting is over.
    """
    meeting = _held(actor, meeting_uuid)
    what, at = rules.check_promise(what, until, at=clock.now()), clock.now()
    if not list_order_units(actor).filter(pk=unit.pk).exists():
        raise NotFound("没有找到这个单位，可能不在您的管辖区域内。")
    promise = Promise.objects.create(
        meeting=meeting,
        unit=unit,
        what=what,
        until=until,
        promised_at=at,
        promised_by_id=actor.user_id,
    )
    record(actor=actor, action="tasks.dispatch.promised", target=meeting, note=unit.short_name)
    send_letters([_letter(promise)])
    return promise


@transaction.atomic
def check_promise(
    *,
    actor: Actor,
    meeting_uuid: object,
    promise_uuid: object,
    state: str,
    reason: str = "",
    until: datetime | None = None,
) -> Promise:
    """
    Say at a meeting whether an earlier promise was kept, was not, or is moved; moved, it goes on as a new one.

    :raises RuleBroken: checked already; not kept or moved without a reason; moved to no later time.
    """
    meeting, at = _held(actor, meeting_uuid), clock.now()
    rows = Promise.objects.filter(
        meeting__unit=meeting.unit_id, meeting__emergency=meeting.emergency_id, uuid=as_uuid(promise_uuid)
    )  # fmt: skip
    promise = rows.exclude(meeting=meeting).select_for_update(of=("self",)).first()
    if promise is None:
        raise NotFound
    rules.check_open_promise(promise.state)
    promise.reason = rules.check_answer(state, reason, until, at=at)
    promise.state, promise.checked_in = state, meeting
    promise.checked_at, promise.checked_by_id = at, actor.user_id
    promise.save(update_fields=["state", "reason", "checked_in", "checked_at", "checked_by"])
    if state == PromiseState.MOVED and until is not None:
        Promise.objects.create(
            meeting=meeting, unit_id=promise.unit_id, what=promise.what, until=until, promised_at=at,
            promised_by_id=actor.user_id, moved_from=promise,
        )  # fmt: skip
    record(
        actor=actor, action="tasks.dispatch.promise_checked", target=meeting,
        changes={"state": (PromiseState.OPEN, state)}, note=promise.reason[:200],
    )  # fmt: skip
    return promise


@transaction.atomic
def end_meeting(*, actor: Actor, meeting_uuid: object, words: str) -> DispatchMeeting:
    """
    End a meeting with what was agreed; promises that fell due before it must have been checked.

    :raises RuleBroken: no words, a due promise unchecked, or ended already.
    """
    meeting = _held(actor, meeting_uuid)
    words = rules.check_words(words, "议定事项")
    due = promises_to_check(meeting).filter(until__lte=meeting.called_at)
    rules.check_promises_checked(due.count())
    meeting.words, meeting.ended_at = words, clock.now()
    meeting.ended_by_id = actor.user_id
    meeting.save(update_fields=["words", "ended_at", "ended_by"])
    record(actor=actor, action="tasks.dispatch.ended", target=meeting)
    return meeting


def _held(actor: Actor, meeting_uuid: object) -> DispatchMeeting:
    """The meeting, locked and not over; :raises NotFound: not in sight."""
    rows = DispatchMeeting.objects.filter(
        within_area(actor), uuid=as_uuid(meeting_uuid)
    ).select_related("emergency")
    meeting = rows.select_for_update(of=("self",)).first()
    if meeting is None or not actor.may(Permission.COUNTY_VIEW):
        raise NotFound
    require(actor, Permission.DISPATCH_HOLD)
    rules.check_meeting_open(meeting.ended_at)
    return meeting


def _letter(promise: Promise) -> Letter:
    until = clock.beijing(promise.until)
    return Letter(
        mailbox=unit_mailbox(promise.unit_id), kind="tasks.promised",
        subject=f"{'【演练】' if promise.meeting.is_exercise else ''}调度会议承诺：{promise.what[:60]}", body=f"请于 {until:%m月%d日%H:%M}前兑现，下次调度会议核对。",
        url=reverse("tasks:promise_list"),
    )  # fmt: skip
