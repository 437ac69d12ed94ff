"""Reading observations: lists, the values already given, and series for charts."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Avg, BooleanField, QuerySet, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import within_area
from lianfang.command.surveillance.choices import Combine, ObservationState
from lianfang.command.surveillance.models import Indicator, Observation, Site
from lianfang.command.surveillance.rules import World

from .sites import list_sites
from .worlds import own, read_by

# Says nothing new, but says it without a parameter, as the index of superseded values wants it.
SUPERSEDED = RawSQL('NOT ("surveillance_observation"."state" = \'current\')', (), BooleanField())

# How many days back are looked at for the first page of an area's values, and then, and then.
SPANS = (1, 7, 30, 90, 400, 1600)
# So many times the rows wanted are thick.
THICK = 100


def list_observations(
    actor: Actor,
    *,
    programme: str = "",
    indicator: str = "",
    site: object = None,
    since: date | None = None,
    until: date | None = None,
    state: str = "",
    area_path: str = "",
    late: bool = False,
    exercise: bool = False,
    run: int | None = None,
) -> QuerySet[Observation]:
    """
    Values the actor may read, latest period first; corrected and withdrawn ones only when asked for.

    Of exercises those of all runs, or of the one named.

    :raises NotAllowed: the actor may not see surveillance.
    """
    require(actor, Permission.OBSERVATION_VIEW)
    rows = Observation.objects.filter(within_area(actor), is_exercise=exercise)
    if not actor.sees_all_units(Permission.COUNTY_VIEW):
        rows = rows.filter(site__in=list_sites(actor).order_by().values("pk"))
    rows = _in_state(rows, state or ObservationState.CURRENT)
    if programme:
        # By their ids: joined through two tables, an engine cannot tell how many values they pick out.
        ids = Indicator.objects.filter(programme__code=programme).values_list("pk", flat=True)
        rows = rows.filter(indicator__in=list(ids))
    exact = {
        "indicator__code": indicator, "site__uuid": site, "area_path__startswith": area_path,
        "is_late": late, "period_on__gte": since, "period_on__lte": until, "run": run,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    return rows.select_related(
        "indicator__programme", "site__unit", "site__area", "recorded_by"
    ).order_by("-period_on", "-id")


def _in_state(rows: QuerySet[Observation], state: str) -> QuerySet[Observation]:
    rows = rows.filter(state=state)
    return rows if state == ObservationState.CURRENT else rows.filter(SUPERSEDED)


def at_sites_of(rows: QuerySet[Observation], area_path: str) -> QuerySet[Observation]:
    """The same values found through the sites of their area: quick where they are few."""
    sites = Site.objects.filter(area_path__startswith=area_path).order_by()
    # Of an order that no index has: else the engine walks all values, latest first, in search of the few.
    latest = [Coalesce(name, name).desc() for name in ("period_on", "id")]
    return rows.filter(site__in=sites.values("pk")).order_by(*latest)


def latest_of(
    rows: QuerySet[Observation], wanted: int, *, last: date | None = None
) -> QuerySet[Observation]:
    """
    Values narrowed to the last days that hold as many as are wanted, if need be all of them.

    The index on site and day leads to them, where a day on which all others reported would be walked through.
    Where they are thick, PostgreSQL is left to walk after all: it has counted and knows that it is short.
    """
    end = last or clock.today()
    for days in SPANS:
        near = rows.filter(period_on__gt=end - timedelta(days=days))
        held = near.order_by()[: THICK * wanted].count()
        if held == THICK * wanted and connection.vendor == "postgresql":
            return near.order_by("-period_on", "-id")
        if held >= wanted:
            return near
    return rows


def values_given(site: Site, period_on: date, world: World) -> dict[tuple[str, str], Observation]:
    """The current values of a site for a period, by indicator code and part."""
    rows = Observation.objects.filter(
        site=site, period_on=period_on, state=ObservationState.CURRENT, **own(world)
    ).select_related("indicator")
    return {(row.indicator.code, row.part): row for row in rows}


def history_of_report(site: Site, period_on: date, world: World) -> QuerySet[Observation]:
    """Everything ever said for a site and a period, the corrected values too; latest first."""
    rows = Observation.objects.filter(site=site, period_on=period_on, **own(world))
    return rows.select_related("indicator", "recorded_by").order_by("-recorded_at", "-id")


def daily_values(
    actor: Actor,
    indicator: Indicator,
    first: date,
    last: date,
    *,
    area_path: str = "",
    site: Site | None = None,
    part: str = "",
    exercise: bool = False,
    run: int | None = None,
) -> dict[date, Decimal]:
    """
    One value per day of an indicator, put together over the sites the actor may read.

    A run of an exercise is read with the county's own values from before it began.
    """
    require(actor, Permission.OBSERVATION_VIEW)
    rows = Observation.objects.filter(
        within_area(actor), read_by(World(exercise, run)), indicator=indicator,
        period_on__range=(first, last), state=ObservationState.CURRENT, value__isnull=False,
    )  # fmt: skip
    if not actor.sees_all_units(Permission.COUNTY_VIEW):
        rows = rows.filter(site__in=list_sites(actor).order_by().values("pk"))
    if site is not None:
        rows = rows.filter(site=site)
    if area_path:
        rows = rows.filter(area_path__startswith=area_path)
    if part:
        rows = rows.filter(part=part)
    way = Sum("value") if indicator.combine == Combine.SUM else Avg("value")
    found = rows.order_by().values_list("period_on").annotate(v=way)
    return {day: Decimal(value) for day, value in found}
