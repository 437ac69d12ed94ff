"""Keeping teams, and calling them out."""

from typing import Any

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import Letter, Urgency, send_letters, unit_mailbox, user_mailbox
from lianfang.county.orgs import occasions, queries, rules
from lianfang.county.orgs.choices import EquipmentState
from lianfang.county.orgs.models import (
    CallOut,
    Equipment,
    Post,
    Team,
    TeamMember,
    TeamMove,
    Unit,
)  # fmt: skip
from lianfang.county.orgs.rules.teams import BY_COMMAND, BY_OWN_UNIT

STAMPS = {"depart": "departed", "arrive": "arrived", "release": "ended", "recall": "ended"}


@transaction.atomic
def create_team(*, actor: Actor, unit: Unit, name: str, kind: str) -> Team:
    """
    Enter a team of one's own unit.

    :raises NotAllowed: the actor does not keep this unit's teams.
    :raises RuleBroken: the unit has a team of that name.
    """
    require(actor, Permission.TEAM_MANAGE, unit_id=unit.pk)
    Unit.objects.select_for_update().get(pk=unit.pk)
    if Team.objects.filter(unit=unit, name=name.strip()).exists():
        raise RuleBroken("本单位已有同名队伍，请换一个名称。", fields={"name": "已被使用"})
    team = Team.objects.create(unit=unit, name=name.strip(), kind=kind)
    record(actor=actor, action="orgs.team.created", target=team)
    return team


@transaction.atomic
def add_team_member(
    *, actor: Actor, team_uuid: object, name: str, work: str, post: Post | None = None, is_leader: bool = False
) -> TeamMember:  # fmt: skip
    """
    Take a person into a team.

    :raises NotAllowed: the actor does not keep this unit's teams.
    :raises NotFound: no such team that the actor sees.
    :raises RuleBroken: the person is in it, or it has a leader already.
    """
    team = _kept(actor, team_uuid)
    name = post.user.name if post else name.strip()
    if not name:
        raise RuleBroken("请选择本单位人员或填写姓名。", fields={"name": "请填写姓名"})
    members = queries.list_team_members(team)
    if members.filter(name=name).exists():
        raise RuleBroken("该人员已在队伍中。", fields={"name": "已在队伍中"})
    if is_leader and members.filter(is_leader=True).exists():
        raise RuleBroken("队伍已有队长，请先让原队长离队。", fields={"is_leader": "已有队长"})
    member = TeamMember.objects.create(
        team=team, post=post, name=name, work=work.strip(), is_leader=is_leader,
        joined_at=clock.now(), joined_by_id=actor.user_id,
    )  # fmt: skip
    record(actor=actor, action="orgs.team.joined", target=member)
    return member


@transaction.atomic
def remove_team_member(*, actor: Actor, member_uuid: object) -> TeamMember:
    """
    Let a person leave a team; the row stays.

    :raises NotAllowed: the actor does not keep this unit's teams.
    :raises NotFound: no such member of a team that the actor sees.
    """
    member = (
        TeamMember.objects.filter(uuid=member_uuid, left_at=None).select_related("team").first()
    )
    if member is None:
        raise NotFound("没有找到这名队员，可能已离队。")
    _kept(actor, member.team.uuid, missing="没有找到这名队员，可能已离队。")
    member.left_at, member.left_by_id = clock.now(), actor.user_id
    member.save(update_fields=["left_at", "left_by"])
    record(actor=actor, action="orgs.team.left", target=member)
    return member


@transaction.atomic
def note_equipment(
    *, actor: Actor, team_uuid: object, name: str, quantity: int, measure: str = "件",
    state: str = EquipmentState.GOOD,
) -> Equipment:  # fmt: skip
    """
    Write down what a team has of one kind, new or counted again.

    :raises NotAllowed: the actor does not keep this unit's teams.
    :raises NotFound: no such team that the actor sees.
    """
    team = _kept(actor, team_uuid)
    facts = {
        "quantity": quantity, "measure": measure.strip() or "件", "state": state,
        "checked_at": clock.now(), "checked_by_id": actor.user_id,
    }  # fmt: skip
    equipment, _ = Equipment.objects.update_or_create(team=team, name=name.strip(), defaults=facts)
    changes = {"quantity": (None, quantity), "state": (None, state)}
    record(actor=actor, action="orgs.equipment.noted", target=equipment, changes=changes)
    return equipment


def _kept(actor: Actor, uuid: object, *, missing: str = "") -> Team:
    require(actor, Permission.TEAM_MANAGE)
    try:
        team = queries.lock_team(actor, uuid)
    except NotFound as fault:
        raise NotFound(missing or fault.message) from fault
    if team.unit_id not in actor.unit_ids and not actor.is_system:
        raise NotAllowed("只能维护本单位的队伍，请联系该单位。")
    return team


