"""Reading 通报, samples and what stands side by side on the page of one health."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import own_units, within_area
from lianfang.command.surveillance.choices import Sector, Verdict
from lianfang.command.surveillance.models import (
    Handover,
    Notification,
    NotificationReceipt,
    Route,
    Sample,
    SampleResult,
    Signal,
)
from lianfang.command.surveillance.rules import World
from lianfang.county.orgs.public import Area, AreaLevel, Unit, list_areas

from .signals import list_addressed_units, list_signals

SHARED_SECTORS = (Sector.HUMAN, Sector.ANIMAL, Sector.WILDLIFE)
MOST_SIGNALS = 300
MOST_SAMPLES = 300


def notifications_about(signal: Signal) -> QuerySet[Notification]:
    """通报 about a signal with their receipts. Unscoped: the caller has the signal."""
    receipts = NotificationReceipt.objects.select_related("unit", "received_by", "replied_by")
    rows = signal.notifications.select_related("unit", "sent_by").order_by("sent_at", "id")
    return rows.prefetch_related(Prefetch("receipts", receipts.order_by("id")))


def samples_of(signal: Signal) -> QuerySet[Sample]:
    """Samples taken for a signal with their results. Unscoped: the caller has the signal."""
    results = SampleResult.objects.select_related("unit", "reported_by").order_by(
        "reported_at", "id"
    )
    rows = signal.samples.select_related("unit", "taken_by").order_by("taken_at", "id")
    return rows.prefetch_related(Prefetch("results", results))


def list_notifications(
    actor: Actor, *, words: str = "", box: str = "", waiting: bool = False
) -> QuerySet[Notification]:
    """
    通报 that the actor's unit sent or received, or all of the area for whoever sees the county; latest first.

    `box` is "in" or "out"; `waiting` leaves those in which some addressee has not replied.

    :raises NotAllowed: the actor may not see 通报.
    """
    require(actor, Permission.NOTIFICATION_VIEW)
    received = NotificationReceipt.objects.filter(own_units(actor), notification=OuterRef("pk"))
    rows = Notification.objects.all()
    if actor.sees_all_units(Permission.COUNTY_VIEW):
        rows = rows.filter(within_area(actor))
    else:
        rows = rows.filter(own_units(actor) | Exists(received))
    if box == "in":
        rows = rows.filter(Exists(received))
    elif box == "out":
        rows = rows.filter(own_units(actor))
    if words.strip():
        rows = rows.filter(Q(title__icontains=words.strip()) | Q(number__iexact=words.strip()))
    if waiting:
        open_ones = NotificationReceipt.objects.filter(notification=OuterRef("pk"), replied_at=None)
        rows = rows.filter(Exists(open_ones))
    receipts = NotificationReceipt.objects.select_related("unit", "received_by", "replied_by")
    return (
        rows.select_related("unit", "area", "route", "signal", "sent_by")
        .prefetch_related(Prefetch("receipts", receipts.order_by("id")))
        .order_by("-sent_at", "-id")
    )


def get_notification(actor: Actor, uuid: object) -> Notification:
    """:raises NotFound: no such 通报, or it is not for the actor."""
    row = list_notifications(actor).filter(uuid=uuid).first()
    if row is None:
        raise NotFound
    return row


def lock_receipt(actor: Actor, notification: Notification) -> NotificationReceipt:
    """:raises NotFound: the 通报 was not addressed to the actor's unit."""
    row = (
        NotificationReceipt.objects.select_for_update(of=("self",))
        .filter(own_units(actor), notification=notification)
        .select_related("unit")
        .order_by("id")
        .first()
    )
    if row is None:
        raise NotFound("这份通报没有发给您的单位。")
    return row


def list_routes(actor: Actor) -> QuerySet[Route]:
    """
    The pairs between which 通报 must go; those of the actor's unit only, where it sees no more.

    :raises NotAllowed: the actor may not see 通报.
    """
    require(actor, Permission.NOTIFICATION_VIEW)
    rows = Route.objects.filter(is_active=True)
    if not actor.is_system and not actor.may(Permission.COUNTY_VIEW):
        codes = Unit.objects.filter(pk__in=actor.unit_ids).values("code")
        parents = Unit.objects.filter(children__in=actor.unit_ids).values("code")
        rows = rows.filter(Q(from_code__in=codes) | Q(from_code__in=parents))
    return rows.prefetch_related("ends").order_by("sort", "id")


def units_of_route(route: Route, area_path: str) -> list[Unit]:
    """The units that a route leads to, as far as the area and those above it have them."""
    return list_addressed_units([end.unit_code for end in route.ends.all()], area_path)


