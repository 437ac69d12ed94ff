"""Reading areas, units and posts; and who a signed-in person is acting as."""

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet

from lianfang.base.accounts.public import ROLES, User
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed, NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import concerning_area, within_area
from lianfang.county.orgs.choices import UnitKind
from lianfang.county.orgs.models import Area, GroupMember, Post, Unit, UnitAlias, WorkingGroup


def list_posts_of(user: User) -> QuerySet[Post]:
    """The posts a person holds now, oldest first."""
    return _current(Post.objects.filter(user=user)).order_by("starts_at", "id")


def list_posts_of_actor(actor: Actor) -> QuerySet[Post]:
    """The posts that the acting person holds now."""
    return _current(Post.objects.filter(user_id=actor.user_id)).order_by("starts_at", "id")


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
    return {
        unit_id,
        *Unit.objects.filter(parent_id=unit_id, is_active=True).values_list("id", flat=True),
    }


def find_post(user: User, post_id: int | None) -> Post | None:
    """The asked-for post if the person holds it now, else the first one held."""
    return choose_post(list(list_posts_of(user)), post_id)


def choose_post(posts: Sequence[Post], post_id: int | None) -> Post | None:
    """The asked-for one among the posts a person holds, else the first."""
    return next((post for post in posts if post.pk == post_id), posts[0] if posts else None)


def list_units(
    actor: Actor,
    *,
    words: str = "",
    kind: str = "",
    area_code: str = "",
    includes_inactive: bool = False,
) -> QuerySet[Unit]:
    """
    Units that the actor works with, in the plan's order.

    These are the units of the own area and those of the areas above it: a township must find
    the county's bureaus, and sees no other township.
    """
    units = Unit.objects.filter(concerning_area(actor)).select_related("area", "parent")
    if not includes_inactive:
        units = units.filter(is_active=True)
    if words:
        named = UnitAlias.objects.filter(name__icontains=words).values("unit_id")
        units = units.filter(
            Q(name__icontains=words) | Q(short_name__icontains=words) | Q(pk__in=named)
        )
    if kind:
        units = units.filter(kind=kind)
    if area_code:
        units = units.filter(area__code=area_code)
    return units.order_by("sort", "id")


def get_unit(actor: Actor, uuid: object) -> Unit:
    """:raises NotFound: no such unit that the actor works with."""
    unit = list_units(actor, includes_inactive=True).filter(uuid=uuid).first()
    if unit is None:
        raise NotFound("没有找到这个单位，可能不在您的管辖区域内。")
    return unit


def get_own_unit(actor: Actor) -> Unit:
    """:raises NotFound: the actor sits in no unit."""
    unit = Unit.objects.filter(pk=actor.unit_id).select_related("area", "parent").first()
    if unit is None:
        raise NotFound("您没有在任岗位，请联系安全管理员授予岗位。")
    return unit


def unit_by_code(code: str) -> Unit:
    """:raises NotFound: no unit has this code."""
    unit = Unit.objects.filter(code=code).select_related("area").first()
    if unit is None:
        raise NotFound(f"没有代号为“{code}”的单位，请先维护单位库。")
    return unit


def list_performers(kind: str, area_path: str) -> QuerySet[Unit]:
    """Units of a kind that work in an area: each township, each hospital, each school."""
    return Unit.objects.filter(kind=kind, area_path__startswith=area_path, is_active=True).order_by(
        "sort", "id"
    )


def list_members(unit: Unit) -> QuerySet[Unit]:
    """Who does a unit's duties: the members of a collective, otherwise the unit itself."""
    if unit.kind == UnitKind.COLLECTIVE:
        return Unit.objects.filter(parent=unit, is_active=True).order_by("sort", "id")
    return Unit.objects.filter(pk=unit.pk)


def list_areas(actor: Actor) -> QuerySet[Area]:
    """The actor's area with everything in it, and the areas above it; parents first."""
    areas = Area.objects.filter(concerning_area(actor, "path")).order_by("path", "id")
    return areas.annotate(units_count=Count("units", filter=Q(units__is_active=True)))


def get_area(code: str) -> Area:
    """:raises NotFound: no such division code."""
    area = Area.objects.filter(code=code).first()
    if area is None:
        raise NotFound(f"没有代码为“{code}”的区划，请先维护区划。")
    return area


