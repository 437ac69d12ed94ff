"""Which rows a world writes among, and which it may read."""

from datetime import date

from django.db.models import Min, Q

from lianfang.command.surveillance.models import Observation, Signal
from lianfang.command.surveillance.rules import World

SHOWN_RUNS = 10


def own(world: World, prefix: str = "") -> dict[str, object]:
    """The rows that belong to a world: what it writes is compared with these alone."""
    return {f"{prefix}is_exercise": world.is_exercise, f"{prefix}run": world.run}


def read_by(world: World) -> Q:
    """
    The values that a world reads: its own; a run of an exercise also the county's from before it began.

    A run has no past of its own, and detection without a past is none. It begins with the first
    period that anything was reported for in it.
    """
    rows = Q(**own(world))
    first = first_period(world)
    return rows if first is None else rows | Q(is_exercise=False, run=None, period_on__lt=first)


def first_period(world: World) -> date | None:
    """The first period of a run; none outside one, and none before anything was reported in it."""
    if world.run is None:
        return None
    rows = Observation.objects.filter(**own(world))
    return rows.aggregate(first=Min("period_on"))["first"]


def list_runs() -> list[int]:
    """The latest runs in which anything was reported, the last one first. Numbers alone: nothing to hide."""
    rows = Observation.objects.filter(is_exercise=True, run__isnull=False).order_by("-run")
    return list(rows.values_list("run", flat=True).distinct()[:SHOWN_RUNS])


def list_signal_runs() -> list[int]:
    """The latest runs in which a signal was formed, by detection or by hand, the last one first."""
    rows = Signal.objects.filter(is_exercise=True, run__isnull=False).order_by("-run")
    return list(rows.values_list("run", flat=True).distinct()[:SHOWN_RUNS])
