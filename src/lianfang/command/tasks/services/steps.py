"""What every service of one task shares: fetch it locked, take a step, write it down."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from lianfang.base.audit.public import record
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotFound
from lianfang.command.tasks import rules
from lianfang.command.tasks.models import Task, TaskStep
from lianfang.command.tasks.queries import visible

BATCH = 2000


def as_uuid(text: object) -> UUID:
    """:raises NotFound: not an identifier at all."""
    try:
        return text if isinstance(text, UUID) else UUID(str(text))
    except ValueError as fault:
        raise NotFound from fault


def fetch(actor: Actor, task_uuid: object) -> Task:
    """
    The task, locked until the transaction ends.

    :raises NotFound: there is none, or it is not in the actor's sight.
    """
    task = fetch_all(actor, [as_uuid(task_uuid)]).first()
    if task is None:
        raise NotFound
    return task


def fetch_all(actor: Actor, uuids: Sequence[UUID]) -> QuerySet[Task]:
    """Those of the tasks that the actor may see, locked, in one order for all who lock them."""
    tasks = Task.objects.filter(visible(actor), uuid__in=uuids).order_by("id")
    related = tasks.select_related("response__emergency", "unit", "from_unit", "parent")
    return related.select_for_update(of=("self",))


def take_step(
    task: Task, verb: str, *, actor: Actor, at: datetime, words: str = "", **changes: Any
) -> TaskStep:
    """
    Move the task by a verb, save the changed columns, write the step and the audit row.

    :raises RuleBroken: the verb is not allowed in the task's state.
    """
    source = task.state
    task.state = rules.TASK_MOVES.target(source, verb)
    return save_step(task, verb, source, actor=actor, at=at, words=words, **changes)


def save_step(
    task: Task,
    verb: str,
    source: str,
    *,
    actor: Actor,
    at: datetime,
    words: str = "",
    **changes: Any,
) -> TaskStep:
    for name, value in changes.items():
        setattr(task, name, value)
    task.save(update_fields=["state", *changes])
    step = step_row(task.pk, actor, at, verb, source, task.state, words)
    step.save()
    record(
        actor=actor, action=f"tasks.task.{AUDIT_NAMES[verb]}", target=task,
        changes={"state": (source, task.state)}, note=words[:200],
    )  # fmt: skip
    return step


AUDIT_NAMES = {
    "sign": "signed", "assign": "assigned", "split": "split", "report": "reported",
    "submit": "submitted", "accept": "accepted", "return": "returned", "decline": "declined",
    "excuse": "excused", "reassign": "reassigned", "cancel": "cancelled", "reopen": "reopened",
}  # fmt: skip


def step_row(
    task_id: int, actor: Actor, at: datetime, verb: str, source: str, target: str, words: str = "",
    due_before: datetime | None = None,
) -> TaskStep:  # fmt: skip
    """A step not yet stored. `by_name` is kept with it, since people change their posts."""
    who = f"{actor.unit_name} {actor.name}".strip()
    return TaskStep(
        task_id=task_id, at=at, by_id=actor.user_id, by_name=who[:120], verb=verb, source=source,
        target=target, words=words, due_before=due_before,
    )  # fmt: skip


def settle(
    tasks: QuerySet[Task], verb: str, *, actor: Actor, at: datetime, words: str, **changes: Any
) -> list[Task]:
    """Move many tasks to a final state at once, with one step each; returns them as they were."""
    rows = list(tasks.order_by("id").only("id", "state", "number", "unit_id", "title", "due_at"))
    if not rows:
        return []
    target = rules.TASK_MOVES.target(rows[0].state, verb)
    steps = [step_row(row.pk, actor, at, verb, row.state, target, words) for row in rows]
    TaskStep.objects.bulk_create(steps, batch_size=BATCH)
    # The same condition again, not a list of ids: engines limit the number of parameters.
    tasks.order_by().update(state=target, finished_at=at, finished_by_id=actor.user_id, **changes)
    return rows


def settle_parts(task: Task, verb: str, *, actor: Actor, at: datetime, words: str) -> list[Task]:
    """Settle the live parts of one task, and the parts of those."""
    sources, parents, found = rules.TASK_MOVES.sources(verb), [task.pk], []
    while parents:
        parts = Task.objects.filter(parent__in=parents, state__in=sources)
        settled = settle(parts, verb, actor=actor, at=at, words=words)
        found += settled
        parents = [part.pk for part in settled]
    return found
