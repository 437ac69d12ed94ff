"""Daily meetings an actor may see, and what stands on the next agenda."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import within_area
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
    rows = DispatchMeeting.objects.filter(within_area(actor)).select_related("unit")
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
    rows = Promise.objects.filter(meeting__unit=meeting.unit_id, state=PromiseState.OPEN)
    return rows.exclude(meeting=meeting).select_related("unit").order_by("until", "id")


@dataclass(frozen=True)
class AgendaLine:
    """One line of a generated agenda."""

    kind: str
    unit_id: int | None
    count: int
    words: str


def agenda_lines(area_path: str, at: datetime) -> list[AgendaLine]:
    """
    What the records of an area ask a meeting to talk about, unit by unit; four queries.

    Unscoped: the caller holds the meeting of that area. Exercises are left out of real meetings.
    """
    lines = [
        *_overdue(area_path, at), *_supervised(area_path), *_returned(area_path),
        *_unsigned(area_path, at),
    ]  # fmt: skip
    return lines[:MOST_LINES]


def _overdue(area_path: str, at: datetime) -> Iterator[AgendaLine]:
    late = Task.objects.filter(
        area_path__startswith=area_path, parent=None, is_exercise=False, state__in=OPEN_STATES, due_at__lt=at
    )  # fmt: skip
    groups = late.order_by().values("unit", "unit__short_name", "unit__sort")
    for row in groups.annotate(n=Count("pk"), first=Min("due_at")).order_by("-n", "unit__sort"):
        words = (
            f"{row['unit__short_name']}逾期任务 {row['n']} 件，最久 {late_words(at - row['first'])}"
        )
        yield AgendaLine(AgendaKind.OVERDUE, row["unit"], row["n"], words)


def _supervised(area_path: str) -> Iterator[AgendaLine]:
    rows = Supervision.objects.filter(
        area_path__startswith=area_path, state=SupervisionState.OPEN, is_exercise=False,
        rung__gte=Rung.UNIT_LEADER,
    )  # fmt: skip
    groups = rows.order_by().values("unit", "unit__short_name", "unit__sort")
    for row in groups.annotate(n=Count("pk")).order_by("-n", "unit__sort"):
        words = f"{row['unit__short_name']}督办件 {row['n']} 件，已到单位负责人以上级别"
        yield AgendaLine(AgendaKind.SUPERVISED, row["unit"], row["n"], words)


def _returned(area_path: str) -> Iterator[AgendaLine]:
    rows = Task.objects.filter(
        area_path__startswith=area_path, parent=None, is_exercise=False, state=TaskState.RETURNED
    )
    groups = rows.order_by().values("unit", "unit__short_name", "unit__sort")
    for row in groups.annotate(n=Count("pk")).order_by("-n", "unit__sort"):
        words = f"{row['unit__short_name']}被退回尚未重报的任务 {row['n']} 件"
        yield AgendaLine(AgendaKind.RETURNED, row["unit"], row["n"], words)


def _unsigned(area_path: str, at: datetime) -> Iterator[AgendaLine]:
    rows = Addressee.objects.filter(
        order__area_path__startswith=area_path, order__state=OrderState.ISSUED, order__is_exercise=False,
        signed_at=None, order__sign_until__lt=at,
    )  # fmt: skip
    groups = rows.order_by().values("unit", "unit__short_name", "unit__sort")
    for row in groups.annotate(n=Count("pk")).order_by("-n", "unit__sort"):
        words = f"{row['unit__short_name']}逾期未签收指令 {row['n']} 件"
        yield AgendaLine(AgendaKind.UNSIGNED, row["unit"], row["n"], words)
