"""The command's tasks of an emergency as they stood at a moment, counted and listed alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotFound
from lianfang.command.emergencies.public import Emergency, GroupThen
from lianfang.command.tasks.choices import OPEN_STATES, WAITING_STATES, TaskState
from lianfang.command.tasks.models import Task, TaskStep

from .counts import Parts
from .lists import as_rows, visible


@dataclass(frozen=True)
class Counted:
    """One figure about tasks: how it is called, what exactly it counts."""

    key: str
    label: str
    definition: str
    states: tuple[str, ...] = ()

    def condition(self, at: datetime) -> Q:
        """Which of the tasks of `tasks_at` it counts."""
        late = Q(state_then__in=OPEN_STATES, due_then__lt=at)
        others = {
            "issued": Q(pk__isnull=False),
            "signed": Q(was_signed=True),
            "returned": Q(was_returned=True),
            "overdue": late,
            "due_next": Q(
                state_then__in=OPEN_STATES, due_then__gte=at, due_then__lt=at + timedelta(days=1)
            ),
        }
        return others[self.key] if not self.states else Q(state_then__in=self.states)


COUNTED: tuple[Counted, ...] = (
    Counted("issued", "下达任务", "截至时点下达给各承办单位的任务，不含单位自行分解的分任务"),
    Counted("signed", "已签收", "截至时点承办单位签收过的任务"),
    Counted("accepted", "已销号", "截至时点状态为已销号的任务", (TaskState.ACCEPTED.value,)),
    Counted("waiting", "待审核", "截至时点已提交或报告不能办理、等待审核的任务", WAITING_STATES),
    Counted("open", "未办结", "截至时点仍由承办单位签收或办理的任务", OPEN_STATES),
    Counted("overdue", "逾期", "截至时点超过时限而未提交的任务"),
    Counted("returned", "退回过", "截至时点被退回过至少一次的任务"),
    Counted(
        "cancelled",
        "已取消",
        "截至时点已取消的任务，含降级后不再适用的",
        (TaskState.CANCELLED.value,),
    ),
    Counted("closed", "随响应终止", "响应终止时未办结而终止的任务", (TaskState.CLOSED.value,)),
)
HEADLINE = ("issued", "open", "overdue", "accepted")
PARTS_DEFINITION = (
    "各单位自行分解给下级单位的分任务，单独计数，不计入下达任务、未办结、逾期和已销号"
)
# Told in daily reports only.
DUE_NEXT = Counted("due_next", "24小时内到期", "截至时点未办结、时限在其后24小时内的任务")


@dataclass(frozen=True)
class HeadlineFigure:
    """One figure at the head of the board and of the wall: the same name and count on both."""

    key: str
    label: str
    value: int
    definition: str
    note: str = ""


def headline(numbers: Mapping[str, int], parts: Parts) -> list[HeadlineFigure]:
    """The command's tasks, and beside them, never among them, the parts that units split off."""
    figures = [
        HeadlineFigure(f.key, f.label, numbers[f.key], f.definition)
        for f in (counted_by(key) for key in HEADLINE)
    ]
    note = f"未办结 {parts.open}，逾期 {parts.overdue}"
    return [*figures, HeadlineFigure("parts", "分任务", parts.total, PARTS_DEFINITION, note)]


def numbers_at(emergency: Emergency, at: datetime | None) -> dict[str, int]:
    """Every figure by its key, at a moment or as things stand (None); one query."""
    counts = {f.key: Count("pk", filter=f.condition(at or clock.now())) for f in COUNTED}
    return tasks_at(emergency, at).order_by().aggregate(**counts)


def due_next_at(emergency: Emergency, at: datetime) -> int:
    """How many open tasks have their limit in the day after a moment."""
    return tasks_at(emergency, at).filter(DUE_NEXT.condition(at)).count()


def parts_at(emergency: Emergency, at: datetime | None) -> Parts:
    """The parts that units split from their tasks, at a moment or as they stand (None); one query."""
    split = Task.objects.filter(response__emergency=emergency, parent__isnull=False)
    is_open, late = Q(state_then__in=OPEN_STATES), Q(due_then__lt=at or clock.now())
    counts = _as_then(split, at).order_by().aggregate(
        total=Count("pk"), open=Count("pk", filter=is_open), overdue=Count("pk", filter=is_open & late)
    )  # fmt: skip
    return Parts(**counts)


