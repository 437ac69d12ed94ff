"""How units and duties fared in an emergency: signing, punctuality, returns; for the review."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum

from lianfang.base.kernel.actor import Actor
from lianfang.command.emergencies.public import Emergency
from lianfang.command.tasks.choices import OPEN_STATES, TaskState
from lianfang.command.tasks.models import Task, TaskStep

from .lists import visible

GROUPS = {
    "unit": ("unit_id", "unit__short_name", "unit__uuid", "unit__sort"),
    "duty": ("duty_id", "duty__code", "duty__uuid", "duty__sort"),
}


@dataclass(frozen=True)
class Performance:
    """
    The command's tasks of one unit or one duty: cancelled ones do not count.

    `on_time`: submitted no later than the limit as it last stood. `late`: submitted after it, or
    past it and still the unit's turn, or unfinished when the response ended.
    """

    key: int
    name: str
    uuid: str
    expected: int
    signed: int
    submitted: int
    accepted: int
    on_time: int
    late: int
    returned: int
    returns: int
    declined: int
    sign_time: timedelta | None


def performance(actor: Actor, emergency: Emergency, *, by: str, at: datetime) -> list[Performance]:
    """Per unit or per duty, in the plan's order; one grouped query. Parts of tasks are left out."""
    key, name, uuid, sort = GROUPS[by]
    tasks = Task.objects.filter(
        visible(actor), response__emergency=emergency, parent=None, issued_at__lte=at
    ).exclude(state=TaskState.CANCELLED)
    if by == "duty":
        tasks = tasks.filter(duty__isnull=False)
    waited = ExpressionWrapper(F("signed_at") - F("issued_at"), output_field=DurationField())
    in_time = Q(submitted_at__isnull=False, submitted_at__lte=F("due_at"))
    rows = (
        tasks.order_by()
        .values(key, name, uuid, sort)
        .annotate(
            expected=Count("pk"),
            signed=Count("pk", filter=Q(signed_at__isnull=False)),
            submitted=Count("pk", filter=Q(submitted_at__isnull=False)),
            accepted=Count("pk", filter=Q(state=TaskState.ACCEPTED)),
            on_time=Count("pk", filter=in_time),
            late=Count("pk", filter=_late(at)),
            returned=Count("pk", filter=Q(returned_times__gt=0)),
            returns=Sum("returned_times"),
            declined=Count("pk", filter=Q(state=TaskState.DECLINED)),
            sign_time=Avg(waited),
        )
        .order_by(sort, key)
    )
    return [_row(row, key, name, uuid) for row in rows]


def _late(at: datetime) -> Q:
    after = Q(submitted_at__gt=F("due_at"))
    waiting = Q(submitted_at=None, state__in=OPEN_STATES, due_at__lt=at)
    ended = Q(submitted_at=None, state=TaskState.CLOSED, due_at__lt=F("finished_at"))
    return after | waiting | ended


def _row(row: dict[str, object], key: str, name: str, uuid: str) -> Performance:
    counted = (
        "expected", "signed", "submitted", "accepted", "on_time", "late", "returned", "returns",
        "declined", "sign_time",
    )  # fmt: skip
    return Performance(
        key=row[key], name=row[name], uuid=str(row[uuid]), **{name: row[name] for name in counted}
    )


@dataclass(frozen=True)
class Impossible:
    """A task that a unit said it could not do, and in which words."""

    task: Task
    words: str


def list_declined(actor: Actor, emergency: Emergency, *, most: int = 50) -> list[Impossible]:
    """What units said cannot be done, in the order in which they said it; for what the plan lacked."""
    steps = TaskStep.objects.filter(task__in=_of(actor, emergency), verb="decline").select_related(
        "task__unit", "task__duty", "task__action"
    )
    return [Impossible(step.task, step.words) for step in steps.order_by("at", "id")[:most]]


def list_often_returned(actor: Actor, emergency: Emergency, *, least: int = 2) -> QuerySet[Task]:
    """Tasks that had to be returned again and again, the most often first."""
    tasks = _of(actor, emergency).filter(returned_times__gte=least)
    return tasks.select_related("unit", "duty").order_by("-returned_times", "due_at", "id")


def _of(actor: Actor, emergency: Emergency) -> QuerySet[Task]:
    return Task.objects.filter(visible(actor), response__emergency=emergency, parent=None)
