"""Teams, what they have, and where they are."""

from django.db.models import Count, Prefetch, Q, QuerySet

from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import own_units, within_area
from lianfang.county.orgs.models import CallOut, Equipment, Team, TeamMember, TeamMove

NO_TEAM = "没有找到这支队伍，可能不属于本单位，或不在您的管辖区域内。"


def list_teams(
    actor: Actor, *, words: str = "", kind: str = "", state: str = "", includes_inactive: bool = False
) -> QuerySet[Team]:  # fmt: skip
    """
    The own units' teams; those of the whole area for who oversees it or calls teams.

    :raises NotAllowed: the actor does not see teams.
    """
    rows = _visible(actor)
    if not includes_inactive:
        rows = rows.filter(is_active=True)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(unit__name__icontains=words))
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    people = Count("members", filter=Q(members__left_at=None), distinct=True)
    faulty = Count("equipment", filter=~Q(equipment__state="good"), distinct=True)
    open_calls = CallOut.objects.filter(ended_at=None)
    return (
        rows.select_related("unit")
        .annotate(people=people, faulty=faulty)
        .prefetch_related(Prefetch("callouts", queryset=open_calls, to_attr="open_callouts"))
        .order_by("unit__sort", "unit_id", "name", "id")
    )


def _visible(actor: Actor) -> QuerySet[Team]:
    require(actor, Permission.TEAM_VIEW)
    sees_all = actor.may(Permission.COUNTY_VIEW) or actor.may(Permission.TEAM_CALL)
    scope = within_area(actor, "unit__area_path") if sees_all else own_units(actor)
    return Team.objects.filter(scope)


def get_team(actor: Actor, uuid: object) -> Team:
    """:raises NotFound: no such team that the actor sees."""
    team = list_teams(actor, includes_inactive=True).filter(uuid=uuid).first()
    if team is None:
        raise NotFound(NO_TEAM)
    return team


def lock_team(actor: Actor, uuid: object) -> Team:
    """:raises NotFound: no such team that the actor sees."""
    rows = _visible(actor).filter(uuid=uuid).select_related("unit")
    team = rows.select_for_update(of=("self",)).first()
    if team is None:
        raise NotFound(NO_TEAM)
    return team


def list_team_members(team: Team) -> QuerySet[TeamMember]:
    """Who is in a team now, the leader first. The caller has got the team."""
    return team.members.filter(left_at=None).order_by("-is_leader", "joined_at", "id")


def list_equipment(team: Team) -> QuerySet[Equipment]:
    """What a team has. The caller has got the team."""
    return team.equipment.select_related("checked_by").order_by("name", "id")


def list_callouts(actor: Actor, *, team: Team | None = None) -> QuerySet[CallOut]:
    """Call-outs of the teams that the actor sees, latest first."""
    rows = CallOut.objects.filter(team__in=_visible(actor).values("pk"))
    if team is not None:
        rows = rows.filter(team=team)
    return rows.select_related("team__unit", "called_by").order_by("-called_at", "-id")


def list_team_moves(team: Team) -> QuerySet[TeamMove]:
    """A team's steps, latest first. The caller has got the team."""
    return team.moves.select_related("moved_by").order_by("-moved_at", "-id")


def open_callout(team: Team) -> CallOut | None:
    return team.callouts.filter(ended_at=None).first()


def count_team_states(actor: Actor) -> dict[str, int]:
    """How many teams stand in each state."""
    rows = _visible(actor).filter(is_active=True).values("state").annotate(count=Count("pk"))
    return {row["state"]: row["count"] for row in rows.order_by("state")}
