"""An order at its addressees: signed for, answered, sent back, cleared, reminded of."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from lianfang.base.audit.public import record, record_batch
from lianfang.base.files.public import save_attachment
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import Letter, Urgency, send_letters, unit_mailbox
from lianfang.command.emergencies.public import Emergency
from lianfang.command.tasks import rules
from lianfang.command.tasks.choices import (
    AddresseeState,
    Closing,
    OrderReminderKind,
    OrderState,
    ReminderKind,
    TaskState,
)
from lianfang.command.tasks.models import Addressee, Answer, Order, OrderReminder, Task
from lianfang.command.tasks.queries import get_addressee

from .feedback import Upload
from .issuing import moment
from .orders import drill_mark, lock_order, order_url
from .steps import take_step
from .supervision_steps import close_of_lines

BATCH = 2000


@transaction.atomic
def sign_order(*, actor: Actor, order_uuid: object) -> int:
    """
    Sign for an order for the actor's units; returns how many lines. Its task is signed for with it.

    Signing late is possible and stays visible: the time stands beside the limit.

    :raises NotAllowed: the actor does not sign for a unit. :raises RuleBroken: withdrawn, or signed
        already.
    """
    order = lock_order(actor, order_uuid)
    require(actor, Permission.TASK_SIGN)
    rules.check_in_force(order.state)
    rows = _own_rows(actor, order)
    waiting = [row for row in rows if row.state == AddresseeState.WAITING]
    if not waiting:
        raise RuleBroken("这件指令本单位已经签收，无需再签。请刷新后查看最新状态。")
    at = clock.now()
    for row in waiting:
        _sign(row, actor, at)
    tasks = Task.objects.filter(
        order=order, parent=None, state=TaskState.ISSUED, unit__in=[row.unit_id for row in waiting]
    )
    for task in tasks.select_for_update().order_by("id"):
        take_step(
            task,
            "sign",
            actor=actor,
            at=at,
            words="随指令签收",
            signed_at=at,
            signed_by_id=actor.user_id,
        )
    record(
        actor=actor, action="tasks.order.signed", target=order, count=len(waiting),
        note="、".join(row.unit.short_name for row in waiting)[:200],
    )  # fmt: skip
    return len(waiting)


def _sign(row: Addressee, actor: Actor, at: datetime) -> None:
    row.state = rules.ADDRESSEE_MOVES.target(row.state, "sign")
    row.signed_at, row.signed_by_id = at, actor.user_id
    row.signed_name = f"{actor.unit_name} {actor.name}".strip()[:120]
    row.save(update_fields=["state", "signed_at", "signed_by", "signed_name"])


def sign_orders_of_tasks(tasks: Sequence[Task], *, actor: Actor, at: datetime) -> None:
    """Whoever signs for a task that an order made has received the order. In the caller's transaction."""
    pairs = {
        (task.order_id, task.unit_id) for task in tasks if task.order_id and not task.parent_id
    }
    if not pairs:
        return
    mine = Q(pk__in=[])
    for order_id, unit_id in pairs:
        mine |= Q(order=order_id, unit=unit_id)
    name = f"{actor.unit_name} {actor.name}".strip()[:120]
    Addressee.objects.filter(mine, signed_at=None).update(
        state=AddresseeState.SIGNED, signed_at=at, signed_by_id=actor.user_id, signed_name=name
    )


@transaction.atomic
def answer_order(
    *, actor: Actor, order_uuid: object, words: str, uploads: Sequence[Upload] = ()
) -> Order:
    """
    Tell the command what the own unit did about an order.

    :raises RuleBroken: no words, not signed for yet, withdrawn, or no answer is asked for.
    """
    order = lock_order(actor, order_uuid)
    require(actor, Permission.TASK_REPORT)
    rules.check_in_force(order.state)
    rules.check_answer_wanted(order.wants)
    words = rules.check_words(words, "办理情况")
    row = next((r for r in _own_rows(actor, order) if r.state != AddresseeState.CLEARED), None)
    if row is None:
        raise RuleBroken("本单位的反馈已销号，不用再反馈。")
    row.state, at = rules.ADDRESSEE_MOVES.target(row.state, "answer"), clock.now()
    row.answered_at, row.answered_by_id = at, actor.user_id
    row.save(update_fields=["state", "answered_at", "answered_by"])
    answer = _note(row, actor, at, "answer", words)
    saved = [save_attachment(actor=actor, name=upload.name, raw=upload.raw) for upload in uploads]
    answer.attachments.add(*saved)
    record(actor=actor, action="tasks.order.answered", target=order, note=row.unit.short_name)
    return order


