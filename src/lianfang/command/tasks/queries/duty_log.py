"""Entries of duty logs an actor may see."""

from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import own_units, within_area
from lianfang.command.emergencies.public import Emergency
from lianfang.command.tasks.models import LogEntry


def visible_entries(actor: Actor) -> Q:
    """The log of the own units, and for the command every log of its area."""
    if actor.is_system:
        return Q()
    if not actor.may(Permission.TASK_VIEW):
        return Q(pk__in=[])
    own = own_units(actor)
    return own | within_area(actor) if actor.may(Permission.COUNTY_VIEW) else own


def list_entries(
    actor: Actor,
    *,
    words: str = "",
    position: str = "",
    significant: bool = False,
    emergency: object = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[LogEntry]:
    """Entries in sight, the latest happening first, each with its corrections."""
    rows = LogEntry.objects.filter(visible_entries(actor)).select_related(
        "unit", "emergency", "corrects"
    )
    if words.strip():
        rows = rows.filter(words__icontains=words.strip())
    exact = {
        "position": position, "is_significant": significant, "emergency__uuid": emergency, "at__gte": since,
        "at__lte": until,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    later = LogEntry.objects.order_by("recorded_at", "id")
    return rows.prefetch_related(Prefetch("corrections", later)).order_by("-at", "-id")


def list_positions(actor: Actor) -> list[str]:
    """Positions that keep a log in the actor's sight, for the filter."""
    rows = LogEntry.objects.filter(visible_entries(actor)).order_by("position")
    return list(rows.values_list("position", flat=True).distinct()[:100])


def get_entry(actor: Actor, uuid: object) -> LogEntry:
    """:raises NotFound: no such entry in the actor's sight."""
    rows = LogEntry.objects.filter(visible_entries(actor), uuid=uuid)
    entry = rows.select_related("unit", "emergency").first()
    if entry is None:
        raise NotFound
    return entry


def significant_entries(emergency: Emergency, at: datetime | None = None) -> QuerySet[LogEntry]:
    """
    The significant entries of an emergency, oldest first; with `at`, those recorded by then.

    Unscoped: for the emergency's own page and the report's desk.
    """
    rows = LogEntry.objects.filter(emergency=emergency, is_significant=True)
    if at is not None:
        rows = rows.filter(recorded_at__lte=at)
    return rows.select_related("unit").order_by("at", "id")
