"""Reading signals, and what stands behind each."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.forms import Offer, number_in
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import concerning_area, own_units, paths_to, within_area
from lianfang.base.search.public import matching_uuids
from lianfang.command.surveillance.choices import SignalState
from lianfang.command.surveillance.models import (
    Addressee,
    Evidence,
    Mute,
    Signal,
    SignalLink,
    SignalStep,
    Site,
)
from lianfang.command.surveillance.rules import CHECKED, LIVE_STATES
from lianfang.county.orgs.public import Unit, UnitKind

SEARCH_KIND = "signal"
# What the list calls all states in which something is still to be done.
LIVE = "live"
# Two streams that speak of the same disease within so long are looked at side by side.
SAME_STORY = timedelta(days=14)
MOST_STREAMS = 4
MOST_STREAM_SIGNALS = 100


def list_signals(
    actor: Actor,
    *,
    words: str = "",
    state: str = "",
    source: str = "",
    exercise: bool | None = None,
    run: int | None = None,
    since: date | None = None,
    until: date | None = None,
    color: int | None = None,
    programme: str = "",
    indicator: str = "",
    sector: str = "",
) -> QuerySet[Signal]:
    """
    Signals in the actor's area, latest found first.

    Those of other units only for whoever sees the whole county.

    :raises NotAllowed: the actor may not see signals.
    """
    require(actor, Permission.SIGNAL_VIEW)
    rows = _visible(actor)
    if words.strip():
        rows = rows.filter(
            Q(number__iexact=words.strip()) | Q(uuid__in=matching_uuids(SEARCH_KIND, words))
        )
    if state == LIVE:
        rows = rows.filter(state__in=LIVE_STATES)
        state = ""
    exact = {
        "state": state, "color": color, "source": source, "indicator__code": indicator,
        "indicator__programme__code": programme, "indicator__programme__sector": sector,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if exercise is not None:
        rows = rows.filter(is_exercise=exercise)
    if run is not None:
        rows = rows.filter(run=run)
    if since is not None:
        rows = rows.filter(found_at__gte=clock.start_of_day(since))
    if until is not None:
        rows = rows.filter(found_at__lt=clock.start_of_day(until + timedelta(days=1)))
    return rows


def get_signal(actor: Actor, uuid: object) -> Signal:
    """:raises NotFound: no such signal, or the actor may not know of it."""
    signal = list_signals(actor).filter(uuid=uuid).first()
    if signal is None:
        raise NotFound
    return signal


def find_signals(actor: Actor, words: str, most: int) -> list[Signal]:
    """
    Signals that fit what somebody types: the one of this number alone, else a few, latest found first.

    :raises NotAllowed: the actor may not see signals.
    """
    return list(list_signals(actor, words=number_in(words))[:most])


def signal_offer(signal: Signal) -> Offer:
    where = f"{signal.area.name} · {signal.get_state_display()}"
    drill = "演练 · " if signal.is_exercise else ""
    return Offer(f"{signal.title}（{signal.number}）", f"{drill}{where}")


def lock_signal(actor: Actor, uuid: object) -> Signal:
    """Fetch a signal to change it; nobody else can until the transaction ends."""
    signal = _visible(actor).select_for_update(of=("self",)).filter(uuid=uuid).first()
    if signal is None:
        raise NotFound
    return signal


def count_open_signals(actor: Actor) -> int:
    """How many signals wait to be verified."""
    return list_signals(actor, state=SignalState.NEW).count()


def list_verifying_units(area_path: str) -> QuerySet[Unit]:
    """The command offices and CDCs over an area."""
    kinds = (UnitKind.COMMAND_OFFICE, UnitKind.CDC)
    return Unit.objects.filter(
        kind__in=kinds, area_path__in=paths_to(area_path), is_active=True
    ).order_by("sort", "id")


def _visible(actor: Actor) -> QuerySet[Signal]:
    rows = Signal.objects.filter(within_area(actor))
    if not actor.sees_all_units(Permission.COUNTY_VIEW):
        told = Addressee.objects.filter(own_units(actor)).values("signal_id")
        rows = rows.filter(
            own_units(actor, "reporter_unit") | Q(recorded_by=actor.user_id) | Q(pk__in=told)
        )
    return rows.select_related(
        "area", "reporter_unit", "disease", "recorded_by", "judged_by", "indicator__programme"
    ).order_by("-found_at", "-id")


def streams_of(actor: Actor, signal: Signal) -> list[Signal]:
    """
    The first signal of every indicator that found the same disease in the same days, the earliest first.

    Of the same world and of the actor's view; nothing where this is the only stream.
    """
    if signal.disease_id is None or signal.indicator_id is None:
        return []
    rows = _visible(actor).filter(
        disease=signal.disease_id, is_exercise=signal.is_exercise, run=signal.run,
        found_at__range=(signal.found_at - SAME_STORY, signal.found_at + SAME_STORY),
        indicator__isnull=False, last_on__isnull=False,
    )  # fmt: skip
    first: dict[int | None, Signal] = {}
    for row in rows.order_by("found_at", "id")[:MOST_STREAM_SIGNALS]:
        first.setdefault(row.indicator_id, row)
    found = list(first.values())[:MOST_STREAMS]
    return found if len(found) > 1 else []


def list_addressed_units(codes: list[str], area_path: str) -> list[Unit]:
    """The units of some codes that answer for an area: its own and those of the areas above it."""
    units = Unit.objects.filter(code__in=codes, is_active=True, area_path__in=paths_to(area_path))
    return list(units.order_by("sort", "id"))


def list_evidence(signal: Signal) -> QuerySet[Evidence]:
    """What detection found behind a signal, latest first."""
    rows = Evidence.objects.filter(signal=signal).select_related("rule", "site__unit")
    return rows.order_by("-period_on", "-id")


def with_first_check(rows: QuerySet[Signal]) -> QuerySet[Signal]:
    """
    Adds `checked_at`: when somebody first verified, dismissed or raised each signal.

    And `is_invented`: whether made-up values of a demonstration are among those of its programme.
    """
    checks = SignalStep.objects.filter(signal=OuterRef("pk"), kind__in=CHECKED)
    first = checks.order_by("taken_at", "id").values("taken_at")[:1]
    invented = Site.objects.filter(
        programme=OuterRef("indicator__programme"), is_demonstration=True
    )
    return rows.annotate(checked_at=Subquery(first), is_invented=Exists(invented))


def steps_of_signal(signal: Signal) -> QuerySet[SignalStep]:
    """Every step of a signal, first first. Unscoped: the caller has the signal."""
    return signal.steps.select_related("unit", "taken_by").order_by("taken_at", "id")


def list_links(signal: Signal) -> QuerySet[SignalLink]:
    """Signals that belong together with this one, in either direction."""
    rows = SignalLink.objects.filter(Q(signal=signal) | Q(other=signal))
    return rows.select_related(
        "signal__indicator__programme", "other__indicator__programme", "linked_by"
    ).order_by("id")


def lock_addressee(actor: Actor, signal: Signal) -> Addressee | None:
    """The actor's unit among those a signal was passed to."""
    rows = Addressee.objects.select_for_update(of=("self",)).filter(own_units(actor), signal=signal)
    return rows.order_by("id").first()


def list_mutes(actor: Actor) -> QuerySet[Mute]:
    """
    Mutes of the actor's area, those in force first.

    :raises NotAllowed: the actor may not see signals.
    """
    require(actor, Permission.SIGNAL_VIEW)
    rows = Mute.objects.filter(concerning_area(actor))
    return rows.select_related("indicator__programme", "area", "muted_by", "lifted_by").order_by(
        "-until", "-id"
    )


def lock_mute(actor: Actor, uuid: object) -> Mute:
    """:raises NotFound: no such mute in the actor's area."""
    rows = Mute.objects.filter(within_area(actor)).select_for_update(of=("self",))
    mute = rows.select_related("indicator").filter(uuid=uuid).first()
    if mute is None:
        raise NotFound
    return mute