@transaction.atomic
def return_answer(*, actor: Actor, addressee_uuid: object, reason: str) -> Addressee:
    """
    Send an answer back to its unit, with the reason.

    :raises NotAllowed: it is the own unit's. :raises RuleBroken: no reason, or not answered.
    """
    row = _reviewed(actor, addressee_uuid)
    reason, at = rules.check_reason(reason, "退回理由"), clock.now()
    row.state = rules.ADDRESSEE_MOVES.target(row.state, "return")
    row.returned_times += 1
    row.answered_at = row.answered_by = None
    row.save(update_fields=["state", "returned_times", "answered_at", "answered_by"])
    _note(row, actor, at, "return", reason)
    record(actor=actor, action="tasks.order.returned", target=row.order, note=reason[:200])
    send_letters([_to_unit(row, "tasks.order_returned", "反馈被退回", reason)])
    return row


@transaction.atomic
def clear_answer(*, actor: Actor, addressee_uuid: object, words: str = "") -> Addressee:
    """
    Strike a unit off an order (销号), after its answer or, where none is asked for, its signature.

    :raises NotAllowed: it is the own unit's. :raises RuleBroken: an answer is asked for and missing.
    """
    row = _reviewed(actor, addressee_uuid)
    state, at = rules.ADDRESSEE_MOVES.target(row.state, "clear"), clock.now()
    if row.order.wants == "answer" and row.answered_at is None:
        raise RuleBroken("这件指令要求反馈，单位反馈后才能销号。")
    row.state, row.cleared_at, row.cleared_by_id = state, at, actor.user_id
    row.save(update_fields=["state", "cleared_at", "cleared_by"])
    _note(row, actor, at, "clear", words.strip()[:300])
    close_of_lines([row], Closing.STRUCK_OFF, actor=actor, at=at, words="指令已销号")
    record(actor=actor, action="tasks.order.cleared", target=row.order, note=row.unit.short_name)
    return row


def _reviewed(actor: Actor, addressee_uuid: object) -> Addressee:
    row = get_addressee(actor, addressee_uuid)
    require(actor, Permission.ORDER_DRAFT, area_path=row.order.area_path)
    rules.check_in_force(row.order.state)
    rules.check_own_answer(row.unit_id, actor.unit_id)
    held = Addressee.objects.select_related("order", "unit").select_for_update(of=("self",))
    return held.get(pk=row.pk)


def _note(row: Addressee, actor: Actor, at: datetime, verb: str, words: str) -> Answer:
    name = f"{actor.unit_name} {actor.name}".strip()[:120]
    return Answer.objects.create(
        addressee=row, at=at, by_id=actor.user_id, by_name=name, verb=verb, words=words
    )


def _own_rows(actor: Actor, order: Order) -> list[Addressee]:
    """The lines of the actor's units, locked; :raises NotAllowed: none of them is addressed."""
    rows = Addressee.objects.filter(order=order, unit__in=actor.unit_ids).select_related("unit")
    found = list(rows.select_for_update(of=("self",)).order_by("id"))
    if not found:
        raise NotAllowed("这件指令没有发给本单位，由主送单位签收。")
    # The own unit's line first; a bureau may sign for the units below it where it has none.
    own = [row for row in found if row.unit_id == actor.unit_id]
    return own or found


# Reminding


