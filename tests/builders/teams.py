"""Teams with people and equipment, called out by the services."""

from lianfang.base.kernel.actor import Actor
from lianfang.county.orgs.models import CallOut, Equipment, Post, Team, TeamMember, TeamMove
from lianfang.county.orgs.services import (
    add_team_member,
    call_team,
    create_team,
    move_team,
    note_equipment,
)  # fmt: skip


def build_team(
    actor: Actor, *, name: str = "流调一组", kind: str = "investigation", people: int = 2
) -> Team:
    """A team of the actor's unit with some people."""
    unit = Post.objects.select_related("unit").get(pk=actor.post_id).unit
    team = create_team(actor=actor, unit=unit, name=name, kind=kind)
    for number in range(people):
        build_member(actor, team, name=f"队员{number}", is_leader=number == 0)
    return team


def build_member(
    actor: Actor, team: Team, *, name: str = "队员", is_leader: bool = False
) -> TeamMember:
    return add_team_member(
        actor=actor, team_uuid=team.uuid, name=name, work="流调", is_leader=is_leader
    )


def build_equipment(
    actor: Actor, team: Team, *, name: str = "流调箱", state: str = "good"
) -> Equipment:
    return note_equipment(actor=actor, team_uuid=team.uuid, name=name, quantity=4, state=state)


def build_callout(actor: Actor, team: Team, *, reason: str = "赴北庭镇流调") -> CallOut:
    return call_team(actor=actor, team_uuid=team.uuid, reason=reason)


def build_move(actor: Actor, team: Team, verb: str, note: str = "") -> TeamMove:
    move_team(actor=actor, team_uuid=team.uuid, verb=verb, note=note)
    return TeamMove.objects.latest("id")
