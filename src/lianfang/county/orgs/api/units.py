"""API of the orgs room."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.county.orgs import queries
from lianfang.county.orgs.models import Area, Unit, WorkingGroup

router = Router()


class AreaOut(Schema):
    """One administrative area."""

    code: str
    name: str
    level: str
    path: str
    population: int | None
    latitude: float | None
    longitude: float | None


class UnitOut(Schema):
    """One unit in a list."""

    uuid: UUID
    code: str
    name: str
    short_name: str
    kind: str
    area_code: str
    parent_code: str | None
    is_active: bool
    is_demonstration: bool
    is_verified: bool


class UnitDetailOut(UnitOut):
    """One unit with the names it is known by and the units under it."""

    aliases: list[str]
    children: list[UnitOut]


class UnitPage(Schema):
    """Units, and the cursor of the next page."""

    items: list[UnitOut]
    next: str | None


class GroupOut(Schema):
    """One working group."""

    uuid: UUID
    code: str
    name: str
    from_level: int
    work: str
    lead_code: str
    member_codes: list[str]
    is_verified: bool


class PostOut(Schema):
    """One post of the person who asks."""

    uuid: UUID
    title: str
    role: str
    unit_code: str
    unit_name: str
    area_code: str
    is_acting: bool


def _area(area: Area) -> dict[str, object]:
    names = ("code", "name", "level", "path", "population", "latitude", "longitude")
    return {name: getattr(area, name) for name in names}


def _unit(unit: Unit) -> dict[str, object]:
    names = (
        "uuid",
        "code",
        "name",
        "short_name",
        "kind",
        "is_active",
        "is_demonstration",
        "is_verified",
    )
    return {
        **{name: getattr(unit, name) for name in names},
        "area_code": unit.area.code,
        "parent_code": unit.parent.code if unit.parent else None,
    }


def _group(group: WorkingGroup) -> dict[str, object]:
    names = ("uuid", "code", "name", "from_level", "work", "is_verified")
    return {
        **{name: getattr(group, name) for name in names},
        "lead_code": group.lead.code,
        "member_codes": [member.unit.code for member in group.members.all()],
    }


@router.get(
    "/posts/mine",
    response={200: list[PostOut], **PROBLEMS},
    summary="本人现任岗位",
    operation_id="orgs_posts_mine",
)
def posts_mine(request: HttpRequest) -> list[dict[str, object]]:
    return [
        {
            "uuid": post.uuid,
            "title": post.title,
            "role": post.role,
            "unit_code": post.unit.code,
            "unit_name": post.unit.name,
            "area_code": post.area.code,
            "is_acting": post.pk == request.actor.post_id,
        }
        for post in queries.list_posts_of_actor(request.actor)
    ]


@router.get(
    "/areas", response={200: list[AreaOut], **PROBLEMS}, summary="区划", operation_id="orgs_areas"
)
def areas(request: HttpRequest) -> list[dict[str, object]]:
    return [_area(area) for area in queries.list_areas(request.actor)]


@router.get(
    "/units", response={200: UnitPage, **PROBLEMS}, summary="单位列表", operation_id="orgs_units"
)
def units(
    request: HttpRequest,
    q: str = Query("", max_length=50, description="名称、简称或别名"),
    kind: str = Query("", max_length=20, description="类别"),
    area: str = Query("", max_length=15, description="区划代码"),
    cursor: str = "",
    limit: int = 50,
) -> dict[str, object]:
    rows = queries.list_units(request.actor, words=q, kind=kind, area_code=area)
    return page_after(rows, key="sort", cursor=cursor, limit=limit, shape=_unit)


@router.get(
    "/units/{uuid}",
    response={200: UnitDetailOut, **PROBLEMS},
    summary="单位资料",
    operation_id="orgs_unit",
)
def unit(request: HttpRequest, uuid: UUID) -> dict[str, object]:
    found = queries.get_unit(request.actor, uuid)
    return {
        **_unit(found),
        "aliases": queries.list_aliases(found),
        "children": [_unit(child) for child in queries.list_children(request.actor, found)],
    }


@router.get(
    "/groups",
    response={200: list[GroupOut], **PROBLEMS},
    summary="专项工作组；带 level 时只列该级响应启用的",
    operation_id="orgs_groups",
)
def groups(
    request: HttpRequest, level: int | None = Query(None, ge=1, le=4)
) -> list[dict[str, object]]:
    return [_group(group) for group in queries.list_groups(request.actor, level=level)]
