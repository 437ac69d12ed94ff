"""
The clock's pass over everything late: open supervision, climb the ladder, close what is finished.

One statement finds what has to climb, whatever the number of tasks; the rest is written in bulk.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

from django.db import transaction
from django.db.models import (
    Case,
    DateTimeField,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse

from lianfang.base.audit.public import next_number, record_batch
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import (
    Letter,
    Urgency,
    send_letters,
    unit_mailbox,
    user_mailbox,
)
from lianfang.command.emergencies.public import Response
from lianfang.command.tasks import rules
from lianfang.command.tasks.choices import (
    FINISHED_STATES,
    OPEN_STATES,
    AddresseeState,
    Closing,
    OrderState,
    OrderWants,
    Rung,
    SupervisionState,
    TaskState,
)
from lianfang.command.tasks.models import Addressee, Supervision, SupervisionStep, Task
from lianfang.command.tasks.queries import (
    command_office_of,
    holders_of_role,
    ladder_in_force,
    leaders_over,
)

from .bulk import RowWriter
from .issuing import URGENT_LEVEL
from .supervision_steps import BATCH, close_all

LINES = 10


class Late(NamedTuple):
    """One matter that has to climb: its source, what of it is under supervision already, how far."""

    task_id: int | None
    addressee_id: int | None
    unit_id: int
    area_path: str
    title: str
    limit: datetime
    is_urgent: bool
    is_exercise: bool
    supervision_id: int | None
    target: int


@transaction.atomic
def climb_ladder(
    *, actor: Actor, at: datetime | None = None, response: Response | None = None
) -> int:
    """
    Close what is finished and put every late matter on the rung that its delay asks for; returns how many climbed.

    After a standstill a matter goes to its rung at once, with one step. Never the public criticism.
    Two workers at once: the unique constraint rolls the second one back. An exercise names its
    response: its moved clock must not reach the others.

    :raises NotAllowed: the actor is neither the clock nor the command.
    """
    require(actor, Permission.SUPERVISE)
    now, ladder = at or clock.now(), ladder_in_force()
    _close_finished(actor, now, response)
    late = [*_late_tasks(actor, now, ladder, response), *_late_lines(actor, now, ladder, response)]
    if not late:
        return 0
    opened = _open([row for row in late if row.supervision_id is None], now)
    raised = [row for row in late if row.supervision_id is not None]
    _raise(raised)
    _write_steps([*opened, *((row.supervision_id, row) for row in raised)], actor, now)
    send_letters(_letters(late))
    numbers = (f"{row.unit_id}:{row.task_id}:{row.addressee_id}:{row.target}" for row in late)
    record_batch(actor=actor, action="tasks.supervision.climbed", targets=numbers)
    return len(late)


def _close_finished(actor: Actor, at: datetime, response: Response | None) -> None:
    """What ended in bulk (a response, a withdrawn order) is closed here; the rest by its own verb."""
    rows = Supervision.objects.filter(state=SupervisionState.OPEN)
    if response is not None:
        rows = rows.filter(task__response=response)
    done = rows.filter(task__state=TaskState.ACCEPTED)
    close_all(done, Closing.STRUCK_OFF, actor=actor, at=at, words="任务已销号")
    rest = [state for state in FINISHED_STATES if state != TaskState.ACCEPTED]
    gone = rows.filter(Q(task__state__in=rest) | Q(addressee__order__state=OrderState.WITHDRAWN))
    close_all(gone, Closing.WITHDRAWN, actor=actor, at=at, words="原件已取消、撤回或随响应终止")


def _late_tasks(
    actor: Actor, at: datetime, ladder: rules.Ladder, response: Response | None
) -> Iterator[Late]:
    tasks = Task.objects.filter(state__in=OPEN_STATES, due_at__lte=at - _soonest(ladder))
    if not actor.is_system:
        tasks = tasks.filter(area_path__startswith=actor.area_path)
    if response is not None:
        tasks = tasks.filter(response=response)
    urgent = Q(response__level__lte=URGENT_LEVEL) | Q(order__urgency__in=rules.URGENT)
    rows = _climbing(tasks, urgent, F("due_at"), "task", at, ladder)
    columns = ("pk", "unit_id", "area_path", "title", "limit_now", "urgent", "is_exercise", "held", "target")  # fmt: skip
    for pk, unit, path, title, limit, is_urgent, drill, held, target in rows.values_list(*columns):
        yield Late(pk, None, unit, path, title, limit, bool(is_urgent), drill, held, target)


def _late_lines(
    actor: Actor, at: datetime, ladder: rules.Ladder, response: Response | None
) -> Iterator[Late]:
    unsigned = Q(state=AddresseeState.WAITING)
    owes = Q(
        state__in=(AddresseeState.SIGNED, AddresseeState.RETURNED), order__wants=OrderWants.ANSWER
    )
    lines = Addressee.objects.filter(unsigned | owes, order__state=OrderState.ISSUED)
    if not actor.is_system:
        lines = lines.filter(order__area_path__startswith=actor.area_path)
    if response is not None:
        lines = lines.filter(order__emergency=response.emergency_id)
    limit = Case(
        When(unsigned, then=F("order__sign_until")), default=F("order__answer_until"),
        output_field=DateTimeField(),
    )  # fmt: skip
    rows = _climbing(lines, Q(order__urgency__in=rules.URGENT), limit, "addressee", at, ladder)
    columns = (
        "pk", "unit_id", "unit__area_path", "order__title", "limit_now", "urgent", "order__is_exercise",
        "held", "target",
    )  # fmt: skip
    for pk, unit, path, title, until, is_urgent, drill, held, target in rows.values_list(*columns):
        yield Late(None, pk, unit, path, title, until, bool(is_urgent), drill, held, target)


def _soonest(ladder: rules.Ladder) -> Any:
    return min(span for (_, rung), span in ladder.items() if rung == Rung.REMINDER)


def _climbing(
    rows: QuerySet[Any], urgent: Q, limit: Any, source: str, at: datetime, ladder: rules.Ladder
) -> QuerySet[Any]:
    """The rows that stand on a lower rung than their delay asks for; all in one statement."""
    # "closed_at is null" and not the state: the partial unique index answers it, row by row.
    held = Supervision.objects.filter(**{source: OuterRef("pk")}, closed_at=None)
    rows = rows.annotate(
        limit_now=ExpressionWrapper(limit, output_field=DateTimeField()),
        urgent=Case(When(urgent, then=Value(1)), default=Value(0), output_field=IntegerField()),
    )  # fmt: skip
    cases = [
        When(
            urgent=int(is_urgent),
            limit_now__lte=at - ladder[is_urgent, rung],
            then=Value(int(rung)),
        )
        for rung in reversed(rules.AUTOMATIC)
        for is_urgent in (True, False)
    ]
    target = Case(*cases, default=Value(0), output_field=IntegerField())
    rows = rows.annotate(
        target=target, held=Subquery(held.values("pk")[:1]),
        stands=Coalesce(Subquery(held.values("rung")[:1]), Value(0)),
    )  # fmt: skip
    return rows.filter(target__gt=F("stands")).order_by("pk")


VARYING = ("uuid", "number", "task", "addressee", "unit", "area_path", "title", "limit", "is_urgent", "is_exercise", "rung")  # fmt: skip


def _open(late: Sequence[Late], at: datetime) -> list[tuple[int, Late]]:
    """Insert new matters; each with the id it got."""
    if not late:
        return []
    first = next_number("tasks.supervision", count=len(late))
    numbers = [supervision_number(first + place) for place in range(len(late))]
    writer = RowWriter(Supervision, {"opened_at": at, "opened_by": None}, VARYING)
    writer.insert(
        (
            writer.value("uuid", uuid4()), number, row.task_id, row.addressee_id, row.unit_id,
            row.area_path, row.title, writer.value("limit", row.limit),
            writer.value("is_urgent", row.is_urgent), writer.value("is_exercise", row.is_exercise), row.target,
        )
        for number, row in zip(numbers, late, strict=True)
    )  # fmt: skip
    span = Supervision.objects.filter(opened_at=at, opened_by=None, closed_at=None)
    ids = dict(
        span.filter(number__gte=numbers[0], number__lte=numbers[-1]).values_list("number", "pk")
    )
    return [(ids[number], row) for number, row in zip(numbers, late, strict=True)]


def supervision_number(number: int) -> str:
    return f"DB-{clock.today().year}-{number:06d}"


def _raise(late: Sequence[Late]) -> None:
    """Write the new rung, one statement per rung and thousand rows."""
    for rung in rules.AUTOMATIC:
        ids = [row.supervision_id for row in late if row.target == rung]
        for start in range(0, len(ids), BATCH):
            Supervision.objects.filter(pk__in=ids[start : start + BATCH]).update(rung=rung)


def _write_steps(rows: Sequence[tuple[int | None, Late]], actor: Actor, at: datetime) -> None:
    shared = {"at": at, "by": actor.user_id, "by_name": actor.name[:120], "is_closing": False}
    writer = RowWriter(SupervisionStep, shared, ("uuid", "supervision", "rung", "words"))
    writer.insert(
        (writer.value("uuid", uuid4()), pk, row.target, _why(row, at)) for pk, row in rows
    )


def _why(row: Late, at: datetime) -> str:
    urgent = "急件" if row.is_urgent else ""
    return (
        f"{urgent}逾期 {rules.late_words(at - row.limit)}，按规则升级到“{Rung(row.target).label}”"
    )


# Letters: one per unit and rung, whatever the number of matters


@dataclass
class Heap:
    """The late matters of one unit on one rung, with the first few for the letter."""

    count: int = 0
    titles: list[str] = field(default_factory=list)

    def add(self, row: Late) -> None:
        self.count += 1
        if len(self.titles) < LINES:
            self.titles.append(f"· {row.title}")

    @property
    def lines(self) -> list[str]:
        rest = self.count - len(self.titles)
        return [*self.titles, f"……另有 {rest} 件。"] if rest else self.titles


def _letters(late: Iterable[Late]) -> Iterator[Letter]:
    units: dict[tuple[int, int, bool], Heap] = {}
    areas: dict[tuple[str, bool], Heap] = {}
    for row in late:
        units.setdefault((row.unit_id, row.target, row.is_exercise), Heap()).add(row)
        if row.target == Rung.COMMAND:
            areas.setdefault((row.area_path, row.is_exercise), Heap()).add(row)
    leading = {key[0] for key in units if key[1] >= Rung.UNIT_LEADER}
    leaders: dict[int, list[int]] = {}
    for unit_id, user_id in holders_of_role(leading, "unit_leader") if leading else []:
        leaders.setdefault(unit_id, []).append(user_id)
    for (unit_id, rung, drill), heap in units.items():
        boxes = [unit_mailbox(unit_id)]
        if rung >= Rung.UNIT_LEADER:
            boxes += [user_mailbox(user) for user in leaders.get(unit_id, [])]
        subject = f"督办（{Rung(rung).label}）：{heap.count} 件逾期事项请立即办理"
        for box in boxes:
            yield _letter(box, subject, heap, drill=drill)
    yield from _command_letters(areas)


def _command_letters(areas: dict[tuple[str, bool], Heap]) -> Iterator[Letter]:
    """One letter to each office and leader over the areas concerned."""
    boxes: dict[tuple[str, bool], Heap] = {}
    for (path, drill), heap in areas.items():
        office = command_office_of(path)
        found = [unit_mailbox(office.pk)] if office else []
        for box in [*found, *(user_mailbox(user) for user in leaders_over(path))]:
            whole = boxes.setdefault((box, drill), Heap())
            whole.count += heap.count
            whole.titles = (whole.titles + heap.titles)[:LINES]
    for (box, drill), heap in boxes.items():
        yield _letter(box, f"{heap.count} 件督办事项升级到指挥部，请研究处理", heap, drill=drill)


def _letter(box: str, subject: str, heap: Heap, *, drill: bool) -> Letter:
    return Letter(
        mailbox=box, kind="tasks.supervised", subject=f"{'【演练】' if drill else ''}{subject}",
        body="\n".join(heap.lines), url=reverse("tasks:supervision_list"), urgency=Urgency.URGENT,
    )  # fmt: skip
