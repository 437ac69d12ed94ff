"""How well an indicator has done: its signals, how many were false, how long each step took; its alarm days."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import within_area
from lianfang.command.surveillance.choices import ObservationState, SignalState, StepKind
from lianfang.command.surveillance.models import (
    Evidence,
    Indicator,
    Observation,
    SignalStep,
    Site,
    SitePart,
)
from lianfang.command.surveillance.rules import World, share
from lianfang.county.orgs.public import Unit

from .signals import list_signals
from .worlds import own, read_by

RECORD_DAYS = 365
MOST_SIGNALS = 2000
MOST_PARTS = 60


@dataclass(frozen=True)
class Record:
    """A year of an indicator's signals; spans are medians in minutes, None where nothing was measured."""

    signals: int
    judged: int
    dismissed: int
    raised: int
    answer_minutes: int | None
    verify_minutes: int | None
    settle_minutes: int | None

    @property
    def false_share(self) -> object:
        """Percent of the judged signals that were ruled out."""
        return share(self.dismissed, self.judged)


def record_of(actor: Actor, indicator: Indicator) -> Record:
    """What became of the indicator's signals over the last year, those of exercises left out."""
    since = clock.today() - timedelta(days=RECORD_DAYS)
    rows = list_signals(actor, indicator=indicator.code, exercise=False, since=since)
    states = dict(rows.values_list("pk", "state")[:MOST_SIGNALS])
    times: dict[int, dict[str, datetime]] = {}
    steps = SignalStep.objects.filter(signal__in=rows.order_by().values("pk")).order_by("-taken_at")
    for signal_id, kind, at in steps.values_list("signal_id", "kind", "taken_at"):
        times.setdefault(signal_id, {})[kind] = at
    settled = (StepKind.CLOSED, StepKind.RAISED, StepKind.DISMISSED)
    dismissed = sum(state == SignalState.DISMISSED for state in states.values())
    return Record(
        signals=len(states),
        judged=sum(
            state not in (SignalState.NEW, SignalState.CHECKING) for state in states.values()
        ),
        dismissed=dismissed,
        raised=sum(state == SignalState.RAISED for state in states.values()),
        answer_minutes=_median(times, (StepKind.TRIAGED, StepKind.VERIFIED, StepKind.DISMISSED)),
        verify_minutes=_median(times, (StepKind.VERIFIED, StepKind.DISMISSED)),
        settle_minutes=_median(times, settled),
    )


def _median(times: dict[int, dict[str, datetime]], kinds: Collection[str]) -> int | None:
    """Half of the signals took at most so many minutes from being formed to the first of these steps."""
    spans = []
    for known in times.values():
        ends = [known[kind] for kind in kinds if kind in known]
        if ends and StepKind.FORMED in known:
            spans.append((min(ends) - known[StepKind.FORMED]).total_seconds() / 60)
    return round(median(spans)) if spans else None


def alarm_days(
    actor: Actor, indicator: Indicator, first: date, last: date, *, area_path: str, world: World
) -> set[date]:
    """Days on which a rule of the indicator fired in the area."""
    rows = Evidence.objects.filter(
        within_area(actor), rule__indicator=indicator, period_on__range=(first, last),
        area_path__startswith=area_path, **own(world, "signal__"),
    )  # fmt: skip
    return set(rows.order_by().values_list("period_on", flat=True).distinct())


def first_day(actor: Actor, indicator: Indicator, world: World) -> date | None:
    """The earliest day of which the indicator has a value that this world reads in the actor's area."""
    rows = Observation.objects.filter(
        within_area(actor), read_by(world), indicator=indicator,
        state=ObservationState.CURRENT, value__isnull=False,
    )  # fmt: skip
    return rows.order_by("period_on", "id").values_list("period_on", flat=True).first()


def has_demonstration(actor: Actor, indicator: Indicator) -> bool:
    """Whether sites of the actor's area report made-up values of the indicator."""
    rows = Site.objects.filter(within_area(actor), programme=indicator.programme_id)
    return rows.filter(is_demonstration=True).exists()


def parts_of(indicator: Indicator) -> list[str]:
    """The parts by which the sites of an indicator's programme report."""
    rows = SitePart.objects.filter(site__programme=indicator.programme, site__is_active=True)
    return list(rows.order_by("name").values_list("name", flat=True).distinct()[:MOST_PARTS])


def list_reported_parts(actor: Actor) -> list[tuple[str, str]]:
    """
    Diseases that sites of the actor's area report by: (indicator, part) of programmes with 病种 as part.

    :raises NotAllowed: the actor may not see surveillance.
    """
    require(actor, Permission.OBSERVATION_VIEW)
    parts = SitePart.objects.filter(
        within_area(actor, "site__area_path"), site__is_active=True,
        site__programme__is_active=True, site__programme__part_label="病种",
    )  # fmt: skip
    rows = parts.values_list("site__programme_id", "name").distinct().order_by("name")
    first = {
        row.programme_id: row.code
        for row in Indicator.objects.filter(is_active=True).order_by("-sort", "-id")
    }
    return [(first[programme], name) for programme, name in rows if programme in first]


def desk_names(indicator: Indicator) -> list[str]:
    """Names of the units that must act on an indicator's signals, as far as the county has them."""
    codes = indicator.desks.values_list("unit_code", flat=True)
    return list(
        Unit.objects.filter(code__in=list(codes), is_active=True)
        .order_by("sort", "id").values_list("short_name", flat=True)
    )  # fmt: skip
