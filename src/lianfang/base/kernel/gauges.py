"""
Gauges: how far a task is, measured from records instead of declared.

A room registers its measures in its `gauges.py`, which is imported by name at start-up. An action
of a plan names the gauge; a name that nobody has registered yet means that progress is declared.
"""

from collections.abc import Callable, Collection

# Identifiers of tasks in; per task how much is done and how much there is to do out.
Measure = Callable[[Collection[int]], dict[int, tuple[int, int]]]

_measures: dict[str, Measure] = {}


def register_gauge(name: str, measure: Measure) -> None:
    """Offer a measure under "room.measure". Registering it again replaces it."""
    _measures[name] = measure


def is_known(name: str) -> bool:
    return name in _measures


def known_gauges() -> list[str]:
    return sorted(_measures)


def measure_gauge(name: str, task_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Done and total per task; empty for a name nobody has registered."""
    return _measures[name](task_ids) if name in _measures and task_ids else {}