@transaction.atomic
def call_team(
    *, actor: Actor, team_uuid: object, reason: str, place: str = "", occasion: object = None
) -> CallOut:
    """
    Call a team out; its unit and its members with accounts are told at once.

    :raises NotAllowed: the actor calls no teams.
    :raises NotFound: no such team or emergency that the actor sees.
    :raises RuleBroken: it is not ready, has nobody in it, or no task is named.
    """
    require(actor, Permission.TEAM_CALL)
    team = queries.lock_team(actor, team_uuid)
    if len(reason.strip()) < 2:
        raise RuleBroken("请写明调派任务。", fields={"reason": "请写明任务"})
    target = rules.TEAM_MOVES.target(team.state, "call")
    members = list(queries.list_team_members(team).select_related("post"))
    rules.check_can_go(people=len(members))
    known = _occasion(actor, occasion)
    callout = CallOut.objects.create(
        team=team, occasion=known.uuid if known else None, occasion_name=known.name[:200] if known else "",
        reason=reason.strip()[:200], place=place.strip()[:100], called_at=clock.now(), called_by_id=actor.user_id,
    )  # fmt: skip
    _move(actor, team, "call", target, callout, reason.strip()[:100])
    boxes = [unit_mailbox(team.unit_id)]
    boxes += [user_mailbox(member.post.user_id) for member in members if member.post]
    url = f"/orgs/teams/{team.uuid}/"
    send_letters(
        Letter(box, "orgs.team", f"队伍调派：{team.name}", reason, url, Urgency.URGENT)
        for box in boxes
    )
    return callout


def _occasion(actor: Actor, uuid: object) -> occasions.Occasion | None:
    if not uuid:
        return None
    found = next((o for o in occasions.list_occasions(actor) if str(o.uuid) == str(uuid)), None)
    if found is None:
        raise NotFound("没有找到这起事件，可能已结束，或不在您的管辖区域内。")
    return found


@transaction.atomic
def move_team(*, actor: Actor, team_uuid: object, verb: str, note: str = "") -> Team:
    """
    Tell that a team has left, arrived, withdrawn, is recalled, ready again or cannot go.

    :raises NotAllowed: the step is not the actor's to report.
    :raises NotFound: no such team that the actor sees.
    :raises RuleBroken: not from this state, or without the reason that it needs.
    """
    team = queries.lock_team(actor, team_uuid)
    _check_may_move(actor, team, verb)
    rules.check_reason(verb, note)
    target = rules.TEAM_MOVES.target(team.state, verb)
    callout = queries.open_callout(team)
    if callout is not None and verb in STAMPS:
        stamp = STAMPS[verb]
        setattr(callout, f"{stamp}_at", clock.now())
        setattr(callout, f"{stamp}_by_id", actor.user_id)
        callout.is_recalled = verb == "recall"
        callout.save(update_fields=[f"{stamp}_at", f"{stamp}_by", "is_recalled"])
    _move(actor, team, verb, target, callout, note.strip()[:100])
    if verb == "recall":
        subject = f"队伍召回：{team.name}"
        send_letters([
            Letter(unit_mailbox(team.unit_id), "orgs.team", subject, note, f"/orgs/teams/{team.uuid}/", Urgency.URGENT)
        ])  # fmt: skip
    return team


def _check_may_move(actor: Actor, team: Team, verb: str) -> None:
    known: dict[str, Any] = {move.verb: move for move in rules.TEAM_MOVES.moves}
    if verb not in known or verb == "call":
        raise RuleBroken("没有这个动作，请从页面上选择。")
    by_own = verb in BY_OWN_UNIT and team.unit_id in actor.unit_ids
    if by_own and actor.may(Permission.TEAM_MOVE):
        return
    if verb in BY_COMMAND and actor.may(Permission.TEAM_CALL):
        return
    if not actor.is_system:
        raise NotAllowed("这一步由队伍所在单位报告；召回和撤离也可由指挥部办理。")


def _move(
    actor: Actor, team: Team, verb: str, target: str, callout: CallOut | None, note: str
) -> None:
    TeamMove.objects.create(
        team=team, callout=callout, verb=verb, source=team.state, target=target, note=note,
        moved_at=clock.now(), moved_by_id=actor.user_id,
    )  # fmt: skip
    changes = {"state": (team.state, target)}
    team.state, team.state_note = target, note if verb in ("stand_down", "call") else ""
    team.save(update_fields=["state", "state_note"])
    record(actor=actor, action=f"orgs.team.{verb}", target=team, changes=changes)