def list_samples(
    actor: Actor, *, words: str = "", sector: str = "", state: str = ""
) -> QuerySet[Sample]:
    """
    Samples that the actor's unit took, keeps or has been sent; all of the area for whoever sees the county.

    :raises NotAllowed: the actor may not see samples.
    """
    require(actor, Permission.SAMPLE_VIEW)
    rows = Sample.objects.filter(within_area(actor))
    if not actor.sees_all_units(Permission.COUNTY_VIEW):
        coming = Handover.objects.filter(own_units(actor, "to_unit"), sample=OuterRef("pk"))
        mine = own_units(actor) | own_units(actor, "keeper") | Exists(coming)
        rows = Sample.objects.filter(mine)
    if words.strip():
        text = words.strip()
        rows = rows.filter(
            Q(number__iexact=text) | Q(what__icontains=text) | Q(place__icontains=text)
        )
    exact = {"sector": sector, "state": state}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    return (
        rows.select_related("unit", "keeper", "area", "signal", "taken_by")
        .prefetch_related(Prefetch("results", SampleResult.objects.order_by("-reported_at", "-id")))
        .order_by("-taken_at", "-id")
    )


def get_sample(actor: Actor, uuid: object) -> Sample:
    """:raises NotFound: no such sample, or the actor may not know of it."""
    row = list_samples(actor).filter(uuid=uuid).first()
    if row is None:
        raise NotFound
    return row


def lock_sample(actor: Actor, uuid: object) -> Sample:
    """Fetch a sample to change it. :raises NotFound: the actor may not know of it."""
    known = get_sample(actor, uuid)
    return Sample.objects.select_for_update(of=("self",)).select_related("keeper").get(pk=known.pk)


def open_handover(sample: Sample) -> Handover | None:
    """The handover under way, if any."""
    rows = Handover.objects.filter(sample=sample, received_at=None)
    return rows.select_related("to_unit", "from_unit", "handed_by").first()


@dataclass
class Place:
    """One township on the page of one health: what was found in people, livestock and wildlife."""

    area: Area
    signals: dict[str, list[Signal]] = field(default_factory=lambda: defaultdict(list))
    positives: list[SampleResult] = field(default_factory=list)

    @property
    def columns(self) -> list[list[Signal]]:
        return [self.signals.get(sector, []) for sector in SHARED_SECTORS]

    @property
    def is_shared(self) -> bool:
        """Something in people and something in animals at the same place and time."""
        animals = (
            self.signals.get(Sector.ANIMAL) or self.signals.get(Sector.WILDLIFE) or self.positives
        )
        return bool(self.signals.get(Sector.HUMAN)) and bool(animals)


def one_health(actor: Actor, *, days: int, world: World) -> list[Place]:
    """
    Signals of people, livestock and wildlife and positive animal samples, township by township.

    Of exercises those of one run, or where none is named all.

    :raises NotAllowed: the actor may not see signals.
    """
    since: date = clock.today() - timedelta(days=days)
    signals = list_signals(actor, since=since, exercise=world.is_exercise, run=world.run)
    levels = (AreaLevel.COUNTY, AreaLevel.TOWNSHIP)
    areas = list_areas(actor).filter(level__in=levels, path__startswith=actor.area_path)
    places = {area.path: Place(area) for area in areas}
    for signal in signals[:MOST_SIGNALS]:
        sector = signal.indicator.programme.sector if signal.indicator else Sector.HUMAN
        if signal.area_path in places:
            places[signal.area_path].signals[sector].append(signal)
    for result in _positive_results(actor, since, world):
        if result.sample.area_path in places:
            places[result.sample.area_path].positives.append(result)
    found = [place for place in places.values() if place.signals or place.positives]
    return sorted(found, key=lambda place: (not place.is_shared, place.area.path))


def _positive_results(actor: Actor, since: date, world: World) -> QuerySet[SampleResult]:
    samples = list_samples(actor).order_by().values("pk")
    if world.run is not None:
        samples = samples.filter(signal__run=world.run)
    rows = SampleResult.objects.filter(
        sample__in=samples, sample__sector__in=(Sector.ANIMAL, Sector.WILDLIFE), sample__is_exercise=world.is_exercise,
        verdict=Verdict.POSITIVE, reported_at__gte=clock.start_of_day(since),
    )  # fmt: skip
    return rows.select_related("sample").order_by("-reported_at", "-id")[:MOST_SAMPLES]
