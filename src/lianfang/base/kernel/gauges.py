"""
Gauges: how far a task is, measured from records instead of declared.

A room registers its measures in its `gauges.py`, which is imported by name at start-up. An action
of a plan names the gauge; a name that nobody has registered yet means that progress is declared.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

# Identifiers of tasks in; per task how much is done and how much there is to do out.
Measure = Callable[[Collection[int]], dict[int, tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a room below the tasks may know of one: which unit, where, since when, until when."""

    task_id: int
    unit_id: int
    area_path: str
    since: datetime
    until: datetime
    is_exercise: bool


# Rooms below the tasks cannot look at them: they are told what is asked.
UnitMeasure = Callable[[Collection[Asked]], dict[int, tuple[int, int]]]

_measures: dict[str, Measure] = {}
_unit_measures: dict[str, UnitMeasure] = {}


def register_gauge(name: str, measure: Measure) -> None:
    """Offer a measure under "room.measure". Registering it again replaces it."""
    _measures[name] = measure


def register_unit_gauge(name: str, measure: UnitMeasure) -> None:
    """Offer a measure of what a unit did in a time, for rooms below the tasks. Again replaces it."""
    _unit_measures[name] = measure


def is_known(name: str) -> bool:
    return name in _measures or name in _unit_measures


def known_gauges() -> list[str]:
    return sorted({*_measures, *_unit_measures})


def measure_units(name: str, asked: Collection[Asked]) -> dict[int, tuple[int, int]]:
    """Done and total per task of a unit measure; empty for a name nobody has registered."""
    return _unit_measures[name](asked) if name in _unit_measures and asked else {}


def measure_gauge(name: str, task_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Done and total per task; empty for a name nobody has registered."""
    return _measures[name](task_ids) if name in _measures and task_ids else {}


@dataclass(frozen=True)
class Work:
    """What a room below tasks has to know of a task to measure it: whose, about what, where."""

    task_id: int
    emergency_id: int
    unit_id: int
    area_path: str


_readers: list[Callable[[Collection[int]], list[Work]]] = []


def register_work_reader(reader: Callable[[Collection[int]], list[Work]]) -> None:
    """Offered by the tasks room, so that rooms below it can measure tasks without knowing it."""
    _readers[:] = [reader]


def work_of(task_ids: Collection[int]) -> list[Work]:
    """Whose tasks these are and about which emergency; nothing where no room offers it."""
    return [work for reader in _readers for work in reader(task_ids)]