def list_groups(actor: Actor, *, level: int | None = None) -> QuerySet[WorkingGroup]:
    """Working groups; with a level, those switched on at it."""
    groups = (
        WorkingGroup.objects.filter(concerning_area(actor, "lead__area_path"))
        .select_related("lead")
        .prefetch_related("members__unit")
        .order_by("sort", "id")
    )
    return groups.filter(from_level__gte=level) if level else groups


def list_own_areas(actor: Actor) -> QuerySet[Area]:
    """The areas the actor may put something into: the own one and those in it."""
    return Area.objects.filter(within_area(actor, "path")).order_by("path", "id")


def list_aliases(unit: Unit) -> list[str]:
    return list(unit.aliases.order_by("id").values_list("name", flat=True))


def list_children(actor: Actor, unit: Unit) -> QuerySet[Unit]:
    """The units directly under a unit that the actor works with."""
    return list_units(actor).filter(parent=unit)


def list_groups_of(unit: Unit) -> QuerySet[WorkingGroup]:
    """The groups that a unit leads or belongs to, by itself or through its collective."""
    ids = {unit.pk}
    if unit.parent and unit.parent.kind == UnitKind.COLLECTIVE:
        ids.add(unit.parent.pk)
    members = GroupMember.objects.filter(unit__in=ids).values("group_id")
    groups = WorkingGroup.objects.filter(Q(lead__in=ids) | Q(pk__in=members))
    return groups.select_related("lead").order_by("sort", "id")


def list_posts_at(unit: Unit) -> QuerySet[Post]:
    """Who sits in a unit now. The caller has got the unit through `get_unit`."""
    return _current(Post.objects.filter(unit=unit)).order_by("role", "id")


def list_posts(actor: Actor, *, words: str = "", role: str = "") -> QuerySet[Post]:
    """
    Everybody's present posts, by unit.

    :raises NotAllowed: the actor is neither the system nor the security administrator.
    """
    check_administers(actor)
    posts = _current(Post.objects.all())
    if words:
        posts = posts.filter(
            Q(user__name__icontains=words)
            | Q(user__username__icontains=words)
            | Q(unit__name__icontains=words)
            | Q(title__icontains=words)
        )
    if role:
        posts = posts.filter(role=role)
    return posts.order_by("unit__sort", "unit_id", "id")


def list_all_posts_of(actor: Actor, user: User) -> QuerySet[Post]:
    """
    A person's posts, present and past, the newest first.

    :raises NotAllowed: the actor is neither the system nor the security administrator.
    """
    check_administers(actor)
    posts = Post.objects.filter(user=user).select_related("unit", "area", "granted_by")
    return posts.order_by("-starts_at", "-id")


def get_post(actor: Actor, uuid: object) -> Post:
    """
    Any post, for its administrators.

    :raises NotFound: there is no such post.
    """
    check_administers(actor)
    post = Post.objects.filter(uuid=uuid).select_related("user", "unit", "area").first()
    if post is None:
        raise NotFound("没有找到这个岗位，请返回人员页面核对。")
    return post


def get_visible_post(actor: Actor, uuid: object) -> Post:
    """:raises NotFound: there is no such present post at a unit that the actor works with."""
    seen = concerning_area(actor, "unit__area_path")
    post = _current(Post.objects.filter(seen, uuid=uuid)).first()
    if post is None:
        raise NotFound("没有找到这个岗位，可能已结束，或不在您的管辖区域内。")
    return post


def find_own_post(user: User, chosen: str) -> Post | None:
    """One of the person's present posts, named by its uuid or its number."""
    posts = list_posts_of(user)
    return next((post for post in posts if chosen in (str(post.uuid), str(post.pk))), None)


def check_administers(actor: Actor) -> None:
    """:raises NotAllowed: the actor is neither the system nor the security administrator."""
    if not (actor.may(Permission.USER_MANAGE) or actor.may(Permission.ROLE_GRANT)):
        raise NotAllowed("人员和岗位由系统管理员、安全管理员管理，您的岗位没有这项权限。")


def _current(posts: QuerySet[Post]) -> QuerySet[Post]:
    now = clock.now()
    current = Q(ends_at=None) | Q(ends_at__gt=now)
    return posts.filter(current, starts_at__lte=now, user__is_active=True).select_related(
        "user", "unit", "area"
    )
