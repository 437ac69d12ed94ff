"""Reading places; every list starts from the actor."""

from django.db.models import Q, QuerySet

from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import within_area
from lianfang.base.search.public import matching_uuids

from .choices import PlaceStatus
from .models import Place, PlaceStep

SEARCH_KIND = "place"


def list_places(
    actor: Actor,
    *,
    words: str = "",
    sector: str = "",
    status: str = "",
    area_path: str = "",
    exercise: bool | None = None,
) -> QuerySet[Place]:
    """
    Places in the actor's area, latest recorded first; those no longer used only when asked for.

    :raises NotAllowed: the actor may not see places.
    """
    require(actor, Permission.PLACE_VIEW)
    rows = Place.objects.filter(within_area(actor)).select_related("area", "unit", "recorded_by")
    if words.strip():
        named = Q(number__iexact=words.strip()) | Q(uuid__in=matching_uuids(SEARCH_KIND, words))
        rows = rows.filter(named)
    if sector:
        rows = rows.filter(sector=sector)
    rows = rows.filter(status=status) if status else rows.exclude(status=PlaceStatus.RETIRED)
    if area_path:
        rows = rows.filter(area_path__startswith=area_path)
    if exercise is not None:
        rows = rows.filter(is_exercise=exercise)
    return rows.order_by("-recorded_at", "-id")


def get_place(actor: Actor, uuid: object) -> Place:
    """:raises NotFound: no such place, or the actor may not know of it."""
    require(actor, Permission.PLACE_VIEW)
    rows = Place.objects.filter(within_area(actor)).select_related("area", "unit", "recorded_by")
    place = rows.filter(uuid=uuid).first()
    if place is None:
        raise NotFound
    return place


def find_place_by_number(actor: Actor, number: str, *, field: str) -> Place:
    """:raises RuleBroken: no place in the actor's area has this number."""
    place = list_places(actor).filter(number__iexact=number.strip()).first()
    if place is None:
        raise RuleBroken(
            f"没有找到编号为“{number.strip()}”的场所，请先登记或核对编号。",
            fields={field: "没有这个编号"},
        )
    return place


def lock_place(actor: Actor, uuid: object) -> Place:
    """Fetch a place to change it; nobody else can until the transaction ends."""
    rows = Place.objects.filter(within_area(actor)).select_related("area", "unit")
    place = rows.select_for_update(of=("self",)).filter(uuid=uuid).first()
    if place is None:
        raise NotFound
    return place


def list_steps(place: Place) -> QuerySet[PlaceStep]:
    """The changes of a place's status, latest first. The caller has got the place."""
    return place.steps.select_related("changed_by").order_by("-changed_at", "-id")


def find_same_place(facts_name: str, area_id: int, *, exercise: bool) -> Place | None:
    """A place of this name in an area; for imports, whose caller has checked the area."""
    return Place.objects.filter(name=facts_name, area=area_id, is_exercise=exercise).first()
