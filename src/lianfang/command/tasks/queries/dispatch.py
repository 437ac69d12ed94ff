"""Daily meetings an actor may see, and what stands on the next agenda."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import within_area
from lianfang.command.emergencies.public import Emergency
from lianfang.command.tasks.choices import (
    OPEN_STATES,
    AgendaKind,
    OrderState,
    PromiseState,
    Rung,
    SupervisionState,
    TaskState,
)
from lianfang.command.tasks.models import (
    Addressee,
    DispatchMeeting,
    Promise,
    Supervision,
    Task,
)
from lianfang.command.tasks.rules import late_words

MOST_LINES = 60


def list_meetings(actor: Actor, *, words: str = "") -> QuerySet[DispatchMeeting]:
    """
    Daily meetings of the actor's area with how many promises were made and kept, the latest first.

    :raises NotAllowed: the actor does not see the county's work.
    """
    require(actor, Permission.COUNTY_VIEW)
    rows = DispatchMeeting.objects.filter(within_area(actor)).select_related("unit", "emergency")
    if words.strip():
        rows = rows.filter(Q(number__icontains=words.strip()) | Q(words__icontains=words.strip()))
    rows = rows.annotate(
        promised=Count("promises"), kept=Count("promises", filter=Q(promises__state=PromiseState.KEPT)),
    )  # fmt: skip
    return rows.order_by("-called_at", "-id")


def get_meeting(actor: Actor, uuid: object) -> DispatchMeeting:
    """:raises NotFound: no such meeting in the actor's sight."""
    if not actor.may(Permission.COUNTY_VIEW):
        raise NotFound
    found = list_meetings(actor).filter(uuid=uuid).first()
    if found is None:
        raise NotFound
    return found


def list_promises(
    actor: Actor, *, state: str = "", due_by: datetime | None = None
) -> QuerySet[Promise]:
    """What units promised: of the own units, for the command of the area; the earliest limit first."""
    own = Q(unit__in=actor.unit_ids)
    area = within_area(actor, "meeting__area_path")
    seen = own | area if actor.may(Permission.COUNTY_VIEW) else own
    rows = Promise.objects.filter(Q() if actor.is_system else seen).select_related(
        "unit", "meeting"
    )
    if state:
        rows = rows.filter(state=state)
    if due_by is not None:
        rows = rows.filter(until__lte=due_by)
    return rows.order_by("until", "id")


def get_promise(actor: Actor, uuid: object) -> Promise:
    """:raises NotFound: no such promise in the actor's sight."""
    promise = list_promises(actor).filter(uuid=uuid).first()
    if promise is None:
        raise NotFound
    return promise


def promises_to_check(meeting: DispatchMeeting) -> QuerySet[Promise]:
    """What earlier meetings of the same office were promised and nobody has checked."""
    rows = Promise.objects.filter(
        meeting__unit=meeting.unit_id, meeting__emergency=meeting.emergency_id, state=PromiseState.OPEN
    )  # fmt: skip
    return rows.exclude(meeting=meeting).select_related("unit").order_by("until", "id")


@dataclass(frozen=True)
class AgendaLine:
    """One line of a generated agenda."""

    kind: str
    unit_id: int | None
    count: int
    words: str


def agenda_lines(
    area_path: str, at: datetime, emergency: Emergency | None = None
) -> list[AgendaLine]:
    """
    What the records of an area ask a meeting to talk about, unit by unit; four queries.

    Unscoped: the caller holds the meeting of that area. About one emergency alone, or about all
    but exercises.
    """
    tasks, supervisions, lines = _concerned(area_path, emergency)
    found = [
        *_overdue(tasks, at), *_supervised(supervisions), *_returned(tasks), *_unsigned(lines, at)
    ]  # fmt: skip
    return found[:MOST_LINES]


Concerned = tuple[QuerySet[Task], QuerySet[Supervision], QuerySet[Addressee]]


def _concerned(area_path: str, emergency: Emergency | None) -> Concerned:
    """Tasks of units, matters under supervision and lines of orders that a meeting is about."""
    tasks = Task.objects.filter(area_path__startswith=area_path, parent=None)
    supervisions = Supervision.objects.filter(area_path__startswith=area_path)
    lines = Addressee.objects.filter(order__area_path__startswith=area_path)
    if emergency is None:
        return (
            tasks.filter(is_exercise=False), supervisions.filter(is_exercise=False),
            lines.filter(order__is_exercise=False),
        )  # fmt: skip
    of_task = Q(task__response__emergency=emergency)
    return (
        tasks.filter(response__emergency=emergency),
        supervisions.filter(of_task | Q(addressee__order__emergency=emergency)),
        lines.filter(order__emergency=emergency),
    )


def _overdue(tasks: QuerySet[Task], at: datetime) -> Iterator[AgendaLine]:
    late = tasks.filter(state__in=OPEN_STATES, due_at__lt=at)
    groups = late.order_by().values("unit", "unit__short_name", "unit__sort")
    for row in groups.annotate(n=Count("pk"), first=Min("due_at")).order_by("-n", "unit__sort"):
        words = (
            f"{row['unit__short_name']}逾期任务 {row['n']} 件，最久 {late_words(at - row['first'])}"
        )
        yield AgendaLine(AgendaKind.OVERDUE, row["unit"], row["n"], words)


def _supervised(supervisions: QuerySet[Supervision]) -> Iterator[AgendaLine]:
    rows = supervisions.filter(state=SupervisionState.OPEN, rung__gte=Rung.UNIT_LEADER)
    groups = rows.order_by().values("unit", "unit__short_name", "unit__sort")
    for row in groups.annotate(n=Count("pk")).order_by("-n", "unit__sort"):
        words = f"{row['unit__short_name']}督办件 {row['n']} 件，已到单位负责人以上级别"
        yield AgendaLine(AgendaKind.SUPERVISED, row["unit"], row["n"], words)


def _returned(tasks: QuerySet[Task]) -> Iterator[AgendaLine]:
    rows = tasks.filter(state=TaskState.RETURNED)
    groups = rows.order_by().values("unit", "unit__short_name", "unit__sort")
    for row in groups.annotate(n=Count("pk")).order_by("-n", "unit__sort"):
        words = f"{row['unit__short_name']}被退回尚未重报的任务 {row['n']} 件"
        yield AgendaLine(AgendaKind.RETURNED, row["unit"], row["n"], words)


def _unsigned(lines: QuerySet[Addressee], at: datetime) -> Iterator[AgendaLine]:
    rows = lines.filter(order__state=OrderState.ISSUED, signed_at=None, order__sign_until__lt=at)
    groups = rows.order_by().values("unit", "unit__short_name", "unit__sort")
    for row in groups.annotate(n=Count("pk")).order_by("-n", "unit__sort"):
        words = f"{row['unit__short_name']}逾期未签收指令 {row['n']} 件"
        yield AgendaLine(AgendaKind.UNSIGNED, row["unit"], row["n"], words)
