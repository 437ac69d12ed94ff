"""A running response is raised, lowered or ended: its tasks follow."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from lianfang.base.audit.public import record_batch
from lianfang.base.kernel import clock
from lianfang.base.kernel.levels import Level
from lianfang.base.notices.public import Letter, Urgency, send_letters, unit_mailbox
from lianfang.command.emergencies.public import Response, ResponseEnded, ResponseLevelChanged
from lianfang.command.tasks import rules
from lianfang.command.tasks.choices import OPEN_STATES
from lianfang.command.tasks.models import Task, TaskStep
from lianfang.county.plans.public import Action

from . import issuing, performers
from .starting import issue_missing, locked_response
from .steps import BATCH, settle, step_row


@dataclass
class Change:
    """What one change of level means for one unit."""

    issued: list[issuing.Entry] = field(default_factory=list)
    lifted: list[Task] = field(default_factory=list)
    moved: list[Task] = field(default_factory=list)


@transaction.atomic
def match_tasks_to_changed_level(event: ResponseLevelChanged) -> int:
    """
    Fit the tasks to the new level: issue what it adds, cancel what no longer applies.

    What a unit has submitted, or the command has struck off, stays. A limit that is shorter at the
    new level is brought forward, never put back. Returns how many tasks were issued.
    """
    response, at = locked_response(event.response), clock.now()
    actions = performers.actions_at(response.plan_id, response.level)
    verb = "提高" if response.level < event.previous_level else "降低"
    words = f"响应由{Level(event.previous_level).label}{verb}为{Level(response.level).label}"
    lifted = _lift(response, event, at, f"{words}，本任务在新级别下不再适用")
    moved = _tighten(response, event, actions, at, f"{words}，办理时限相应提前")
    issued = issue_missing(response, actions, actor=event.actor, at=at, words=words)
    changes: dict[int, Change] = defaultdict(Change)
    for unit_id, entries in issuing.by_unit(issued).items():
        changes[unit_id].issued = entries
    for task in lifted:
        changes[task.unit_id].lifted.append(task)
    for task in moved:
        changes[task.unit_id].moved.append(task)
    send_letters(
        _change_letter(unit_id, change, response, words) for unit_id, change in changes.items()
    )
    return len(issued)


@transaction.atomic
def close_tasks_of_ended_response(event: ResponseEnded) -> int:
    """
    Close what was not finished, with the reason of the decision; returns how many.

    What a unit has submitted stays with the command to be struck off.
    """
    response, at = locked_response(event.response), clock.now()
    tasks = Task.objects.filter(response=response, state__in=rules.TASK_MOVES.sources("close"))
    closed = settle(tasks, "close", actor=event.actor, at=at, words=f"响应终止：{event.reason}")
    if closed:
        _record(event, "tasks.task.closed", closed, response)
    counts = Counter(task.unit_id for task in closed)
    send_letters(_end_letter(unit_id, count, event) for unit_id, count in counts.items())
    return len(closed)


def _record(
    event: ResponseLevelChanged | ResponseEnded,
    action: str,
    tasks: Iterable[Task],
    response: Response,
) -> None:
    numbers = (task.number for task in tasks)
    record_batch(actor=event.actor, action=action, targets=numbers, target=response)


def _lift(response: Response, event: ResponseLevelChanged, at: datetime, words: str) -> list[Task]:
    """Cancel the open tasks whose action does not apply at the new level, and their parts."""
    sources = rules.TASK_MOVES.sources("lift")
    applies = Q(action__to_level__lte=response.level, action__from_level__gte=response.level)
    tasks = Task.objects.filter(
        ~applies, response=response, parent=None, action__isnull=False, state__in=sources
    )  # fmt: skip
    said = {"actor": event.actor, "at": at, "words": words, "is_lifted": True}
    lifted = settle(tasks, "lift", **said)
    parts = Task.objects.filter(response=response, parent__is_lifted=True, state__in=sources)
    while found := settle(parts, "lift", **said):
        lifted += found
    if lifted:
        _record(event, "tasks.task.lifted", lifted, response)
    return lifted


def _tighten(
    response: Response,
    event: ResponseLevelChanged,
    actions: Sequence[Action],
    at: datetime,
    words: str,
) -> list[Task]:
    """Bring forward the limits of open tasks whose action has less time at the new level."""
    before = {
        action.pk: action.minutes
        for action in performers.actions_at(response.plan_id, event.previous_level)
    }
    minutes = {
        action.pk: action.minutes
        for action in actions
        if action.minutes < before.get(action.pk, action.minutes)
    }
    moved: list[Task] = []
    for action_id, allowed in minutes.items():
        due = rules.due_at(at, allowed)
        tasks = Task.objects.filter(
            response=response,
            action_id=action_id,
            parent=None,
            state__in=OPEN_STATES,
            due_at__gt=due,
        )
        rows = list(tasks.order_by("id"))
        steps = [
            step_row(row.pk, event.actor, at, "retime", row.state, row.state, words, row.due_at)
            for row in rows
        ]
        TaskStep.objects.bulk_create(steps, batch_size=BATCH)
        tasks.update(due_at=due)
        for row in rows:
            row.due_at = due
        moved += rows
    if moved:
        _record(event, "tasks.task.retimed", moved, response)
    return moved


def _change_letter(unit_id: int, change: Change, response: Response, words: str) -> Letter:
    """One letter to a unit about all that a change of level means for it."""
    parts = [
        (change.issued, "新增任务", "新增"),
        (change.lifted, "不再适用、已取消的任务", "取消"),
        (change.moved, "时限提前的任务", "时限提前"),
    ]
    said = [(tasks, title, short) for tasks, title, short in parts if tasks]
    lines = [f"事件：{response.emergency.name}"]
    for tasks, title, _ in said:
        lines += [f"{title}：", *issuing.list_lines(tasks)]
    is_urgent = bool(change.issued or change.moved) and response.level <= issuing.URGENT_LEVEL
    drill = "【演练】" if response.emergency.is_exercise else ""
    return Letter(
        mailbox=unit_mailbox(unit_id),
        kind="tasks.level_changed",
        subject=f"{drill}{words}："
        + "、".join(f"{short} {len(tasks)} 件" for tasks, _, short in said),
        body="\n".join(lines),
        url=reverse("tasks:task_inbox"),
        urgency=Urgency.URGENT if is_urgent else Urgency.NORMAL,
    )


def _end_letter(unit_id: int, count: int, event: ResponseEnded) -> Letter:
    return Letter(
        mailbox=unit_mailbox(unit_id),
        kind="tasks.response_ended",
        subject=f"响应终止：本单位未办结的 {count} 件任务已随响应终止",
        body=f"终止理由：{event.reason}\n已提交的任务仍由指挥部办公室审核销号。",
        url=f"{reverse('tasks:task_inbox')}?tab=done",
    )
