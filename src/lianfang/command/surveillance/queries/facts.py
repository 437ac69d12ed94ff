"""What detection looks at: values of a day put together by place, with their past. Grouped in SQL."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, QuerySet, Sum

from lianfang.command.surveillance.choices import Combine, Method, ObservationState, Scope
from lianfang.command.surveillance.models import DetectionRule, Observation
from lianfang.command.surveillance.rules import (
    STATISTICS,
    Facts,
    Hit,
    Series,
    World,
    alarms_of,
    area_within,
    expected_periods,
    judge_series,
)

from .worlds import own, read_by

# Place of an aggregate: area path, site or none, part.
Place = tuple[str, int | None, str]
# How many parts of an area path stand for a county and for a township: 650000/652300/652327/652327103/.
# A list of sites longer than this is slower than looking at all of them.
FEW = 800
CHART_TAIL = 4
# What share of the periods of five years must have been reported to say that there was nothing in them.
ENOUGH = 0.8
WHOLE_YEARS = 3 * 365 + 60


def current(indicator_id: int, world: World) -> QuerySet[Observation]:
    """The values of an indicator that count in a world: not corrected, not withdrawn, not missing."""
    return Observation.objects.filter(
        read_by(world), indicator=indicator_id, state=ObservationState.CURRENT, value__isnull=False
    ).order_by()  # fmt: skip


def facts_for(
    rule: DetectionRule, on: date, world: World, *, sites: Collection[int] | None = None
) -> list[Facts]:
    """The values of a day that a rule looks at; `sites` narrows it to a few reporters."""
    rows = current(rule.indicator_id, world)
    if sites is not None:
        rows = rows.filter(site__in=sites)
    if rule.method in (Method.UPPER, Method.LOWER):
        return _beyond(rule, rows.filter(period_on=on))
    if rule.method == Method.CLUSTER:
        return _clusters(rule, rows, on)
    if rule.method == Method.FIRST:
        return _after_none(rule, rows, on)
    return _with_past(rule, rows, on)


def _after_none(rule: DetectionRule, rows: QuerySet[Observation], on: date) -> list[Facts]:
    """
    Values of the day with the sum of the baseline before it; without one where the baseline is not known.

    It is known where reports reach back to its beginning and few of its periods are without any.
    """
    today = _grouped(rule, rows.filter(period_on=on, value__gt=rule.threshold), Sum("value"))
    if not today:
        return []
    first = on - timedelta(days=rule.baseline_days)
    past = rows.filter(period_on__range=(first, on - timedelta(days=1)))
    days = past.aggregate(n=Count("period_on", distinct=True))["n"]
    owed = expected_periods(rule.indicator.programme.period, first, on - timedelta(days=1))
    is_known = days >= ENOUGH * owed and rows.filter(period_on__lte=first).exists()
    before = _grouped(rule, past, Sum("value")) if is_known else {}
    nothing = Decimal(0) if is_known else None
    return [Facts(*place, value, before.get(place, nothing), days) for place, value in today.items()]  # fmt: skip


def _beyond(rule: DetectionRule, rows: QuerySet[Observation]) -> list[Facts]:
    """Single values beyond a limit; the database leaves out the rest."""
    side = "value__gt" if rule.method == Method.UPPER else "value__lt"
    found = rows.filter(**{side: rule.threshold})
    return [Facts(*row) for row in found.values_list("area_path", "site_id", "part", "value")]


def _clusters(rule: DetectionRule, rows: QuerySet[Observation], on: date) -> list[Facts]:
    """Sums over the window, of places where something was added on the day itself."""
    first = on - timedelta(days=rule.window_days - 1)
    today = _grouped(rule, rows.filter(period_on=on), Sum("value"))
    risen = {place: value for place, value in today.items() if value > 0}
    if not risen:
        return []
    window = _few(rows.filter(period_on__range=(first, on)), risen)
    sums = risen if rule.window_days == 1 else _grouped(rule, window, Sum("value"))
    return [Facts(*place, sums[place]) for place in risen]


def _with_past(rule: DetectionRule, rows: QuerySet[Observation], on: date) -> list[Facts]:
    """Values of the day with the mean of the days before, where the day's value or past is large enough."""
    adding = _way(rule)
    today = _grouped(rule, rows.filter(period_on=on), adding)
    if rule.method == Method.RISE:
        today = {place: value for place, value in today.items() if value >= rule.least}
    if not today:
        return []
    first = on - timedelta(days=rule.baseline_days)
    past = _few(rows.filter(period_on__range=(first, on - timedelta(days=1))), today)
    sums = _grouped(rule, past, adding)
    days = _grouped(rule, past, Count("period_on", distinct=True), most=True)
    is_sum = rule.indicator.combine == Combine.SUM
    return [
        Facts(*place, value, _mean(sums.get(place), days.get(place), is_sum=is_sum), int(days.get(place, 0)))
        for place, value in today.items()
    ]  # fmt: skip


def _mean(total: Decimal | None, days: Decimal | None, *, is_sum: bool) -> Decimal | None:
    if total is None or not days:
        return None
    return total / days if is_sum else total


