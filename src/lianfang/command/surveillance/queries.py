"""Reading signals."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import own_units, paths_to, within_area
from lianfang.base.search.public import matching_uuids
from lianfang.county.orgs.public import Unit, UnitKind

from .choices import SignalState
from .models import Signal

SEARCH_KIND = "signal"


def list_signals(
    actor: Actor,
    *,
    words: str = "",
    state: str = "",
    source: str = "",
    exercise: bool | None = None,
    since: date | None = None,
    until: date | None = None,
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
    if state:
        rows = rows.filter(state=state)
    if source:
        rows = rows.filter(source=source)
    if exercise is not None:
        rows = rows.filter(is_exercise=exercise)
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
        rows = rows.filter(own_units(actor, "reporter_unit") | Q(recorded_by=actor.user_id))
    return rows.select_related(
        "area", "reporter_unit", "disease", "recorded_by", "judged_by"
    ).order_by("-found_at", "-id")
