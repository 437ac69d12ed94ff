"""What became of the values behind a signal: corrected or withdrawn since, and whether its rules would fire still."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Avg, Max, Q, QuerySet, Sum

from lianfang.command.surveillance.choices import Combine, Method, ObservationState
from lianfang.command.surveillance.models import DetectionRule, Evidence, Observation, Signal
from lianfang.command.surveillance.rules import LIVE_STATES, World, world_of

from .facts import find_hits
from .signals import list_evidence
from .worlds import own

MOST_FINDINGS = 60


@dataclass(frozen=True)
class Restated:
    """A finding after its values changed: what they add up to now, since when, whether the rule fires still."""

    finding: Evidence
    now: Decimal
    at: datetime | None
    fires: bool


def restated(signal: Signal, findings: Sequence[Evidence]) -> dict[int, Restated]:
    """
    The findings whose values were corrected or withdrawn since, by their keys; the signal stays as it was formed.

    Means over several sites are not looked at again.
    """
    if not findings or signal.indicator is None:
        return {}
    world = world_of(signal.run, is_exercise=signal.is_exercise)
    spans = {e.pk: (e.period_on - timedelta(days=_back(e.rule)), e.period_on) for e in findings}
    whole = min(first for first, _ in spans.values()), max(last for _, last in spans.values())
    rows = Observation.objects.filter(
        **own(world), indicator=signal.indicator, area_path__startswith=signal.area_path,
        period_on__range=whole,
    ).order_by()  # fmt: skip
    if not rows.filter(~Q(state=ObservationState.CURRENT) | Q(replaces__isnull=False)).exists():
        return {}
    found = {}
    for finding in findings:
        of = _behind(finding, rows.filter(period_on__range=spans[finding.pk]))
        now = _value(finding, of, adds=signal.indicator.combine == Combine.SUM)
        if now is not None and now != finding.value:
            at = of.filter(replaces__isnull=False).aggregate(at=Max("recorded_at"))["at"]
            found[finding.pk] = Restated(finding, now, at, _fires(finding, world))
    return found


def _behind(finding: Evidence, rows: QuerySet[Observation]) -> QuerySet[Observation]:
    rows = rows.filter(area_path__startswith=finding.area_path)
    rows = rows.filter(site=finding.site_id) if finding.site_id else rows
    return rows.filter(part=finding.part) if finding.part else rows


def _value(finding: Evidence, rows: QuerySet[Observation], *, adds: bool) -> Decimal | None:
    """What the finding would have seen in the values that count now."""
    if finding.value is None or not (adds or finding.site_id):
        return None
    way = Sum("value") if adds or finding.rule.method == Method.CLUSTER else Avg("value")
    current = rows.filter(state=ObservationState.CURRENT, value__isnull=False)
    return round(Decimal(current.aggregate(now=way)["now"] or 0), 3)


def _fires(finding: Evidence, world: World) -> bool:
    sites = [finding.site_id] if finding.site_id else None
    hits = find_hits(finding.rule, finding.period_on, world, sites=sites)
    place = (finding.area_path, finding.site_id, finding.part)
    return any((hit.area_path, hit.site_id, hit.part) == place for hit in hits)


def _back(rule: DetectionRule) -> int:
    return rule.window_days - 1 if rule.method == Method.CLUSTER else 0


def signals_corrected_since(after: int, world: World) -> list[tuple[Signal, list[Restated]]]:
    """Unsettled signals with an indicator of which values were corrected since a record number."""
    live = Signal.objects.filter(
        **own(world), state__in=LIVE_STATES, indicator__isnull=False
    ).select_related("indicator__programme", "area")  # fmt: skip
    rows = Observation.objects.filter(
        pk__gt=after, replaces__isnull=False, indicator__in=live.order_by().values("indicator"), **own(world)
    )  # fmt: skip
    touched = set(rows.order_by().values_list("indicator_id", flat=True).distinct())
    found = []
    for signal in live.filter(indicator__in=touched).order_by("id"):
        changed = restated(signal, list(list_evidence(signal)[:MOST_FINDINGS]))
        if changed:
            found.append((signal, list(changed.values())))
    return found
