"""Reading areas, units and posts; and who a signed-in person is acting as."""

from django.db.models import Q, QuerySet

from lianfang.base.accounts.public import ROLES, User
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.scope import within_area

from .choices import UnitKind
from .models import Area, Post, Unit, WorkingGroup


def list_posts_of(user: User) -> QuerySet[Post]:
    """The posts a person holds now, oldest first."""
    now = clock.now()
    current = Q(ends_at=None) | Q(ends_at__gt=now)
    return (
        Post.objects.filter(current, user=user, starts_at__lte=now, user__is_active=True)
        .select_related("unit", "area")
        .order_by("starts_at", "id")
    )


def actor_at(post: Post, *, address: str = "") -> Actor:
    """The actor a person is while sitting at a post."""
    role = ROLES.get(post.role)
    return Actor(
        name=post.user.name,
        user_id=post.user_id,
        post_id=post.pk,
        post_title=post.title,
        unit_id=post.unit_id,
        unit_name=post.unit.short_name,
        unit_ids=frozenset(unit_ids_below(post.unit_id)),
        area_path=post.area.path,
        role=post.role,
        permissions=role.permissions if role else frozenset(),
        address=address,
    )


def unit_ids_below(unit_id: int) -> set[int]:
    """A unit and the units directly under it: a collective speaks for its members."""
    return {unit_id, *Unit.objects.filter(parent_id=unit_id, is_active=True).values_list("id", flat=True)}


def find_post(user: User, post_id: int | None) -> Post | None:
    """The asked-for post if the person holds it now, else the first one held."""
    posts = list(list_posts_of(user))
    return next((post for post in posts if post.pk == post_id), posts[0] if posts else None)


def list_units(actor: Actor, *, words: str = "", kind: str = "") -> QuerySet[Unit]:
    """Units in the actor's area, in the plan's order."""
    units = Unit.objects.filter(within_area(actor), is_active=True).select_related("area", "parent")
    if words:
        units = units.filter(
            Q(name__icontains=words) | Q(short_name__icontains=words) | Q(aliases__name__icontains=words)
        ).distinct()
    if kind:
        units = units.filter(kind=kind)
    return units.order_by("sort", "id")


def get_unit(actor: Actor, uuid: object) -> Unit:
    """:raises NotFound: no such unit in the actor's area."""
    unit = list_units(actor).filter(uuid=uuid).first()
    if unit is None:
        raise NotFound("没有找到这个单位，可能已停用，或不在您的管辖区域内。")
    return unit


def unit_by_code(code: str) -> Unit:
    """:raises NotFound: no unit has this code."""
    unit = Unit.objects.filter(code=code).select_related("area").first()
    if unit is None:
        raise NotFound(f"没有代号为“{code}”的单位，请先维护单位库。")
    return unit


def list_performers(kind: str, area_path: str) -> QuerySet[Unit]:
    """Units of a kind that work in an area: each township, each hospital, each school."""
    return Unit.objects.filter(kind=kind, area_path__startswith=area_path, is_active=True).order_by("sort", "id")


def list_members(unit: Unit) -> QuerySet[Unit]:
    """Who does a unit's duties: the members of a collective, otherwise the unit itself."""
    if unit.kind == UnitKind.COLLECTIVE:
        return Unit.objects.filter(parent=unit, is_active=True).order_by("sort", "id")
    return Unit.objects.filter(pk=unit.pk)


def list_areas(actor: Actor) -> QuerySet[Area]:
    return Area.objects.filter(within_area(actor, "path")).order_by("path")


def get_area(code: str) -> Area:
    """:raises NotFound: no such division code."""
    area = Area.objects.filter(code=code).first()
    if area is None:
        raise NotFound(f"没有代码为“{code}”的区划，请先维护区划。")
    return area


def list_groups(actor: Actor, *, level: int | None = None) -> QuerySet[WorkingGroup]:
    """Working groups; with a level, those switched on at it."""
    groups = WorkingGroup.objects.select_related("lead").prefetch_related("members__unit").order_by("id")
    return groups.filter(from_level__gte=level) if level else groups
