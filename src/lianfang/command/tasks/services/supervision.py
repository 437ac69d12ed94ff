"""Supervision by hand: open it, raise it, propose a criticism, drop it; and the ladder's rules."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from lianfang.base.audit.public import next_number, record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import (
    Letter,
    Urgency,
    send_letters,
    unit_mailbox,
    user_mailbox,
)
from lianfang.command.tasks import rules
from lianfang.command.tasks.choices import (
    LIVE_STATES,
    AddresseeState,
    Closing,
    OrderKind,
    OrderUrgency,
    OrderWants,
    Rung,
)
from lianfang.command.tasks.models import LadderRule, Order, Supervision
from lianfang.command.tasks.queries import (
    Targets,
    command_office_of,
    get_addressee,
    get_task,
    holders_of_role,
    visible_supervisions,
)

from .issuing import URGENT_LEVEL
from .ladder import supervision_number
from .orders import Paper, draft_order
from .steps import as_uuid
from .supervision_steps import close_all, step_of


@transaction.atomic
def open_supervision(
    *,
    actor: Actor,
    reason: str,
    rung: int = Rung.REMINDER,
    task_uuid: object = None,
    addressee_uuid: object = None,
) -> Supervision:
    """
    Put one task, or one unit's line on an order, under supervision, before or after its limit.

    :raises NotAllowed: it is the own unit's. :raises RuleBroken: no reason; supervised already;
        finished; a rung that only a paper reaches.
    """
    matter = _task_matter(actor, task_uuid) if task_uuid else _line_matter(actor, addressee_uuid)
    require(actor, Permission.SUPERVISE)
    rules.check_supervisor(matter.unit_id, actor.unit_id, "立项督办")
    reason = rules.check_reason(reason, "督办理由")
    if rung not in rules.AUTOMATIC:
        raise RuleBroken("立项时可选提醒、单位负责人或指挥部。", fields={"rung": "请重新选择。"})
    matter.rung, at = rung, clock.now()
    matter.number = supervision_number(next_number("tasks.supervision"))
    matter.opened_at, matter.opened_by_id = at, actor.user_id
    matter.save()
    step_of(matter, actor, at, reason).save()
    record(actor=actor, action="tasks.supervision.opened", target=matter, note=reason[:200])
    _tell(matter, reason)
    return matter


def _task_matter(actor: Actor, task_uuid: object) -> Supervision:
    task = get_task(actor, as_uuid(task_uuid))
    if task.state not in LIVE_STATES:
        raise RuleBroken("这件任务已了结，不用督办。")
    if task.supervisions.filter(closed_at=None).exists():
        raise RuleBroken("这件任务已在督办，请在督办件中升级。")
    is_urgent = task.response.level <= URGENT_LEVEL or bool(
        task.order and task.order.urgency in rules.URGENT
    )
    return Supervision(
        task=task, unit_id=task.unit_id, area_path=task.area_path, title=task.title,
        limit=task.due_at, is_urgent=is_urgent, is_exercise=task.is_exercise,
    )  # fmt: skip


def _line_matter(actor: Actor, addressee_uuid: object) -> Supervision:
    line = get_addressee(actor, as_uuid(addressee_uuid))
    order = line.order
    rules.check_in_force(order.state)
    if line.state == AddresseeState.CLEARED:
        raise RuleBroken("该单位已销号，不用督办。")
    if line.supervisions.filter(closed_at=None).exists():
        raise RuleBroken("该单位的这件指令已在督办，请在督办件中升级。")
    waits = line.state == AddresseeState.WAITING or order.answer_until is None
    return Supervision(
        addressee=line, unit_id=line.unit_id, area_path=line.unit.area_path, title=order.title,
        limit=order.sign_until if waits else order.answer_until,
        is_urgent=order.urgency in rules.URGENT, is_exercise=order.is_exercise,
    )  # fmt: skip


@transaction.atomic
def raise_supervision(*, actor: Actor, supervision_uuid: object, words: str) -> Supervision:
    """
    Raise a matter by one rung, with words.

    :raises NotAllowed: it is the own unit's. :raises RuleBroken: no words; closed; at the command already.
    """
    matter = _held(actor, supervision_uuid, "升级")
    words = rules.check_reason(words, "升级理由")
    before, matter.rung, at = matter.rung, rules.next_rung(matter.rung), clock.now()
    matter.save(update_fields=["rung"])
    step_of(matter, actor, at, words).save()
    record(
        actor=actor, action="tasks.supervision.climbed", target=matter,
        changes={"rung": (before, matter.rung)}, note=words[:200],
    )  # fmt: skip
    _tell(matter, words)
    return matter


@transaction.atomic
def close_supervision(*, actor: Actor, supervision_uuid: object, reason: str) -> Supervision:
    """
    Stop supervising a matter that is not struck off, with the reason.

    :raises NotAllowed: the doing unit would close its own. :raises RuleBroken: no reason, or closed already.
    """
    matter = _held(actor, supervision_uuid, "了结")
    reason = rules.check_reason(reason, "停止督办的理由")
    rows = Supervision.objects.filter(pk=matter.pk)
    close_all(rows, Closing.DROPPED, actor=actor, at=clock.now(), words=reason)
    matter.refresh_from_db()
    return matter


@transaction.atomic
def propose_criticism(
    *, actor: Actor, supervision_uuid: object, words: str, targets: Targets | None = None
) -> Order:
    """
    Draft a public criticism about a matter; only another person with the authority makes it real.

    :raises RuleBroken: no words, closed, or one has been drafted already.
    """
    matter = _held(actor, supervision_uuid, "通报")
    words = rules.check_words(words, "通报内容")
    if matter.criticism is not None and matter.criticism.state != "withdrawn":
        raise RuleBroken("这件督办已起草通报，请办理该通报，或先撤回。")
    at, given = clock.now(), targets or Targets()
    paper = Paper(
        kind=OrderKind.CRITICISM, title=f"关于{matter.unit.short_name}“{matter.title}”逾期的通报"[:100],
        words=words, urgency=OrderUrgency.URGENT, wants=OrderWants.ANSWER,
        sign_until=at + timedelta(hours=24), answer_until=at + timedelta(days=3),
        basis=f"督办件 {matter.number}", emergency_uuid=_emergency_uuid(matter),
    )  # fmt: skip
    whole = Targets(units=(matter.unit, *given.units), kinds=given.kinds, groups=given.groups)
    order = draft_order(actor=actor, paper=paper, targets=whole)
    matter.criticism = order
    matter.save(update_fields=["criticism"])
    step_of(matter, actor, at, "起草通报，送有签发权的人员批准").save()
    return order


def _emergency_uuid(matter: Supervision) -> object:
    if matter.task is not None:
        return matter.task.response.emergency.uuid
    order = matter.addressee.order if matter.addressee else None
    return order.emergency.uuid if order and order.emergency else None


def _held(actor: Actor, supervision_uuid: object, what: str) -> Supervision:
    """The open matter, locked, for somebody who may decide about it."""
    rows = Supervision.objects.filter(visible_supervisions(actor), uuid=as_uuid(supervision_uuid))
    related = rows.select_related(
        "unit", "criticism", "task__response__emergency", "addressee__order__emergency"
    )
    matter = related.select_for_update(of=("self",)).first()
    if matter is None:
        raise NotFound
    require(actor, Permission.SUPERVISE, area_path=matter.area_path)
    rules.check_supervisor(matter.unit_id, actor.unit_id, what)
    rules.check_open(matter.state)
    return matter


def _tell(matter: Supervision, words: str) -> None:
    """Write to whom the rung names: the unit, its leaders, the command."""
    boxes = [unit_mailbox(matter.unit_id)]
    if matter.rung >= Rung.UNIT_LEADER:
        people = holders_of_role({matter.unit_id}, "unit_leader")
        boxes += [user_mailbox(user) for _, user in people]
    office = command_office_of(matter.area_path)
    if matter.rung >= Rung.COMMAND and office is not None:
        boxes.append(unit_mailbox(office.pk))
    drill = "【演练】" if matter.is_exercise else ""
    send_letters(
        Letter(
            mailbox=box, kind="tasks.supervised",
            subject=f"{drill}督办（{Rung(matter.rung).label}）：{matter.title}", body=words,
            url=reverse("tasks:supervision_detail", args=[matter.uuid]), urgency=Urgency.URGENT,
        )
        for box in boxes
    )  # fmt: skip


@transaction.atomic
def set_ladder(*, actor: Actor, minutes: Mapping[tuple[bool, int], int]) -> int:
    """
    Set after how long a matter climbs, urgent ones apart; returns how many rows changed.

    :raises RuleBroken: a rung before the one below it, or urgent matters slower than others.
    """
    require(actor, Permission.LADDER_SET)
    rules.check_ladder(minutes)
    before = {
        (row.is_urgent, row.rung): row
        for row in LadderRule.objects.select_for_update().order_by("id")
    }
    changed, at = 0, clock.now()
    for (is_urgent, rung), count in minutes.items():
        row = before.get((is_urgent, rung)) or LadderRule(is_urgent=is_urgent, rung=rung)
        if row.minutes == count and row.pk:
            continue
        _store_rule(row, count, actor, at)
        changed += 1
    return changed


def _store_rule(row: LadderRule, count: int, actor: Actor, at: datetime) -> None:
    known = row.minutes if row.pk else None
    row.minutes, row.changed_at, row.changed_by_id = count, at, actor.user_id
    row.save()
    record(
        actor=actor, action="tasks.ladder.changed", target=row, changes={"minutes": (known, count)}
    )
