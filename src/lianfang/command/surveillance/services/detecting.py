"""Detection: after data arrive, and every day for what did not arrive. Set by set, rule by rule."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.permissions import Permission
from lianfang.command.surveillance import rules
from lianfang.command.surveillance.choices import Method, Period, Scope
from lianfang.command.surveillance.models import DetectionRule, DetectionRun, Indicator, Site
from lianfang.command.surveillance.queries import (
    Silence,
    count_values,
    days_touched,
    find_hits,
    is_statistical,
    last_due,
    own,
    silences_of,
)

from .correcting import note_corrections
from .raising import Outcome, raise_signals

# Values for periods that ended longer ago are history: they are kept, not alarmed on.
FRESH_DAYS = 7
# Fewer silent sites are looked at one by one, even where they are all there are.
ALL_AT_ONCE = 3
NEW_DATA, DAILY, ONE_SITE = "新到数据", "每日缺报检查", "报告点填报"


@dataclass
class Tally:
    """What a run looked at and what came of it."""

    rules: int = 0
    observations: int = 0
    outcome: Outcome = field(default_factory=Outcome)


@transaction.atomic
def screen_new_observations(
    *, actor: Actor, is_exercise: bool = False, run: int | None = None
) -> DetectionRun:
    """
    Look at every indicator and day that got values since the last run; called each minute.

    Looking twice at the same values raises nothing twice.

    :raises NotAllowed: a person without the right to verify signals asks for it.
    """
    require(actor, Permission.SIGNAL_VERIFY)
    world = rules.world_of(run, is_exercise=is_exercise)
    runs = DetectionRun.objects.filter(cause=NEW_DATA, **own(world))
    after = runs.aggregate(last=Max("upto"))["last"] or 0
    started = clock.now()
    oldest = clock.today() - timedelta(days=FRESH_DAYS + rules.PERIOD_DAYS[Period.WEEK])
    pairs, upto = days_touched(after, world, since=oldest)
    touched = Indicator.objects.filter(pk__in={indicator for indicator, _ in pairs})
    periods = dict(touched.values_list("pk", "programme__period"))
    fresh = [(pk, day) for pk, day in pairs if _is_fresh(periods[pk], day)]
    tally = Tally()
    if fresh:
        tally.observations = count_values(fresh, world)
        by_indicator = _rules_of({indicator for indicator, _ in fresh})
        for indicator, day in sorted(fresh):
            _run(by_indicator.get(indicator, []), day, tally, world)
    note_corrections(after=after, world=world)
    return _note(NEW_DATA, tally, started, world, upto=upto, has_looked=upto > after)


@transaction.atomic
def screen_day(*, actor: Actor, indicator: Indicator, on: date) -> int:
    """
    Look at one indicator of the county on one day by all its rules; gives the number of new signals.

    :raises NotAllowed: a person without the right to verify signals asks for it.
    """
    require(actor, Permission.SIGNAL_VERIFY)
    tally = Tally()
    _run(_rules_of({indicator.pk}).get(indicator.pk, []), on, tally, rules.COUNTY)
    return tally.outcome.signals


@transaction.atomic
def screen_site(*, actor: Actor, site: Site, on: date, world: rules.World = rules.COUNTY) -> int:
    """
    Look at one site's values of one day at once; county-wide rules wait for the run of the minute.

    :raises NotAllowed: the actor may not report.
    """
    require(actor, Permission.OBSERVATION_RECORD)
    if not _is_fresh(site.programme.period, on):
        return 0
    tally, wanted = Tally(), DetectionRule.objects.filter(
        indicator__programme=site.programme, scope=Scope.SITE, is_active=True
    )  # fmt: skip
    rows = wanted.exclude(method=Method.MISSING).select_related("indicator__programme")
    simple = [rule for rule in rows.order_by("id") if not is_statistical(rule)]
    _run(simple, on, tally, world, sites=[site.pk])
    return tally.outcome.signals


@transaction.atomic
def screen_missing(
    *, actor: Actor, is_exercise: bool = False, run: int | None = None
) -> DetectionRun:
    """
    Find sites that have fallen silent; called every hour, for the last period whose time is up.

    :raises NotAllowed: a person without the right to verify signals asks for it.
    """
    require(actor, Permission.SIGNAL_VERIFY)
    started, tally = clock.now(), Tally()
    world = rules.world_of(run, is_exercise=is_exercise)
    rows = DetectionRule.objects.filter(method=Method.MISSING, is_active=True)
    for rule in rows.select_related("indicator__programme").order_by("id"):
        programme = rule.indicator.programme
        if programme.period == Period.EVENT or not programme.is_active:
            continue
        last = last_due(programme)
        tally.rules += 1
        for silence in silences_of(programme, last, int(rule.threshold), world):
            raise_signals(rule, _missing(rule, silence), last, tally.outcome, world)
    return _note(DAILY, tally, started, world)


def _missing(rule: DetectionRule, silence: Silence) -> list[rules.Hit]:
    """One finding a site; but one for all where all are silent at once: holidays, or the line is down."""
    if silence.is_whole and len(silence.sites) >= ALL_AT_ONCE:
        return [rules.Hit(silence.county, None, "", None, None, rule.threshold)]
    return [rules.Hit(s.area_path, s.pk, "", None, None, rule.threshold) for s in silence.sites]


def _is_fresh(period: str, on: date) -> bool:
    """A week's report may come a week after the day that it is named after."""
    return (clock.today() - on).days < FRESH_DAYS + rules.PERIOD_DAYS[Period(period)]


def _rules_of(indicators: Collection[int]) -> dict[int, list[DetectionRule]]:
    found: dict[int, list[DetectionRule]] = {}
    rows = DetectionRule.objects.filter(
        indicator__in=indicators, is_active=True, indicator__programme__is_active=True
    )
    rows = rows.exclude(method=Method.MISSING).select_related("indicator__programme")
    for rule in rows.order_by("color", "id"):
        found.setdefault(rule.indicator_id, []).append(rule)
    return found


def _run(
    wanted: Iterable[DetectionRule],
    on: date,
    tally: Tally,
    world: rules.World,
    *,
    sites: Collection[int] | None = None,
) -> None:
    for rule in wanted:
        tally.rules += 1
        hits = find_hits(rule, on, world, sites=sites)
        raise_signals(rule, hits, on, tally.outcome, world)


def _note(
    cause: str,
    tally: Tally,
    started: object,
    world: rules.World,
    *,
    upto: int = 0,
    has_looked: bool = False,
) -> DetectionRun:
    """Put the run on record, up to which record number it looked; one that found nothing new leaves no row."""
    run = DetectionRun(
        cause=cause, upto=upto, rules=tally.rules, observations=tally.observations,
        hits=tally.outcome.hits, muted=tally.outcome.muted, signals=tally.outcome.signals,
        started_at=started, finished_at=clock.now(), **own(world),
    )  # fmt: skip
    # Old periods alone give no rule anything to do, but need not be looked through again.
    if tally.rules or has_looked:
        run.save()
    return run
