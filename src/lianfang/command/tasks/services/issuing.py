"""Writing issued tasks, in batches, whatever the reason for which they are issued."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol
from uuid import uuid4

from django.urls import reverse

from lianfang.base.audit.public import next_number, record_batch
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.notices.public import Letter, Urgency, unit_mailbox
from lianfang.command.emergencies.public import Response
from lianfang.command.tasks.models import Task
from lianfang.county.orgs.public import Unit
from lianfang.county.plans.public import Action

from .bulk import RowWriter

LINES_IN_LETTER = 10
URGENT_LEVEL = 2
URGENT_WITHIN = timedelta(hours=2)


class Named(Protocol):
    """What a letter says of a task."""

    @property
    def title(self) -> str: ...
    @property
    def due_at(self) -> datetime: ...


class Order(NamedTuple):
    """One task to be issued: which action, to whom, which turn, due when, said how."""

    action: Action
    unit: Unit
    occurrence: int
    due_at: datetime
    words: str


def task_number(number: int) -> str:
    return f"RW-{clock.today().year}-{number:06d}"


def issued_keys(response: Response) -> set[tuple[int | None, int, int]]:
    """What has been issued and is not to be issued again: action, planned unit, turn."""
    tasks = Task.objects.filter(response=response, parent=None, is_lifted=False)
    return set(tasks.values_list("action_id", "planned_unit_id", "occurrence"))


def write_tasks(orders: Sequence[Order], *, response: Response, actor: Actor, at: datetime) -> None:
    """
    Insert the tasks and their one audit row, in the caller's transaction.

    Numbers are reserved as one run. The unique constraint stands behind the caller's look at
    `issued_keys`: two at the same time end with one of them rolled back.
    """
    if not orders:
        return
    first = next_number("tasks.task", count=len(orders))
    numbers = [task_number(first + place) for place in range(len(orders))]
    shared = {
        "response": response, "level": response.level, "issued_at": at, "issued_by": actor.user_id,
        "is_exercise": response.emergency.is_exercise,
    }  # fmt: skip
    writer = RowWriter(Task, shared, VARYING)
    writer.insert(_rows(orders, numbers, writer))
    record_batch(actor=actor, action="tasks.task.issued", targets=numbers, target=response)


VARYING = (
    "uuid", "number", "unit", "planned_unit", "area_path", "occurrence", "due_at", "issue_words",
    "action", "duty", "title", "what", "evidence", "gauge",
)  # fmt: skip


def _rows(
    orders: Sequence[Order], numbers: Sequence[str], writer: RowWriter
) -> Iterator[tuple[object, ...]]:
    """Prepared values in the order of VARYING; a limit is prepared once and met many times."""
    dues = {due: writer.value("due_at", due) for due in {order.due_at for order in orders}}
    for order, number in zip(orders, numbers, strict=True):
        action, unit = order.action, order.unit
        yield (
            writer.value("uuid", uuid4()), number, unit.pk, unit.pk, unit.area_path, order.occurrence,
            dues[order.due_at], order.words, action.pk, action.duty_id, action.title, action.what,
            action.evidence, action.gauge,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A task as a letter names it."""

    title: str
    due_at: datetime


def by_unit(orders: Iterable[Order]) -> dict[int, list[Entry]]:
    grouped: dict[int, list[Entry]] = defaultdict(list)
    for order in orders:
        grouped[order.unit.pk].append(Entry(order.action.title, order.due_at))
    return grouped


def list_lines(tasks: Sequence[Named]) -> list[str]:
    """The first tasks by their limit, one line each, and how many more there are."""
    ordered = sorted(tasks, key=lambda task: task.due_at)[:LINES_IN_LETTER]
    lines = [f"· {task.title}（{moment(task.due_at)}前）" for task in ordered]
    rest = len(tasks) - len(ordered)
    return [*lines, f"……另有 {rest} 件，请到任务箱查看。"] if rest else lines


def moment(at: datetime) -> str:
    local = clock.beijing(at)
    return f"{local.month}月{local.day}日{local:%H:%M}"


def issued_letter(unit_id: int, tasks: Sequence[Named], response: Response, why: str) -> Letter:
    """One letter to a unit about all its new tasks."""
    earliest = min(task.due_at for task in tasks)
    is_urgent = response.level <= URGENT_LEVEL or earliest - clock.now() <= URGENT_WITHIN
    drill = "【演练】" if response.emergency.is_exercise else ""
    return Letter(
        mailbox=unit_mailbox(unit_id),
        kind="tasks.issued",
        subject=f"{drill}{why}：本单位新任务 {len(tasks)} 件，最早 {moment(earliest)}到期",
        body="\n".join(
            [f"事件：{response.emergency.name}", *list_lines(tasks), "请及时签收并办理。"]
        ),
        url=reverse("tasks:task_inbox"),
        urgency=Urgency.URGENT if is_urgent else Urgency.NORMAL,
    )


def nobody_letter(office_id: int, actions: Sequence[Action], response: Response) -> Letter:
    """Tell the command office which actions nobody was found for."""
    lines = [f"· {action.code} {action.title}" for action in actions[:LINES_IN_LETTER]]
    return Letter(
        mailbox=unit_mailbox(office_id),
        kind="tasks.nobody",
        subject=f"有 {len(actions)} 项规定动作没有承办单位，未能下达",
        body="\n".join([*lines, "请在单位库中补充承办单位，或由指挥部办公室另行安排。"]),
        url=reverse("tasks:task_list"),
        urgency=Urgency.URGENT,
    )
