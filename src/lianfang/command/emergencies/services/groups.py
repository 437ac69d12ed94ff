"""Working groups: on and off with the decisions on a response; lead and members may change."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound, RuleBroken, Stale
from lianfang.base.kernel.permissions import Permission
from lianfang.command.emergencies import rules
from lianfang.command.emergencies.choices import ProposalKind, SeatRole
from lianfang.command.emergencies.models import GroupSeat, Proposal, ResponseGroup
from lianfang.command.emergencies.notices import tell_groups
from lianfang.command.emergencies.queries import lock_group, patterns_for, seats_now
from lianfang.county.orgs.public import Unit


def switch_groups(actor: Actor, proposal: Proposal) -> None:
    """
    Bring the groups in line with a decision: on where the level asks for them, off where it does not.

    Called inside the decision's own transaction, so that both hold or neither.
    """
    response, now = proposal.response, clock.now()
    if response is None or proposal.kind == ProposalKind.EXTEND:
        return
    ends = proposal.kind == ProposalKind.END
    # I is 1 and the gravest: a group from III works at III, II and I.
    wanted = [
        group
        for group in patterns_for(response.area_path)
        if not ends and group.from_level >= response.level
    ]
    keep = {group.pk for group in wanted}
    at_work = list(ResponseGroup.objects.filter(response=response, ended_at=None))
    _switch_off(actor, proposal, [one for one in at_work if one.group_id not in keep], now)
    present = {one.group_id for one in at_work}
    started = [_switched_on(actor, proposal, one, now) for one in wanted if one.pk not in present]
    tell_groups(started, proposal, is_on=True)


def _switched_on(actor: Actor, proposal: Proposal, pattern: object, now: datetime) -> ResponseGroup:
    group = ResponseGroup.objects.create(
        response=proposal.response, group=pattern, name=pattern.name, work=pattern.work,
        started_at=now, started_by_id=actor.user_id, started_under=proposal,
    )  # fmt: skip
    units = {member.unit_id: SeatRole.MEMBER for member in pattern.members.all()}
    units[pattern.lead_id] = SeatRole.LEAD
    GroupSeat.objects.bulk_create(
        GroupSeat(
            group=group, unit_id=unit, role=role, seated_at=now, seated_by_id=actor.user_id
        )
        for unit, role in units.items()
    )  # fmt: skip
    return group


def _switch_off(
    actor: Actor, proposal: Proposal, groups: Iterable[ResponseGroup], now: datetime
) -> None:
    groups = list(groups)
    tell_groups(groups, proposal, is_on=False)
    for group in groups:
        group.ended_at, group.ended_by_id, group.ended_under = now, actor.user_id, proposal
        group.save(update_fields=["ended_at", "ended_by", "ended_under"])
    GroupSeat.objects.filter(group__in=groups, left_at=None).update(
        left_at=now, left_by_id=actor.user_id
    )


@transaction.atomic
def set_group_lead(*, actor: Actor, group_uuid: object, unit: Unit, person: str = "") -> GroupSeat:
    """
    Give a group at work another lead, or name the person who leads.

    :raises NotAllowed: the actor may not manage groups.
    :raises Stale: the group was switched off meanwhile.
    :raises RuleBroken: nothing changes, or the name is too long.
    """
    group = _at_work(actor, group_uuid)
    if person.strip():
        rules.check_named(person=person)
    before = seats_now(group).filter(role=SeatRole.LEAD).first()
    if before and (before.unit_id, before.person) == (unit.pk, person.strip()):
        raise RuleBroken("牵头单位和负责人没有变化，无需更改。", fields={"unit": "没有变化"})
    _leave(
        actor,
        [
            seat
            for seat in seats_now(group)
            if seat.role == SeatRole.LEAD or seat.unit_id == unit.pk
        ],
    )
    seat = _seat(actor, group, unit, SeatRole.LEAD, person.strip())
    if before and before.unit_id != unit.pk:
        # Whoever led goes on working in the group.
        _seat(actor, group, before.unit, SeatRole.MEMBER)
    _note(actor, group, "lead_changed", before.unit.short_name if before else None, unit.short_name)
    tell_groups([group], group.started_under, is_on=True)
    return seat


@transaction.atomic
def add_group_member(*, actor: Actor, group_uuid: object, unit: Unit) -> GroupSeat:
    """
    Take a further unit into a group at work.

    :raises NotAllowed: the actor may not manage groups.
    :raises Stale: the group was switched off meanwhile.
    :raises RuleBroken: the unit sits there already.
    """
    group = _at_work(actor, group_uuid)
    if seats_now(group).filter(unit=unit).exists():
        raise RuleBroken(f"{unit.short_name}已在本组，无需重复加入。", fields={"unit": "已在本组"})
    seat = _seat(actor, group, unit, SeatRole.MEMBER)
    _note(actor, group, "member_added", None, unit.short_name)
    tell_groups([group], group.started_under, is_on=True, only=unit)
    return seat


@transaction.atomic
def remove_group_member(*, actor: Actor, seat_uuid: object) -> GroupSeat:
    """
    Let a unit leave a group at work; the lead is changed, never removed.

    :raises NotAllowed: the actor may not manage groups.
    :raises Stale: left already, or the group was switched off.
    :raises RuleBroken: it is the lead.
    """
    require(actor, Permission.GROUP_MANAGE)
    found = GroupSeat.objects.select_related("group", "unit").filter(uuid=seat_uuid).first()
    if found is None:
        raise NotFound
    group = _at_work(actor, found.group.uuid)
    seat = seats_now(group).filter(pk=found.pk).first()
    if seat is None:
        raise Stale("这个单位刚才已退出本组，请刷新页面。")
    if seat.role == SeatRole.LEAD:
        raise RuleBroken("牵头单位不能直接退出，请先更换牵头单位。")
    _leave(actor, [seat])
    _note(actor, group, "member_removed", seat.unit.short_name, None)
    return seat


def _at_work(actor: Actor, group_uuid: object) -> ResponseGroup:
    require(actor, Permission.GROUP_MANAGE)
    group = lock_group(actor, group_uuid)
    if group.ended_at is not None:
        raise Stale("本组刚才已随响应决定撤销，不能再更改。请刷新页面。")
    return group


def _seat(
    actor: Actor, group: ResponseGroup, unit: Unit, role: SeatRole, person: str = ""
) -> GroupSeat:
    return GroupSeat.objects.create(
        group=group, unit=unit, role=role, person=person, seated_at=clock.now(),
        seated_by_id=actor.user_id,
    )  # fmt: skip


def _leave(actor: Actor, seats: Iterable[GroupSeat]) -> None:
    for seat in seats:
        seat.left_at, seat.left_by_id = clock.now(), actor.user_id
        seat.save(update_fields=["left_at", "left_by"])


def _note(
    actor: Actor, group: ResponseGroup, act: str, before: str | None, after: str | None
) -> None:
    record(
        actor=actor,
        action=f"emergencies.group.{act}",
        target=group,
        changes={"unit": (before, after)},
    )