def series_for(
    rule: DetectionRule, on: date, world: World, *, sites: Collection[int] | None = None
) -> list[Series]:
    """Daily series up to a day, of the places whose value on that day is large enough for the rule."""
    rows = current(rule.indicator_id, world)
    if sites is not None:
        rows = rows.filter(site__in=sites)
    today = _grouped(rule, rows.filter(period_on=on), _way(rule))
    wanted = {place for place, value in today.items() if value > 0 and value >= rule.least}
    if not wanted:
        return []
    span = min(rule.baseline_days + CHART_TAIL, WHOLE_YEARS)
    first = on - timedelta(days=span)
    past = _few(rows.filter(period_on__range=(first, on)), wanted)
    days = [first + timedelta(days=step) for step in range(span + 1)]
    return list(_series(rule, past, wanted, days))


def _series(
    rule: DetectionRule, rows: QuerySet[Observation], wanted: set[Place], days: list[date]
) -> Iterator[Series]:
    values: dict[Place, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    keys = _keys(rule)
    reported: set[date] = set()
    for *key, day, value in rows.values_list(*keys, "period_on").annotate(v=_way(rule)):
        place = _place(rule, key)
        reported.add(day)
        if place in wanted:
            values[place][day] += value
    is_sum = rule.indicator.combine == Combine.SUM
    for place, known in values.items():
        # A day on which others reported and this place had nothing is a zero, not a gap.
        empty = dict.fromkeys(reported, 0.0) if is_sum else {}
        yield Series(
            *place, tuple(float(known[day]) if day in known else empty.get(day) for day in days)
        )


def _way(rule: DetectionRule) -> Any:
    return Sum("value") if rule.indicator.combine == Combine.SUM else Avg("value")


def _keys(rule: DetectionRule) -> list[str]:
    keys = ["area_path", "site_id"] if rule.scope == Scope.SITE else ["area_path"]
    return [*keys, "part"] if rule.is_by_part else keys


def _place(rule: DetectionRule, key: Iterable[Any]) -> Place:
    parts = list(key)
    area_path = area_within(parts.pop(0), Scope(rule.scope))
    site = parts.pop(0) if rule.scope == Scope.SITE else None
    return area_path, site, parts.pop(0) if parts else ""


def _grouped(
    rule: DetectionRule, rows: QuerySet[Observation], way: Any, *, most: bool = False
) -> dict[Place, Decimal]:
    """One number per place. Areas below a township or county are added up, averaged or (`most`) the largest taken."""
    found: dict[Place, list[Decimal]] = defaultdict(list)
    for *key, value in rows.values_list(*_keys(rule)).annotate(v=way):
        if value is not None:
            found[_place(rule, key)].append(Decimal(value))
    adds = rule.indicator.combine == Combine.SUM or rule.method == Method.CLUSTER
    return {
        place: max(values) if most else sum(values) / (1 if adds else len(values))
        for place, values in found.items()
    }


def _few(rows: QuerySet[Observation], places: Iterable[Place]) -> QuerySet[Observation]:
    """Only the sites in question, where they are few."""
    sites = {site for _, site, _ in places}
    if None in sites or len(sites) > FEW:
        return rows
    return rows.filter(site__in=sites)


def is_statistical(rule: DetectionRule) -> bool:
    return rule.method in STATISTICS


def days_touched(after: int, world: World, *, since: date) -> tuple[list[tuple[int, date]], int]:
    """
    Which indicators got values since a record number, for which days since a day; the last number looked at.

    Of the days alone that are still looked at: a table of ten years touches thousands.
    """
    rows = Observation.objects.filter(pk__gt=after, **own(world))
    last = rows.order_by("-pk").values_list("pk", flat=True).first()
    if last is None:
        return [], after
    pairs = rows.filter(pk__lte=last, period_on__gte=since).order_by()
    return list(pairs.values_list("indicator_id", "period_on").distinct()), last


def count_values(pairs: Iterable[tuple[int, date]], world: World) -> int:
    """How many current values the given indicators have in a world on the given days."""
    by_day: dict[date, set[int]] = defaultdict(set)
    for indicator, day in pairs:
        by_day[day].add(indicator)
    # One statement a day: SQLite 3.53 fails on the same question put together with OR.
    rows = Observation.objects.filter(state=ObservationState.CURRENT, **own(world))
    return sum(
        rows.filter(period_on=day, indicator__in=indicators).count()
        for day, indicators in by_day.items()
    )


def find_hits(
    rule: DetectionRule, on: date, world: World, *, sites: Collection[int] | None = None
) -> list[Hit]:
    """Where a rule fires on a day, over all sites or the given ones."""
    if is_statistical(rule):
        return judge_series(
            rule.method, series_for(rule, on, world, sites=sites),
            threshold=rule.threshold, baseline=rule.baseline_days, least=rule.least,
        )  # fmt: skip
    facts = facts_for(rule, on, world, sites=sites)
    return list(alarms_of(rule.method, facts, threshold=rule.threshold, least=rule.least))
