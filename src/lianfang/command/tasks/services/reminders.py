"""Reminding units before, at and after the limit of their tasks."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from lianfang.base.audit.public import record_batch
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import Letter, Urgency, send_letters, unit_mailbox
from lianfang.command.emergencies.public import Response
from lianfang.command.tasks import rules
from lianfang.command.tasks.choices import OPEN_STATES, ReminderKind
from lianfang.command.tasks.models import Reminder, Task

from .issuing import list_lines

BATCH = 2000
WHAT_IS_UP = {
    ReminderKind.BEFORE: "即将到期",
    ReminderKind.DUE: "已到期，尚未提交",
    ReminderKind.AFTER: "逾期未提交，请立即办理",
}

Due = list[tuple[Task, ReminderKind, int]]


@transaction.atomic
def send_due_reminders(
    *, actor: Actor, at: datetime | None = None, response: Response | None = None
) -> int:
    """
    Remind of every open task whose time has come, each time once; returns how many tasks.

    A unit gets one letter per kind, whatever the number of tasks. Two workers at once: the unique
    constraint rolls the second one back with its letters. An exercise names its response: its
    moved clock must not reach the others.

    :raises NotAllowed: the actor is neither the clock nor the command.
    """
    require(actor, Permission.TASK_REASSIGN)
    moment = at or clock.now()
    due = _unsent(_standing(actor, moment, response))
    if not due:
        return 0
    Reminder.objects.bulk_create(
        (
            Reminder(task=task, kind=kind, round=number, due_at=task.due_at, sent_at=moment)
            for task, kind, number in due
        ),
        batch_size=BATCH,
    )
    send_letters(_letters(due))
    numbers = (task.number for task, _, _ in due)
    record_batch(actor=actor, action="tasks.task.reminded", targets=numbers)
    return len(due)


def _standing(actor: Actor, at: datetime, response: Response | None) -> Due:
    """Open tasks at a reminder's stage, whether or not it has been sent."""
    tasks = Task.objects.filter(state__in=OPEN_STATES, due_at__lte=at + rules.REMIND_MOST)
    if not actor.is_system:
        tasks = tasks.filter(area_path__startswith=actor.area_path)
    if response is not None:
        tasks = tasks.filter(response=response)
    columns = ("id", "uuid", "number", "title", "unit_id", "issued_at", "due_at", "is_exercise")
    found: Due = []
    for task in tasks.only(*columns).order_by("id").iterator(BATCH):
        stage = rules.reminder_stage(issued_at=task.issued_at, due=task.due_at, at=at)
        if stage is not None:
            found.append((task, *stage))
    return found


def _unsent(standing: Due) -> Due:
    """Those of them that have not been sent for this limit."""
    if not standing:
        return []
    open_tasks = Task.objects.filter(state__in=OPEN_STATES)
    sent = set(
        Reminder.objects.filter(task__in=open_tasks).values_list(
            "task_id", "kind", "round", "due_at"
        )
    )
    return [
        (task, kind, number)
        for task, kind, number in standing
        if (task.pk, kind, number, task.due_at) not in sent
    ]


def _letters(due: Due) -> Iterable[Letter]:
    grouped: dict[tuple[int, ReminderKind, bool], list[Task]] = defaultdict(list)
    for task, kind, _ in due:
        grouped[task.unit_id, kind, task.is_exercise].append(task)
    for (unit_id, kind, is_exercise), tasks in grouped.items():
        drill = "【演练】" if is_exercise else ""
        one = tasks[0]
        is_alone = len(tasks) == 1
        which = f"“{one.title}”" if is_alone else f"{len(tasks)} 件任务"
        yield Letter(
            mailbox=unit_mailbox(unit_id),
            kind=f"tasks.reminder_{kind.value}",
            subject=f"{drill}{which}{WHAT_IS_UP[kind]}",
            body="\n".join(
                [*list_lines(tasks), "办结后请提交并写明凭据；确实不能办理的，请说明理由。"]
            ),
            url=reverse("tasks:task_detail", args=[one.uuid])
            if is_alone
            else reverse("tasks:task_inbox"),
            urgency=Urgency.NORMAL if kind == ReminderKind.BEFORE else Urgency.URGENT,
        )