def tasks_at(emergency: Emergency, at: datetime | None) -> QuerySet[Task]:
    """
    The command's tasks issued by a moment, with their state and limit at that moment.

    From the times of the steps, so that a past moment gives the same numbers whenever asked. Without
    a moment, as they stand: the same words from the tasks themselves, for boards that are asked all day.
    """
    steps = TaskStep.objects.filter(task=OuterRef("pk"))
    steps = steps if at is None else steps.filter(at__lte=at)
    tasks = Task.objects.filter(response__emergency=emergency, parent=None)
    return _as_then(tasks, at).annotate(
        was_signed=Exists(steps.filter(verb="sign")),
        was_returned=Exists(steps.filter(verb="return")),
    )


def _as_then(tasks: QuerySet[Task], at: datetime | None) -> QuerySet[Task]:
    """Those of the tasks that were issued by a moment, with state and limit as they were then."""
    if at is None:
        return tasks.annotate(state_then=F("state"), due_then=F("due_at"))
    steps = TaskStep.objects.filter(task=OuterRef("pk"))
    moved = steps.filter(at__gt=at, due_before__isnull=False).order_by("at", "id")
    last = steps.filter(at__lte=at).order_by("-at", "-id").values("target")[:1]
    return tasks.filter(issued_at__lte=at).annotate(
        state_then=Coalesce(Subquery(last), Value(TaskState.ISSUED.value)),
        due_then=Coalesce(
            Subquery(moved.values("due_before")[:1], output_field=DateTimeField()), F("due_at")
        ),
    )


def counted_by(key: str) -> Counted:
    """:raises NotFound: no such figure."""
    figure = next((figure for figure in (*COUNTED, DUE_NEXT) if figure.key == key), None)
    if figure is None:
        raise NotFound
    return figure


def list_counted(
    actor: Actor, emergency: Emergency, at: datetime, key: str, *, group: GroupThen | None = None,
    area_path: str = "",
) -> QuerySet[Task]:  # fmt: skip
    """
    The rows behind one figure, of one working group's units or of one area if that is asked.

    :raises NotFound: no such figure.
    """
    condition = counted_by(key).condition(at)
    tasks = tasks_at(emergency, at).filter(visible(actor), condition)
    if group is not None:
        tasks = tasks.filter(unit__in=group.unit_ids)
    if area_path:
        tasks = tasks.filter(area_path__startswith=area_path)
    return as_rows(tasks).order_by("due_at", "id")


@dataclass(frozen=True)
class Standing:
    """The command's tasks of one unit or one area at a moment."""

    key: str
    name: str
    issued: int
    open: int
    overdue: int
    accepted: int


def standing_at(emergency: Emergency, at: datetime | None, *, by: str) -> list[Standing]:
    """
    Tasks by "unit" (its short name), "desk" (its id) or "area" (its path) at a moment, or as they
    stand (None); one query.

    Unscoped: for boards, whose readers see the whole county.
    """
    key = {"unit": "unit__short_name", "desk": "unit_id", "area": "area_path"}[by]
    rows = (
        tasks_at(emergency, at)
        .order_by()
        .values(key)
        .annotate(
            issued_count=Count("pk"),
            open_count=Count("pk", filter=Q(state_then__in=OPEN_STATES)),
            overdue_count=Count(
                "pk", filter=Q(state_then__in=OPEN_STATES, due_then__lt=at or clock.now())
            ),
            accepted_count=Count("pk", filter=Q(state_then=TaskState.ACCEPTED.value)),
        )
    )
    return [
        Standing(
            str(row[key]), str(row[key]), row["issued_count"], row["open_count"], row["overdue_count"],
            row["accepted_count"],
        )
        for row in sorted(rows, key=lambda row: (-row["overdue_count"], -row["open_count"], row[key]))
    ]  # fmt: skip