@transaction.atomic
def remind_unsigned(*, actor: Actor, order_uuid: object, words: str = "") -> int:
    """
    Remind by hand every unit that has not signed for an order; returns how many.

    :raises RuleBroken: everybody has signed, or the order is not in force.
    """
    order = lock_order(actor, order_uuid)
    require(actor, Permission.ORDER_DRAFT, area_path=order.area_path)
    rules.check_in_force(order.state)
    rows = list(order.addressees.filter(signed_at=None).select_related("order").order_by("id"))
    if not rows:
        raise RuleBroken("所有主送单位都已签收，不用催签。")
    at, manual = clock.now(), OrderReminderKind.MANUAL
    last = OrderReminder.objects.filter(addressee__order=order, kind=manual).count()
    number = last + 1 if last < 30000 else last
    OrderReminder.objects.bulk_create(
        OrderReminder(
            addressee=row, kind=manual, round=number, sent_at=at, sent_by_id=actor.user_id,
            words=words.strip()[:300],
        )
        for row in rows
    )  # fmt: skip
    send_letters(_to_unit(row, "tasks.order_unsigned", "请立即签收", words.strip()) for row in rows)
    record(actor=actor, action="tasks.order.reminded", target=order, count=len(rows))
    return len(rows)


@transaction.atomic
def remind_of_unsigned_orders(
    *, actor: Actor, at: datetime | None = None, emergency: Emergency | None = None
) -> int:
    """
    Remind before, at and after the limit of signing, each time once; returns how many lines.

    A unit gets one letter, whatever the number of orders. An exercise names its emergency.

    :raises NotAllowed: the actor is neither the clock nor the command.
    """
    require(actor, Permission.TASK_REASSIGN)
    now = at or clock.now()
    due = _unsent(_standing(actor, now, emergency))
    if not due:
        return 0
    OrderReminder.objects.bulk_create(
        (
            OrderReminder(addressee=row, kind=kind, round=number, sent_at=now)
            for row, kind, number in due
        ),
        batch_size=BATCH,
    )
    by_unit: dict[int, list[Addressee]] = defaultdict(list)
    for row, _, _ in due:
        by_unit[row.unit_id].append(row)
    send_letters(_unit_letters(by_unit.values()))
    record_batch(
        actor=actor, action="tasks.order.reminded", targets=(str(row.uuid) for row, _, _ in due)
    )
    return len(due)


Due = list[tuple[Addressee, ReminderKind, int]]


def _standing(actor: Actor, at: datetime, emergency: Emergency | None) -> Due:
    rows = Addressee.objects.filter(
        state=AddresseeState.WAITING, order__state=OrderState.ISSUED,
        order__sign_until__lte=at + rules.REMIND_MOST,
    )  # fmt: skip
    if not actor.is_system:
        rows = rows.filter(order__area_path__startswith=actor.area_path)
    if emergency is not None:
        rows = rows.filter(order__emergency=emergency)
    found: Due = []
    for row in rows.select_related("order").order_by("id").iterator(BATCH):
        issued, limit = row.order.issued_at, row.order.sign_until
        stage = rules.reminder_stage(issued_at=issued, due=limit, at=at) if issued else None
        if stage is not None:
            found.append((row, *stage))
    return found


def _unsent(standing: Due) -> Due:
    if not standing:
        return []
    open_rows = Addressee.objects.filter(state=AddresseeState.WAITING)
    sent = set(
        OrderReminder.objects.filter(addressee__in=open_rows).values_list(
            "addressee_id", "kind", "round"
        )
    )
    return [entry for entry in standing if (entry[0].pk, entry[1], entry[2]) not in sent]


def _unit_letters(groups: Iterable[list[Addressee]]) -> Iterable[Letter]:
    for rows in groups:
        if len(rows) == 1:
            yield _to_unit(rows[0], "tasks.order_unsigned", "请签收")
            continue
        lines = [
            f"· {row.order.title}（{moment(row.order.sign_until)}前签收）" for row in rows[:10]
        ]
        yield Letter(
            mailbox=unit_mailbox(rows[0].unit_id), kind="tasks.order_unsigned",
            subject=f"有 {len(rows)} 件指令尚未签收", body="\n".join(lines), url=order_url(rows[0].order),
            urgency=Urgency.URGENT,
        )  # fmt: skip


def _to_unit(row: Addressee, kind: str, subject: str, words: str = "") -> Letter:
    order = row.order
    lines = [f"{order.number}（{moment(order.sign_until)}前签收）", words]
    return Letter(
        mailbox=unit_mailbox(row.unit_id), kind=kind,
        subject=f"{drill_mark(order)}{subject}：{order.title}",
        body="\n".join(line for line in lines if line), url=order_url(order), urgency=Urgency.URGENT,
    )  # fmt: skip
