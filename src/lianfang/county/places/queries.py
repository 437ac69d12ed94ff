"""Reading places; every list starts from the actor."""

from django.db.models import Q, QuerySet

from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.forms import Offer, number_in
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


def find_places(actor: Actor, words: str, most: int) -> list[Place]:
    """
    Places that fit what somebody types: the one of this number or exact name alone, else a few.

    :raises NotAllowed: the actor may not see places.
    """
    exact = Q(number__iexact=number_in(words)) | Q(name=words.strip())
    named = list(list_places(actor).filter(exact)[:most])
    return named or list(list_places(actor, words=words)[:most])


def place_offer(place: Place) -> Offer:
    return Offer(
        f"{place.name}（{place.number}）", f"{place.area.name} · {place.get_sector_display()}"
    )


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
