"""Reading boundary files and the outlines in force."""

from django.db.models import Count, Q, QuerySet

from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import within_area
from lianfang.county.orgs.choices import AreaLevel, BoundaryState
from lianfang.county.orgs.models import Area, BoundarySet, BoundaryShape

NO_SET = "没有找到这份边界，可能不属于您的管辖区域。"


def list_boundary_sets(actor: Actor, *, words: str = "", state: str = "") -> QuerySet[BoundarySet]:
    """
    The boundary files of the actor's area, latest first, with how many outlines fit an area.

    :raises NotAllowed: the actor does not maintain areas.
    """
    require(actor, Permission.UNIT_MANAGE)
    rows = BoundarySet.objects.filter(within_area(actor)).select_related(
        "area", "uploaded_by", "adopted_by", "ended_by"
    )
    if words:
        rows = rows.filter(Q(file_name__icontains=words) | Q(source__icontains=words))
    if state:
        rows = rows.filter(state=state)
    counts = {
        "shapes_count": Count("shapes"),
        "matched_count": Count("shapes", filter=Q(shapes__area__isnull=False)),
    }
    return rows.annotate(**counts).order_by("-uploaded_at", "-id")


def get_boundary_set(actor: Actor, uuid: object) -> BoundarySet:
    """:raises NotFound: no such file in the actor's area."""
    found = list_boundary_sets(actor).filter(uuid=uuid).first()
    if found is None:
        raise NotFound(NO_SET)
    return found


def lock_boundary_set(actor: Actor, uuid: object) -> BoundarySet:
    """:raises NotFound: no such file in the actor's area."""
    rows = BoundarySet.objects.filter(within_area(actor), uuid=uuid)
    found = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound(NO_SET)
    return found


def list_shapes(boundaries: BoundarySet) -> QuerySet[BoundaryShape]:
    """The outlines of a file in its order, without their points. The caller has got the file."""
    return boundaries.shapes.select_related("area").defer("polygons").order_by("place", "id")


def areas_to_draw(area_path: str) -> dict[str, Area]:
    """The townships of an area by their code: what an outline can be."""
    rows = Area.objects.filter(path__startswith=area_path, level=AreaLevel.TOWNSHIP)
    return {area.code: area for area in rows.order_by("code")}


def outlines_of(area_path: str) -> list[BoundaryShape]:
    """
    The outlines in force of the townships in an area, by code; nothing where no file was adopted.

    Unscoped: for boards, whose reader sees the area.
    """
    rows = BoundaryShape.objects.filter(
        boundaries__state=BoundaryState.IN_FORCE, area__path__startswith=area_path
    )
    return list(rows.select_related("area").defer("properties").order_by("area__code", "id"))
