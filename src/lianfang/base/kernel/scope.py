"""Which rows an actor may see: one prefix test on the area, one membership test on the unit."""

from django.db.models import Q

from .actor import Actor


def within_area(actor: Actor, field: str = "area_path") -> Q:
    """Rows in the actor's area. A system job sees every area."""
    if actor.is_system or not actor.area_path:
        return Q() if actor.is_system else Q(pk__in=[])
    # startswith on an indexed path; paths end in "/", so 652327/ never matches 6523270/.
    return Q(**{f"{field}__startswith": actor.area_path})


def paths_to(path: str) -> list[str]:
    """An area's path and the paths of all areas above it, from the top."""
    parts = [part for part in path.split("/") if part]
    return ["/".join(parts[:count]) + "/" for count in range(1, len(parts) + 1)]


def concerning_area(actor: Actor, field: str = "area_path") -> Q:
    """
    Rows in the actor's area, and rows of the areas that contain it.

    For what a county shares with its townships (a county-wide emergency); for reading only.
    """
    if actor.is_system or not actor.area_path:
        return within_area(actor, field)
    return within_area(actor, field) | Q(**{f"{field}__in": paths_to(actor.area_path)})


def own_units(actor: Actor, field: str = "unit") -> Q:
    """Rows of the actor's own unit and the units below it."""
    return Q(**{f"{field}__in": actor.unit_ids})
