"""What waits for a person and what runs, in few statements."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, Value

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import list_notices
from lianfang.command.emergencies.public import (
    Emergency,
    ProposalState,
    Response,
    list_emergencies,
    list_proposals,
)
from lianfang.command.surveillance.public import SignalState, list_signals
from lianfang.command.tasks.public import (
    OPEN_STATES,
    WAITING_STATES,
    BoardRow,
    Task,
    board_counts,
    list_orders_to_take_up,
    list_responses,
    list_review_queue,
    list_supervisions,
    list_tasks,
)
from lianfang.county.orgs.public import get_area, list_units
from lianfang.picture.situation.public import list_wanted

# What a unit has to do something about at once: sign for, or correct.
TO_TAKE_UP = ("issued", "returned")


def count_together(wanted: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """Count the rows of every query by its key, in one statement."""
    parts = [
        _plain(rows)
        .annotate(counted_as=Value(key, output_field=CharField()))
        .values("counted_as")
        .annotate(rows_counted=Count("pk"))
        .values_list("counted_as", "rows_counted")
        for key, rows in wanted.items()
    ]
    if not parts:
        return {}
    first, *rest = parts
    # A query that can hold nothing is left out of the statement.
    return dict.fromkeys(wanted, 0) | dict(first.union(*rest, all=True) if rest else first)


def _plain(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows without what was computed beside them, whose joins would be counted as rows."""
    if not rows.query.annotations:
        return rows.order_by()
    return rows.model._default_manager.filter(pk__in=rows.order_by().values("pk")).order_by()


def count_waiting(actor: Actor) -> dict[str, int]:
    """What waits for the actor, by the key of its place in the menu; one query."""
    wanted: dict[str, QuerySet[Any]] = {"unread": list_notices(actor).filter(read_at=None)}
    if actor.may(Permission.TASK_REPORT):
        units = actor.unit_ids & {actor.unit_id}
        wanted["inbox"] = list_tasks(actor, state=TO_TAKE_UP).filter(unit__in=units)
        wanted["orders"] = list_orders_to_take_up(actor)
        wanted["supervised"] = list_supervisions(actor, state="open").filter(unit__in=units)
    if actor.may(Permission.TASK_REVIEW) or actor.may(Permission.TASK_SIGN):
        wanted["review"] = list_review_queue(actor)
    if actor.may(Permission.SIGNAL_VERIFY):
        wanted["signals"] = list_signals(actor, state=SignalState.NEW)
    if actor.may(Permission.RESPONSE_DECIDE):
        wanted["proposals"] = list_proposals(actor, state=ProposalState.PENDING)
    if actor.may(Permission.SITUATION_CONTRIBUTE):
        wanted["wanted"] = list_wanted(actor).filter(given_at=None)
    return count_together(wanted)


def list_running(actor: Actor) -> list[Response]:
    """Responses that run over the actor, the gravest first; one query."""
    if not actor.may(Permission.EMERGENCY_VIEW):
        return []
    rows = list_responses(actor).filter(ended_at=None).defer("plan__source_text")
    return list(rows.order_by("level", "started_at", "id"))


def names_of_running(actor: Actor) -> list[tuple[str, bool]]:
    """Name of the emergency and whether it is an exercise, per running response, the gravest first."""
    if not actor.may(Permission.EMERGENCY_VIEW):
        return []
    rows = list_responses(actor).filter(ended_at=None).order_by("level", "started_at", "id")
    return list(rows.values_list("emergency__name", "emergency__is_exercise"))


def county_name_of(area_path: str) -> str:
    """The name of the county that an area is or lies in; empty above counties."""
    code = next((part for part in area_path.split("/") if is_county_code(part)), "")
    if not code:
        return ""
    try:
        return get_area(code).name
    except NotFound:
        return ""


def is_county_code(code: str) -> bool:
    """Six digits of which the last two are not zero (GB/T 2260)."""
    return len(code) == 6 and not code.endswith("00")


@dataclass
class RunningResponse:
    """
    A response that runs, with the counts of its emergency and of its tasks in the actor's sight.

    Counted as on the board and the wall: parts that units split off stand beside the tasks.
    """

    response: Response
    emergency: Emergency
    tasks: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    overdue: int = 0
    parts: int = 0

    @property
    def total(self) -> int:
        return sum(self.tasks.values())

    @property
    def issued(self) -> int:
        """Tasks that still count: all but the cancelled ones."""
        return self.total - self.tasks["cancelled"]

    @property
    def accepted(self) -> int:
        return self.tasks["accepted"]

    @property
    def open(self) -> int:
        return sum(self.tasks[state] for state in OPEN_STATES)

    @property
    def waiting(self) -> int:
        return sum(self.tasks[state] for state in WAITING_STATES)


def running_with_figures(actor: Actor, at: datetime) -> list[RunningResponse]:
    """The responses that run over the actor with their figures, the gravest first; three queries."""
    responses = list_running(actor)
    if not responses:
        return []
    known = list_emergencies(actor).filter(pk__in=[r.emergency_id for r in responses])
    emergencies = {emergency.pk: emergency for emergency in known}
    rows = {
        r.pk: RunningResponse(r, emergencies[r.emergency_id])
        for r in responses
        if r.emergency_id in emergencies
    }
    tasks = list_tasks(actor).filter(response__in=list(rows)).order_by()
    main = Q(from_unit=None)
    late = Count("pk", filter=main & Q(state__in=OPEN_STATES, due_at__lt=at))
    groups = tasks.values("response", "state").annotate(
        counted=Count("pk", filter=main), split=Count("pk", filter=~main), late=late
    )
    for group in groups:
        row = rows[group["response"]]
        row.tasks[group["state"]] += group["counted"]
        row.parts += group["split"]
        row.overdue += group["late"]
    return list(rows.values())


def list_own_tasks(actor: Actor) -> QuerySet[Task]:
    """What the actor's own unit has still to do, the earliest limit first."""
    units = actor.unit_ids & {actor.unit_id}
    return list_tasks(actor, state=OPEN_STATES).filter(unit__in=units)


def own_unit_uuid(actor: Actor) -> str:
    """The outer name of the actor's unit, for links to lists of its tasks."""
    found = list_units(actor, includes_inactive=True).filter(pk=actor.unit_id)
    return str(found.values_list("uuid", flat=True).first() or "")


def units_most_overdue(actor: Actor, limit: int) -> list[BoardRow]:
    """The units with the most overdue tasks of running responses; one query."""
    late = [row for row in board_counts(actor) if row.overdue]
    return sorted(late, key=lambda row: (-row.overdue, row.sort, row.unit_id))[:limit]
