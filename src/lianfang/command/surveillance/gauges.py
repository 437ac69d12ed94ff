"""Progress of actions that this room's records show: counted for all tasks of a page with two or three statements."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count

from lianfang.base.kernel import clock
from lianfang.base.kernel.gauges import Asked, register_unit_gauge, work_of
from lianfang.county.orgs.public import Unit

from .choices import Period, SignalState
from .models import NotificationReceipt, Sample, Signal, Site, SiteReport, SourceControl
from .rules import expected_periods

OPEN = (SignalState.NEW, SignalState.CHECKING)
Results = dict[int, tuple[int, int]]


def observations_reported(asked: Collection[Asked]) -> Results:
    """Reports that came, of those that the unit's sites have owed since the task was issued."""
    families, (since, until) = _families(asked), _span(asked)
    units = set().union(*families.values())
    rows = Site.objects.filter(unit__in=units, is_active=True).exclude(
        programme__period=Period.EVENT
    )
    sites = list(rows.values_list("pk", "unit_id", "programme__period"))
    reports = SiteReport.objects.filter(
        site__in=[pk for pk, _, _ in sites],
        period_on__range=(clock.beijing(since).date(), clock.beijing(until).date()),
    )
    came = list(reports.values_list("site_id", "period_on", "is_exercise", "run"))
    runs = _runs(asked)
    found = {}
    for one in asked:
        first, last = clock.beijing(one.since).date(), clock.beijing(one.until).date()
        own = {pk: period for pk, unit, period in sites if unit in families[one.unit_id]}
        # The day of a story is a school day, whatever the calendar says.
        daily = {Period.WORK.value: Period.DAY.value} if one.is_exercise else {}
        owed = sum(expected_periods(daily.get(p, p), first, last) for p in own.values())
        done = sum(
            s in own and first <= day <= last and _same(one, runs, drill, run)
            for s, day, drill, run in came
        )
        found[one.task_id] = (min(done, owed), owed)
    return _countable(found)


def signals_judged(asked: Collection[Asked]) -> Results:
    """Signals of the task's area since it was issued, and how many of them somebody has judged."""
    rows = _signals(asked)
    return _of_area(asked, rows, lambda row: row[2] not in OPEN)


def risk_assessed(asked: Collection[Asked]) -> Results:
    """Signals not ruled out, and how many of them were assessed."""
    rows = [row for row in _signals(asked) if row[2] != SignalState.DISMISSED]
    return _of_area(asked, rows, lambda row: row[4] is not None)


def notifications_answered(asked: Collection[Asked]) -> Results:
    """Addressees of what the unit sent or was sent, and how many of them replied."""
    span = _span(asked)
    rows = NotificationReceipt.objects.filter(notification__sent_at__range=span).values_list(
        "notification__sent_at",
        "unit_id",
        "notification__unit_id",
        "replied_at",
        "notification__is_exercise",
        "notification__signal__run",
    )
    return _of_unit(
        asked, [(at, {to, by}, (drill, run), done) for at, to, by, done, drill, run in rows]
    )


def samples_kept(asked: Collection[Asked]) -> Results:
    """Samples that the unit took, and how many of them have a result."""
    rows = Sample.objects.filter(taken_at__range=_span(asked)).values_list(
        "taken_at", "unit_id", "is_exercise", "signal__run", Count("results")
    )
    return _of_unit(
        asked, [(at, {unit}, (drill, run), result) for at, unit, drill, run, result in rows]
    )


def source_controls(asked: Collection[Asked]) -> Results:
    """Proposals to control source animals that the unit made: each made is done."""
    rows = SourceControl.objects.filter(proposed_at__range=_span(asked)).values_list(
        "proposed_at", "unit_id", "signal__is_exercise", "signal__run"
    )
    return _of_unit(asked, [(at, {unit}, (drill, run), True) for at, unit, drill, run in rows])


def _span(asked: Collection[Asked]) -> tuple[Any, Any]:
    return min(one.since for one in asked), max(one.until for one in asked)


def _families(asked: Collection[Asked]) -> dict[int, set[int]]:
    """Each unit with the units directly under it: a bureau answers for its schools."""
    units = {one.unit_id for one in asked}
    families = {unit: {unit} for unit in units}
    for child, parent in Unit.objects.filter(parent__in=units).values_list("pk", "parent_id"):
        families[parent].add(child)
    return families


def _signals(asked: Collection[Asked]) -> list[tuple[Any, ...]]:
    rows = Signal.objects.filter(found_at__range=_span(asked)).distinct()
    return list(
        rows.values_list(
            "found_at", "area_path", "state", "is_exercise", "assessments__signal_id", "pk", "run"
        )
    )


def _of_area(asked: Collection[Asked], rows: Iterable[tuple[Any, ...]], is_done: Any) -> Results:
    kept, runs = list(rows), _runs(asked)
    found = {}
    for one in asked:
        own = [
            row for row in kept
            if one.since <= row[0] <= one.until and row[1].startswith(one.area_path)
            and _same(one, runs, row[3], row[6])
        ]  # fmt: skip
        found[one.task_id] = (sum(map(bool, map(is_done, own))), len(own))
    return _countable(found)


def _of_unit(
    asked: Collection[Asked], rows: list[tuple[Any, set[int], tuple[bool, int | None], Any]]
) -> Results:
    families, runs = _families(asked), _runs(asked)
    found = {}
    for one in asked:
        own = [
            done for at, units, world, done in rows
            if one.since <= at <= one.until and _same(one, runs, *world) and units & families[one.unit_id]
        ]  # fmt: skip
        found[one.task_id] = (sum(map(bool, own)), len(own))
    return _countable(found)


def _runs(asked: Collection[Asked]) -> dict[int, int]:
    """The run that each task of an exercise belongs to: that of the signal behind its emergency."""
    drills = [one.task_id for one in asked if one.is_exercise]
    works = {work.task_id: work.emergency_id for work in work_of(drills)} if drills else {}
    rows = Signal.objects.filter(emergencies__in=set(works.values()), run__isnull=False)
    runs = dict(rows.order_by().values_list("emergencies", "run")) if works else {}
    return {task: runs[emergency] for task, emergency in works.items() if emergency in runs}


def _same(one: Asked, runs: dict[int, int], is_exercise: object, run: object) -> bool:
    """Whether a record belongs to the world of a task; where the task's run is not known, to any exercise."""
    known = runs.get(one.task_id)
    return is_exercise == one.is_exercise and (known is None or run == known)


def _countable(found: Results) -> Results:
    """What has nothing to count is left to be declared by the unit."""
    return {task: counts for task, counts in found.items() if counts[1]}


for counted in (
    observations_reported, signals_judged, risk_assessed, notifications_answered, samples_kept, source_controls
):  # fmt: skip
    register_unit_gauge(f"surveillance.{counted.__name__}", counted)
