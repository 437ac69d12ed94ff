"""Counting tasks: by unit and state, by duty, by tab. Each answer is one grouped query."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.permissions import Permission
from lianfang.command.emergencies.public import Emergency, Response
from lianfang.command.tasks.choices import LIVE_STATES, OPEN_STATES, TaskState
from lianfang.command.tasks.models import Task
from lianfang.county.orgs.public import Unit, UnitKind

from .lists import visible

REPORTING_THROUGH_OTHERS = (UnitKind.SCHOOL, UnitKind.VILLAGE_COMMITTEE, UnitKind.PLACE)


@dataclass
class Tally:
    """How many tasks are in each state, and how many of the open ones are late."""

    states: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    overdue: int = 0

    def add(self, state: str, count: int, overdue: int) -> None:
        self.states[state] += count
        self.overdue += overdue

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def open(self) -> int:
        return sum(self.states[state] for state in OPEN_STATES)

    @property
    def accepted(self) -> int:
        return self.states[TaskState.ACCEPTED]

    @property
    def expected(self) -> int:
        """Tasks that still count: all but the cancelled ones."""
        return self.total - self.states[TaskState.CANCELLED]


@dataclass
class Parts:
    """What units split from their tasks: counted beside the tasks, never among them."""

    total: int = 0
    open: int = 0
    overdue: int = 0


@dataclass
class BoardRow(Tally):
    """The command's tasks of one unit, and beside them the parts that others gave it."""

    parts: Parts = field(default_factory=Parts)
    unit_id: int = 0
    unit_uuid: str = ""
    unit_name: str = ""
    sort: int = 0


def _late(at: datetime | None) -> Q:
    return Q(state__in=OPEN_STATES, due_at__lt=at or clock.now())


def board_counts(
    actor: Actor, response: Response | None = None, *, at: datetime | None = None
) -> list[BoardRow]:
    """
    Unit by state, in the plan's order of units; two queries.

    The names come apart: joined before they are grouped, they would be carried once per task. A
    part is told by whoever gave it: the index of the board holds that and no more.
    """
    tasks = Task.objects.filter(visible(actor), **_of(response)).order_by()
    late, main = _late(at), Q(from_unit=None)
    groups = tasks.values("unit_id", "state").annotate(
        count=Count("pk", filter=main), late=Count("pk", filter=main & late),
        split=Count("pk", filter=~main), late_parts=Count("pk", filter=~main & late),
    )  # fmt: skip
    rows: dict[int, BoardRow] = {}
    for group in groups:
        row = rows.setdefault(group["unit_id"], BoardRow(unit_id=group["unit_id"]))
        row.add(group["state"], group["count"], group["late"])
        row.parts.total += group["split"]
        row.parts.open += group["split"] if group["state"] in OPEN_STATES else 0
        row.parts.overdue += group["late_parts"]
    for unit in Unit.objects.filter(pk__in=list(rows)).only("uuid", "short_name", "sort"):
        row = rows[unit.pk]
        row.unit_uuid, row.unit_name, row.sort = str(unit.uuid), unit.short_name, unit.sort
    return sorted(rows.values(), key=lambda row: (row.sort, row.unit_id))


# Boards kept in a process; the oldest makes room.
KNOWN_AT_MOST = 32
_known: dict[tuple[object, ...], list[BoardRow]] = {}


def board_now(actor: Actor, response: Response, version: str) -> list[BoardRow]:
    """
    The board as it stands at a version of the log; to be read only. All who see the same tasks
    get the same one: a board that many look at is counted once for each thing done.
    """
    sees_area = actor.is_system or actor.may(Permission.COUNTY_VIEW)
    sight = (actor.is_system, actor.may(Permission.TASK_VIEW), sees_area, actor.unit_ids)
    key = (response.uuid, version, *sight, actor.area_path if sees_area else "")
    if key not in _known:
        while len(_known) >= KNOWN_AT_MOST:
            _known.pop(next(iter(_known)), None)
        _known[key] = board_counts(actor, response)
    return _known[key]


def _of(response: Response | None) -> Mapping[str, object]:
    return {"response": response} if response is not None else {"response__ended_at": None}


def total_of(rows: list[BoardRow]) -> BoardRow:
    """The sum of a board's rows."""
    total = BoardRow()
    for row in rows:
        for state, count in row.states.items():
            total.add(state, count, 0)
        total.overdue += row.overdue
        total.parts.total += row.parts.total
        total.parts.open += row.parts.open
        total.parts.overdue += row.parts.overdue
    return total


@dataclass
class Fulfilment(Tally):
    """The tasks of one unit for one action of one duty."""

    duty_id: int = 0
    action_id: int | None = None
    unit_id: int = 0


def fulfilment(actor: Actor, response: Response, *, at: datetime | None = None) -> list[Fulfilment]:
    """
    Per duty, action and unit: how many tasks in each state; one query.

    Parts are left out, and what rests on an order alone: it fulfils no clause of the plan.
    """
    tasks = Task.objects.filter(visible(actor), response=response, parent=None).order_by()
    tasks = tasks.filter(duty__isnull=False)
    groups = tasks.values("duty_id", "action_id", "unit_id", "state")
    rows: dict[tuple[int, int | None, int], Fulfilment] = {}
    for group in groups.annotate(count=Count("pk"), late=Count("pk", filter=_late(at))):
        key = (group["duty_id"], group["action_id"], group["unit_id"])
        row = rows.setdefault(key, Fulfilment(duty_id=key[0], action_id=key[1], unit_id=key[2]))
        row.add(group["state"], group["count"], group["late"])
    return list(rows.values())


def inbox_counts(actor: Actor, unit_ids: frozenset[int], *, at: datetime | None = None) -> Tally:
    """How many tasks of the units are in each state; one query."""
    tally = Tally()
    tasks = Task.objects.filter(visible(actor), unit__in=unit_ids).order_by()
    for group in tasks.values("state").annotate(
        count=Count("pk"), late=Count("pk", filter=_late(at))
    ):
        tally.add(group["state"], group["count"], group["late"])
    return tally


def units_at_work(emergency: Emergency) -> list[Unit]:
    """
    The units with live tasks in an emergency that are asked for words: no schools, villages, places.

    Those report through the unit above them. Unscoped: for the desk that writes the report.
    """
    live = Task.objects.filter(response__emergency=emergency, parent=None, state__in=LIVE_STATES)
    units = Unit.objects.filter(pk__in=live.values("unit")).exclude(
        kind__in=REPORTING_THROUGH_OTHERS
    )
    return list(units.order_by("sort", "id"))
