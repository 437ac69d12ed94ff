"""Reading programmes, sites and what they owe."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import own_units, within_area
from lianfang.command.surveillance.choices import Period, Scope
from lianfang.command.surveillance.models import Batch, Indicator, Programme, Site, SiteReport
from lianfang.command.surveillance.rules import (
    World,
    area_within,
    daily_periods,
    due_at,
    expected_periods,
    owes_on,
    period_before,
    period_of,
    share,
)

from .worlds import own


def list_programmes(actor: Actor) -> QuerySet[Programme]:
    """
    The programmes in use, in the order of the pack.

    :raises NotAllowed: the actor may not see surveillance.
    """
    require(actor, Permission.OBSERVATION_VIEW)
    indicators = Indicator.objects.filter(is_active=True).order_by("sort", "id")
    return (
        Programme.objects.filter(is_active=True)
        .prefetch_related(Prefetch("indicators", indicators, to_attr="shown_indicators"))
        .order_by("sort", "id")
    )


def get_programme(actor: Actor, code: str) -> Programme:
    """:raises NotFound: no programme in use has this code."""
    programme = list_programmes(actor).filter(code=code).first()
    if programme is None:
        raise NotFound
    return programme


def list_indicators(programme: Programme) -> QuerySet[Indicator]:
    """What a programme asks, in the order of the page."""
    return programme.indicators.filter(is_active=True).order_by("sort", "id")


def get_indicator(actor: Actor, code: str) -> Indicator:
    """:raises NotFound: no indicator in use has this code."""
    require(actor, Permission.OBSERVATION_VIEW)
    indicator = (
        Indicator.objects.filter(code=code, is_active=True, programme__is_active=True)
        .select_related("programme")
        .first()
    )
    if indicator is None:
        raise NotFound
    return indicator


def list_sites(actor: Actor, *, words: str = "", programme: str = "") -> QuerySet[Site]:
    """
    Sites whose data the actor may read: of the own units, of programmes the unit leads, or all in the area.

    :raises NotAllowed: the actor may not see surveillance.
    """
    require(actor, Permission.OBSERVATION_VIEW)
    rows = Site.objects.filter(within_area(actor), is_active=True, programme__is_active=True)
    if not actor.sees_all_units(Permission.COUNTY_VIEW):
        rows = rows.filter(own_units(actor) | Q(programme__lead_code__in=_own_codes(actor)))
    if words.strip():
        rows = rows.filter(
            Q(name__icontains=words.strip()) | Q(unit__name__icontains=words.strip())
        )
    if programme:
        rows = rows.filter(programme__code=programme)
    return rows.select_related("programme", "unit", "area").order_by(
        "programme__sort", "sort", "id"
    )


def list_sites_to_fill(actor: Actor, *, words: str = "", programme: str = "") -> QuerySet[Site]:
    """Sites that the actor's unit fills in, or whose programme it leads."""
    require(actor, Permission.OBSERVATION_RECORD)
    rows = list_sites(actor, words=words, programme=programme)
    if actor.is_system:
        return rows
    return rows.filter(own_units(actor) | Q(programme__lead_code__in=_own_codes(actor)))


def get_site(actor: Actor, uuid: object) -> Site:
    """:raises NotFound: no such site whose data the actor may read."""
    site = list_sites(actor).filter(uuid=uuid).first()
    if site is None:
        raise NotFound
    return site


def get_site_to_fill(actor: Actor, uuid: object) -> Site:
    """:raises NotFound: no such site that the actor fills in."""
    site = list_sites_to_fill(actor).filter(uuid=uuid).first()
    if site is None:
        raise NotFound
    return site


def _own_codes(actor: Actor) -> set[str]:
    """Codes of the actor's own units; a programme names its lead by code."""
    from lianfang.county.orgs.public import Unit

    return set(Unit.objects.filter(pk__in=actor.unit_ids).values_list("code", flat=True))


@dataclass(frozen=True)
class Duty:
    """One site and its report of the present period: reported, late, open, overdue."""

    site: Site
    period_on: date
    due_at: datetime
    report: SiteReport | None

    @property
    def state(self) -> str:
        if self.report is not None:
            return "late" if self.report.is_late else "done"
        if self.site.programme.period == Period.EVENT:
            return "event"
        if not owes_on(self.site.programme.period, self.period_on):
            return "free"
        return "overdue" if clock.now() > self.due_at else "open"


def duties_of(sites: Iterable[Site], day: date, world: World) -> list[Duty]:
    """What each site owes for the period of a day, with one query for all."""
    sites = list(sites)
    periods = {site.pk: period_of(site.programme.period, day) for site in sites}
    reports = SiteReport.objects.filter(
        site__in=[s.pk for s in sites], period_on__in=set(periods.values()), **own(world)
    )
    found = {(r.site_id, r.period_on): r for r in reports}
    return [
        Duty(
            site,
            periods[site.pk],
            due_at(clock.start_of_day(periods[site.pk]), site.programme.due_minutes),
            found.get((site.pk, periods[site.pk])),
        )
        for site in sites
    ]


