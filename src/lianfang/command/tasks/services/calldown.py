"""Calling down a list: start it, write down each call, report who was not reached, end it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.urls import reverse

from lianfang.base.audit.public import record, record_batch
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import within_area
from lianfang.base.notices.public import Letter, Urgency, send_letters, unit_mailbox
from lianfang.command.emergencies.public import get_emergency
from lianfang.command.tasks import rules
from lianfang.command.tasks.choices import CallResult
from lianfang.command.tasks.models import Call, CallDown, Callee, CallTarget
from lianfang.command.tasks.queries import (
    get_callee,
    list_order_units,
    overdue_targets,
    people_to_call,
)
from lianfang.county.orgs.public import Unit

from .steps import as_uuid


@transaction.atomic
def start_calldown(
    *,
    actor: Actor,
    title: str,
    words: str,
    units: Sequence[Unit],
    within_minutes: int = 15,
    emergency_uuid: UUID | None = None,
    key: UUID | None = None,
) -> CallDown:
    """
    Begin a round of calls: per unit its people in the order of calling, leaders first.

    The same key a second time (a double press) gives the first round.

    :raises RuleBroken: no matter, no message, nobody to call, or too many units.
    :raises NotFound: a unit that the actor does not work with.
    """
    require(actor, Permission.CALLDOWN_RUN)
    sent = CallDown.objects.filter(uuid=key, started_by_id=actor.user_id).first() if key else None
    if sent is not None:
        return sent
    rules.check_calldown(title, words, within_minutes, len(units))
    wanted = {unit.pk for unit in units}
    found = list(list_order_units(actor).filter(pk__in=wanted))
    if len(found) < len(wanted):
        raise NotFound("有单位不存在，或不在您的管辖区域内，请重新选择。")
    emergency = get_emergency(actor, emergency_uuid) if emergency_uuid else None
    calldown = CallDown.objects.create(
        uuid=key or uuid4(), title=title.strip()[:100], words=words.strip()[:500], emergency=emergency,
        unit_id=actor.unit_id, area_path=actor.area_path, within_minutes=within_minutes,
        is_exercise=bool(emergency and emergency.is_exercise), started_at=clock.now(),
        started_by_id=actor.user_id,
    )  # fmt: skip
    _list_people(calldown, found)
    record(actor=actor, action="tasks.calldown.started", target=calldown, count=len(found))
    return calldown


def _list_people(calldown: CallDown, units: list[Unit]) -> None:
    targets = CallTarget.objects.bulk_create(
        CallTarget(calldown=calldown, unit=unit) for unit in units
    )
    people = people_to_call(units)
    Callee.objects.bulk_create(
        Callee(target=target, post=post, rank=rank)
        for target in targets
        for rank, post in enumerate(people[target.unit_id], start=1)
    )


@transaction.atomic
def note_call(*, actor: Actor, callee_uuid: object, result: str, words: str = "") -> Call:
    """
    Write down one call and what it came to; an acknowledgement settles the person's unit.

    :raises RuleBroken: no such result, the unit has acknowledged already, or the round is over.
    """
    callee = get_callee(actor, as_uuid(callee_uuid))
    require(actor, Permission.CALLDOWN_RUN)
    target = CallTarget.objects.select_for_update(of=("self",)).select_related("calldown").get(
        pk=callee.target_id
    )  # fmt: skip
    rules.check_running(target.calldown.ended_at)
    if result not in CallResult.values:
        raise RuleBroken("请选择呼叫结果。", fields={"result": "请选择呼叫结果。"})
    if target.acknowledged_at is not None:
        raise RuleBroken("该单位已有人确认，不用再呼叫。")
    at = clock.now()
    call = Call.objects.create(
        callee=callee,
        called_at=at,
        called_by_id=actor.user_id,
        result=result,
        words=words.strip()[:200],
    )
    if result == CallResult.ACKNOWLEDGED:
        target.acknowledged_at, target.acknowledged_by_id = at, callee.post.user_id
        target.save(update_fields=["acknowledged_at", "acknowledged_by"])
    record(actor=actor, action="tasks.calldown.called", target=target.calldown, note=result)
    return call


@transaction.atomic
def end_calldown(*, actor: Actor, calldown_uuid: object) -> CallDown:
    """
    End a round of calls, whether or not everybody was reached.

    :raises RuleBroken: ended already.
    """
    rows = CallDown.objects.filter(within_area(actor), uuid=as_uuid(calldown_uuid))
    calldown = rows.select_for_update(of=("self",)).first()
    if calldown is None or not actor.may(Permission.COUNTY_VIEW):
        raise NotFound
    require(actor, Permission.CALLDOWN_RUN)
    rules.check_running(calldown.ended_at)
    calldown.ended_at, calldown.ended_by_id = clock.now(), actor.user_id
    calldown.save(update_fields=["ended_at", "ended_by"])
    record(actor=actor, action="tasks.calldown.ended", target=calldown)
    return calldown


@transaction.atomic
def report_unreached(*, actor: Actor, at: datetime | None = None) -> int:
    """
    Tell the calling office which units nobody has acknowledged for within the time; each once.

    :raises NotAllowed: the actor is neither the clock nor the command.
    """
    require(actor, Permission.CALLDOWN_RUN)
    now = at or clock.now()
    rows = overdue_targets().select_for_update(of=("self",))
    if not actor.is_system:
        rows = rows.filter(calldown__area_path__startswith=actor.area_path)
    late = [
        row for row in rows if rules.is_unreached(row.acknowledged_at, row.calldown.deadline, now)
    ]
    if not late:
        return 0
    CallTarget.objects.filter(pk__in=[row.pk for row in late]).update(
        escalated_at=now, escalated_by_id=actor.user_id
    )
    rounds = {row.calldown for row in late}
    send_letters(
        _letter(calldown, [row for row in late if row.calldown == calldown])
        for calldown in sorted(rounds, key=lambda calldown: calldown.pk)
    )
    record_batch(
        actor=actor, action="tasks.calldown.escalated", targets=(str(row.uuid) for row in late)
    )
    return len(late)


def _letter(calldown: CallDown, rows: list[CallTarget]) -> Letter:
    names = "、".join(row.unit.short_name for row in rows[:20])
    drill = "【演练】" if calldown.is_exercise else ""
    return Letter(
        mailbox=unit_mailbox(calldown.unit_id), kind="tasks.unreached",
        subject=f"{drill}叫应超时：{len(rows)} 个单位 {calldown.within_minutes} 分钟内无人确认",
        body=f"事由：{calldown.title}\n{names}\n请换其他人员呼叫，或报告带班领导。",
        url=reverse("tasks:calldown_detail", args=[calldown.uuid]), urgency=Urgency.URGENT,
    )  # fmt: skip
