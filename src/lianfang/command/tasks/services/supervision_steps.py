"""What other verbs mean for supervision: a matter struck off or withdrawn, a criticism issued."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from lianfang.base.audit.public import record, record_batch
from lianfang.base.kernel.actor import Actor
from lianfang.command.tasks.choices import Closing, Rung, SupervisionState
from lianfang.command.tasks.models import Addressee, Order, Supervision, SupervisionStep, Task

BATCH = 2000


def step_of(
    supervision: Supervision, actor: Actor, at: datetime, words: str, *, is_closing: bool = False
) -> SupervisionStep:
    """A step not yet stored, on the rung where the matter stands."""
    return SupervisionStep(
        supervision=supervision, at=at, by_id=actor.user_id,
        by_name=f"{actor.unit_name} {actor.name}".strip()[:120], rung=supervision.rung,
        is_closing=is_closing, words=words[:500],
    )  # fmt: skip


def close_all(
    rows: QuerySet[Supervision], closing: Closing, *, actor: Actor, at: datetime, words: str
) -> int:
    """Close open matters with one step each, in the caller's transaction; returns how many."""
    found = list(
        rows.filter(state=SupervisionState.OPEN).select_for_update(of=("self",)).order_by("id")
    )
    if not found:
        return 0
    SupervisionStep.objects.bulk_create(
        (step_of(row, actor, at, words, is_closing=True) for row in found), batch_size=BATCH
    )
    for start in range(0, len(found), BATCH):
        ids = [row.pk for row in found[start : start + BATCH]]
        Supervision.objects.filter(pk__in=ids).update(
            state=SupervisionState.CLOSED, closing=closing, closed_at=at, closed_by_id=actor.user_id
        )
    record_batch(
        actor=actor, action="tasks.supervision.closed", targets=(row.number for row in found)
    )
    return len(found)


def close_of_tasks(
    tasks: Iterable[Task], closing: Closing, *, actor: Actor, at: datetime, words: str
) -> int:
    rows = Supervision.objects.filter(task__in=[task.pk for task in tasks])
    return close_all(rows, closing, actor=actor, at=at, words=words)


def close_of_lines(
    lines: Iterable[Addressee], closing: Closing, *, actor: Actor, at: datetime, words: str
) -> int:
    rows = Supervision.objects.filter(addressee__in=[line.pk for line in lines])
    return close_all(rows, closing, actor=actor, at=at, words=words)


def note_criticism(order: Order, *, actor: Actor, at: datetime) -> None:
    """Put the matters that an issued criticism is about on the last rung, in its transaction."""
    open_ones = Supervision.objects.filter(criticism=order, state=SupervisionState.OPEN)
    rows = list(open_ones.select_for_update().order_by("id"))
    for row in rows:
        row.rung = Rung.CRITICISM
        row.save(update_fields=["rung"])
        step_of(row, actor, at, f"批准并下发通报 {order.number}").save()
        record(actor=actor, action="tasks.supervision.criticised", target=row, note=order.number)