@dataclass(frozen=True)
class Punctuality:
    """How complete and how timely one reporter was over some days (as EWARS and DHIS2 show it)."""

    site: Site
    owed: int
    came: int
    in_time: int
    zero: int

    @property
    def completeness(self) -> object:
        return share(self.came, self.owed)

    @property
    def timeliness(self) -> object:
        return share(self.in_time, self.owed)


def last_due(programme: Programme) -> date:
    """The latest period whose reports should all be here by now."""
    day = period_of(programme.period, clock.today())
    while (
        not owes_on(programme.period, day)
        or due_at(clock.start_of_day(day), programme.due_minutes) > clock.now()
    ):
        day = period_before(programme.period, day)
    return day


def punctuality(sites: Iterable[Site], first: date, last: date, world: World) -> list[Punctuality]:
    """
    Completeness and timeliness of each site over a span of days, with one query for all.

    Periods whose time is not up yet count neither as owed nor as come.
    """
    sites = list(sites)
    until = {site.programme_id: min(last, last_due(site.programme)) for site in sites}
    ended = [When(site__programme=pk, then=Value(day)) for pk, day in until.items()]
    rows = (
        SiteReport.objects.filter(
            site__in=[s.pk for s in sites], period_on__range=(first, last), **own(world)
        )
        .filter(period_on__lte=Case(*ended, output_field=DateField()))
        .order_by()
        .values("site_id")
        .annotate(
            came=Count("id"),
            in_time=Count("id", filter=Q(is_late=False)),
            zero=Count("id", filter=Q(is_zero=True)),
        )
    )
    counts = {row["site_id"]: row for row in rows}
    return [
        _punctuality(site, counts.get(site.pk, {}), first, until[site.programme_id])
        for site in sites
    ]


def _punctuality(site: Site, row: dict[str, int], first: date, last: date) -> Punctuality:
    came = row.get("came", 0)
    if site.programme.period == Period.EVENT:
        owed = came
    else:
        owed = expected_periods(site.programme.period, first, last)
    return Punctuality(site, owed, came, row.get("in_time", 0), row.get("zero", 0))


def count_overdue(actor: Actor) -> int:
    """How many daily reports that the actor's unit fills in are past their time today."""
    today = clock.today()
    minutes = int((clock.now() - clock.start_of_day(today)).total_seconds() // 60)
    reported = SiteReport.objects.filter(site=OuterRef("pk"), period_on=today, is_exercise=False)
    sites = list_sites_to_fill(actor).filter(
        programme__period__in=daily_periods(today),
        programme__due_minutes__lt=minutes,
    )
    return sites.filter(~Exists(reported)).order_by().count()


@dataclass(frozen=True)
class Silence:
    """The sites of one county that have fallen silent, and whether all that used to report have."""

    county: str
    sites: list[Site]
    is_whole: bool


def silences_of(programme: Programme, last: date, periods: int, world: World) -> list[Silence]:
    """
    Sites without any report in the last periods up to a day, that had reported in the month before, by county.

    A site that never reported is not silent: it has not begun.
    """
    first = last
    for _ in range(periods - 1):
        first = period_before(programme.period, first)
    reports = SiteReport.objects.filter(site=OuterRef("pk"), **own(world))
    before = (first - timedelta(days=30), first - timedelta(days=1))
    begun = Site.objects.filter(
        Exists(reports.filter(period_on__range=before)), programme=programme, is_active=True
    )
    silent = begun.exclude(Exists(reports.filter(period_on__range=(first, last))))
    by_county: dict[str, list[Site]] = defaultdict(list)
    for site in silent.select_related("unit", "area").order_by("id"):
        by_county[area_within(site.area_path, Scope.COUNTY)].append(site)
    return [
        Silence(path, sites, begun.filter(area_path__startswith=path).count() == len(sites))
        for path, sites in sorted(by_county.items())
    ]


def list_batches(actor: Actor) -> QuerySet[Batch]:
    """
    Tables that the actor's unit has sent in, latest first.

    :raises NotAllowed: the actor may not report.
    """
    require(actor, Permission.OBSERVATION_RECORD)
    rows = Batch.objects.filter(own_units(actor))
    return rows.select_related("programme", "uploaded_by", "settled_by").order_by("-id")


def get_batch(actor: Actor, uuid: object) -> Batch:
    """:raises NotFound: no such table of the actor's unit."""
    batch = list_batches(actor).filter(uuid=uuid).first()
    if batch is None:
        raise NotFound
    return batch


def lock_batch(actor: Actor, uuid: object) -> Batch:
    """Fetch a table to settle it. :raises NotFound: no such table of the actor's unit."""
    known = get_batch(actor, uuid)
    return Batch.objects.select_for_update().get(pk=known.pk)
