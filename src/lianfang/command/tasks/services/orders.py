"""Drafting, issuing and withdrawing orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from lianfang.base.audit.public import next_number, record, record_batch
from lianfang.base.files.public import save_attachment
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.documents import official_number
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import Letter, Urgency, send_letters, unit_mailbox
from lianfang.command.emergencies.public import Response, get_emergency, running_response
from lianfang.command.tasks import rules
from lianfang.command.tasks.choices import Closing, OrderKind, OrderState, OrderUrgency, OrderWants
from lianfang.command.tasks.models import Addressee, Order, Task
from lianfang.command.tasks.queries import Targets, resolve_targets, visible_orders

from .feedback import Upload
from .issuing import moment, task_number
from .steps import as_uuid, settle
from .supervision_steps import close_of_lines, close_of_tasks, note_criticism

# The word of each series after the county's prefix: 吉突指令〔2026〕3号.
SERIES = {
    OrderKind.DIRECTIVE: "令",
    OrderKind.NOTICE: "通知",
    OrderKind.ASSIGNMENT: "交办",
    OrderKind.CRITICISM: "通报",
}


@dataclass(frozen=True)
class Paper:
    """What an order says, before anybody has judged it."""

    kind: str
    title: str
    words: str
    sign_until: datetime
    urgency: str = OrderUrgency.ORDINARY
    wants: str = OrderWants.SIGNATURE
    answer_until: datetime | None = None
    evidence: str = ""
    basis: str = ""
    emergency_uuid: UUID | None = None


@transaction.atomic
def draft_order(
    *,
    actor: Actor,
    paper: Paper,
    targets: Targets,
    uploads: Sequence[Upload] = (),
    key: UUID | None = None,
) -> Order:
    """
    Write a draft of an order. The same key a second time (a double click) gives the first draft.

    :raises RuleBroken: words or limits are missing, nobody is addressed, or tasks are asked for
        without a running response.
    """
    _require_drafter(actor)
    sent = Order.objects.filter(uuid=key, drafted_by_id=actor.user_id).first() if key else None
    if sent is not None:
        return sent
    order = Order(
        uuid=key or uuid4(), unit_id=actor.unit_id, area_path=actor.area_path, drafted_at=clock.now(),
        drafted_by_id=actor.user_id,
    )  # fmt: skip
    _write(order, actor, paper)
    order.save()
    _address(order, actor, targets)
    _attach(order, actor, uploads)
    record(actor=actor, action="tasks.order.drafted", target=order)
    return order


@transaction.atomic
def change_order(
    *,
    actor: Actor,
    order_uuid: object,
    paper: Paper,
    targets: Targets,
    uploads: Sequence[Upload] = (),
) -> Order:
    """
    Write a draft anew; files are added to those it has.

    :raises RuleBroken: the order has been issued: it may only be withdrawn.
    """
    order = _own_order(actor, order_uuid)
    _require_drafter(actor)
    rules.ORDER_MOVES.target(order.state, "issue")
    _write(order, actor, paper)
    order.save()
    order.addressees.all().delete()
    _address(order, actor, targets)
    _attach(order, actor, uploads)
    record(actor=actor, action="tasks.order.changed", target=order)
    return order


def _require_drafter(actor: Actor) -> None:
    """Whoever may issue may also draft."""
    if not actor.may(Permission.ORDER_ISSUE):
        require(actor, Permission.ORDER_DRAFT)


def _write(order: Order, actor: Actor, paper: Paper) -> None:
    title, words = rules.check_paper(paper.title, paper.words)
    rules.check_kind_wants(paper.kind, paper.wants)
    rules.check_limits(paper.sign_until, paper.answer_until, wants=paper.wants, at=clock.now())
    emergency = get_emergency(actor, paper.emergency_uuid) if paper.emergency_uuid else None
    running = running_response(emergency) if emergency else None
    rules.check_task_possible(
        wants=paper.wants, has_emergency=emergency is not None, is_running=running is not None
    )
    order.kind, order.title, order.words = paper.kind, title, words
    order.urgency, order.wants = paper.urgency, paper.wants
    order.evidence, order.basis = paper.evidence.strip()[:200], paper.basis.strip()[:300]
    order.emergency = emergency
    order.is_exercise = bool(emergency and emergency.is_exercise)
    order.sign_until = paper.sign_until
    order.answer_until = None if paper.wants == OrderWants.SIGNATURE else paper.answer_until


def _address(order: Order, actor: Actor, targets: Targets) -> None:
    found = resolve_targets(actor, targets)
    rules.check_addressees(len(found))
    Addressee.objects.bulk_create(
        Addressee(order=order, unit=unit, via=via) for unit, via in found.items()
    )


def _attach(order: Order, actor: Actor, uploads: Sequence[Upload]) -> None:
    saved = [save_attachment(actor=actor, name=upload.name, raw=upload.raw) for upload in uploads]
    order.attachments.add(*saved)


@transaction.atomic
def issue_order(*, actor: Actor, order_uuid: object) -> Order:
    """
    Number a draft, send it to everybody it names, and make the tasks that it asks for.

    :raises NotAllowed: the actor may not issue, or drafted the criticism that is to be approved.
    :raises RuleBroken: issued or withdrawn already; a limit has passed; the response has ended.
    """
    order = _own_order(actor, order_uuid)
    require(actor, Permission.ORDER_ISSUE)
    rules.check_may_issue(order.kind, drafter_id=order.drafted_by_id, issuer_id=actor.user_id)
    state, at = rules.ORDER_MOVES.target(order.state, "issue"), clock.now()
    rules.check_limits(order.sign_until, order.answer_until, wants=order.wants, at=at)
    response = running_response(order.emergency) if order.emergency else None
    rules.check_task_possible(
        wants=order.wants,
        has_emergency=order.emergency is not None,
        is_running=response is not None,
    )
    order.state, order.issued_at, order.issued_by_id = state, at, actor.user_id
    order.number = _next_number(order)
    order.issued_name = f"{actor.unit_name} {actor.name}".strip()[:120]
    order.save(update_fields=["state", "issued_at", "issued_by", "issued_name", "number"])
    record(
        actor=actor, action="tasks.order.issued", target=order,
        changes={"state": (OrderState.DRAFT, state)},
    )  # fmt: skip
    addressees = list(order.addressees.select_related("unit").order_by("id"))
    if response is not None and order.wants == OrderWants.TASK:
        _make_tasks(order, addressees, response, actor, at)
    note_criticism(order, actor=actor, at=at)
    send_letters(_letter(order, row.unit_id) for row in addressees)
    return order


def _next_number(order: Order) -> str:
    """Series run per issuing unit and kind; an exercise has its own, so that real ones have no gaps."""
    kind = OrderKind(order.kind)
    drill = "演" if order.is_exercise else ""
    series = f"tasks.order.{order.unit_id}.{kind}{'.exercise' if drill else ''}"
    prefix = f"{settings.LIANFANG_DOCUMENT_PREFIX}{SERIES[kind]}{drill}"
    return official_number(prefix, clock.today().year, next_number(series))


def _make_tasks(
    order: Order, addressees: Sequence[Addressee], response: Response, actor: Actor, at: datetime
) -> None:
    """One task per addressee, which rests on the order and on no clause of the plan."""
    first = next_number("tasks.task", count=len(addressees))
    rows = [
        Task(
            number=task_number(first + place), response=response, order=order, unit=row.unit,
            planned_unit=row.unit, area_path=row.unit.area_path, title=order.title, what=order.words,
            evidence=order.evidence, level=response.level, is_exercise=order.is_exercise,
            issued_at=at, issued_by_id=actor.user_id, issue_words=f"按{order.number}办理",
            due_at=order.answer_until,
        )
        for place, row in enumerate(addressees)
    ]  # fmt: skip
    Task.objects.bulk_create(rows)
    record_batch(
        actor=actor, action="tasks.task.issued", targets=(row.number for row in rows), target=order
    )


@transaction.atomic
def withdraw_order(*, actor: Actor, order_uuid: object, reason: str) -> Order:
    """
    Take an order back, or give up a draft; the tasks that it made are cancelled, units are told.

    :raises RuleBroken: no reason, or withdrawn already.
    """
    order = _own_order(actor, order_uuid)
    if order.state == OrderState.DRAFT:
        _require_drafter(actor)
    else:
        require(actor, Permission.ORDER_ISSUE)
    reason, before = rules.check_reason(reason, "撤回原因"), order.state
    order.state, at = rules.ORDER_MOVES.target(before, "withdraw"), clock.now()
    order.withdrawn_at, order.withdrawn_by_id, order.withdrawal = at, actor.user_id, reason
    order.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "withdrawal"])
    record(
        actor=actor, action="tasks.order.withdrawn", target=order,
        changes={"state": (before, order.state)}, note=reason[:200],
    )  # fmt: skip
    if before == OrderState.ISSUED:
        _call_back(order, actor, at, reason)
    return order


def _call_back(order: Order, actor: Actor, at: datetime, reason: str) -> None:
    """Cancel the tasks of a withdrawn order with their parts, and tell everybody it went to."""
    live = Task.objects.filter(order=order, state__in=rules.TASK_MOVES.sources("cancel"))
    words = f"{order.number}已撤回：{reason}"
    # Parts carry the order too, so one sweep finds them all.
    cancelled = settle(live, "cancel", actor=actor, at=at, words=words)
    if cancelled:
        numbers = (task.number for task in cancelled)
        record_batch(actor=actor, action="tasks.task.cancelled", targets=numbers, target=order)
    lines = order.addressees.all()
    close_of_lines(lines, Closing.WITHDRAWN, actor=actor, at=at, words=words)
    close_of_tasks(cancelled, Closing.WITHDRAWN, actor=actor, at=at, words=words)
    send_letters(
        Letter(
            mailbox=unit_mailbox(unit_id), kind="tasks.order_withdrawn",
            subject=f"{drill_mark(order)}{order.number}已撤回：{order.title}", body=f"撤回原因：{reason}",
            url=order_url(order), urgency=Urgency.URGENT,
        )
        for unit_id in order.addressees.values_list("unit_id", flat=True)
    )  # fmt: skip


def _own_order(actor: Actor, order_uuid: object) -> Order:
    """The order, locked, of an office whose area holds it; :raises NotFound: not in sight."""
    order = lock_order(actor, order_uuid)
    require(actor, Permission.COUNTY_VIEW, area_path=order.area_path)
    return order


def lock_order(actor: Actor, order_uuid: object) -> Order:
    """:raises NotFound: no such order in the actor's sight."""
    orders = Order.objects.filter(visible_orders(actor), uuid=as_uuid(order_uuid))
    held = orders.select_related("emergency", "unit").select_for_update(of=("self",))
    order = held.first()
    if order is None:
        raise NotFound
    return order


def _letter(order: Order, unit_id: int) -> Letter:
    asks = {
        OrderWants.SIGNATURE: "签收即可。",
        OrderWants.ANSWER: "签收后请按时反馈。",
        OrderWants.TASK: "签收后在任务中办理。",
    }[OrderWants(order.wants)]
    lines = [f"文号：{order.number}", f"请于 {moment(order.sign_until)}前签收。{asks}"]
    if order.answer_until:
        lines.append(f"办理时限：{moment(order.answer_until)}")
    kind = OrderKind(order.kind).label
    mark = OrderUrgency(order.urgency).label if order.urgency in rules.URGENT else ""
    return Letter(
        mailbox=unit_mailbox(unit_id), kind="tasks.order_issued",
        subject=f"{drill_mark(order)}{mark}{kind}：{order.title}", body="\n".join(lines),
        url=order_url(order), urgency=Urgency.URGENT if order.urgency in rules.URGENT else Urgency.NORMAL,
    )  # fmt: skip


def order_url(order: Order) -> str:
    return reverse("tasks:order_detail", args=[order.uuid])


def drill_mark(order: Order) -> str:
    return "【演练】" if order.is_exercise else ""
