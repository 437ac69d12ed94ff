"""Finding records the actor may see."""

from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.db.models.expressions import RawSQL

from lianfang.base.kernel.actor import Actor

from .models import Entry
from .rules import query_terms

LIMIT = 200

_SQLITE = "SELECT rowid FROM search_fts WHERE search_fts MATCH %s LIMIT 5000"
_POSTGRES = "SELECT id FROM search_entry WHERE terms @@ to_tsquery('simple', %s) LIMIT 5000"


def find(actor: Actor, words: str, *, kind: str = "", limit: int = 20) -> list[Entry]:
    """Records with all the words that the actor may see, latest first."""
    terms = query_terms(words)
    if not terms:
        return []
    rows = _matching(terms).filter(_visible(actor))
    if kind:
        rows = rows.filter(kind=kind)
    return list(rows.order_by("-indexed", "-id")[: min(limit, LIMIT)])


def matching_uuids(kind: str, words: str, *, limit: int = 1000) -> list[UUID]:
    """
    Records of a kind with all the words, for a list that applies its own scope.

    Unscoped on purpose: the caller filters its own scoped list by the result.
    """
    terms = query_terms(words)
    if not terms:
        return []
    return list(_matching(terms).filter(kind=kind).values_list("target_uuid", flat=True)[:limit])


def _matching(terms: list[str]) -> QuerySet[Entry]:
    if connection.vendor == "postgresql":
        return Entry.objects.filter(id__in=RawSQL(_POSTGRES, [" & ".join(terms)]))  # noqa: S611
    quoted = " AND ".join(f'"{term}"' for term in terms)
    return Entry.objects.filter(id__in=RawSQL(_SQLITE, [quoted]))  # noqa: S611


def _visible(actor: Actor) -> Q:
    """Held permission, own unit or no unit, own area or an area above whose record reaches down."""
    if actor.is_system:
        return Q()
    above = _prefixes(actor.area_path)
    return (
        Q(permission__in=actor.permissions)
        & (
            Q(unit_id=None)
            | Q(unit_id__in=actor.unit_ids)
            | Q(Value("command.records.view_all" in actor.permissions))
        )
        & (Q(area_path__startswith=actor.area_path) | Q(reaches_down=True, area_path__in=above))
    )


def _prefixes(path: str) -> list[str]:
    """The areas above a path. National records have no area and lie above every one."""
    parts = [part for part in path.split("/") if part]
    return ["", *("/".join(parts[:count]) + "/" for count in range(1, len(parts) + 1))]
