"""Correcting which units a draft names."""

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.county.orgs.public import Unit
from lianfang.county.plans import rules
from lianfang.county.plans.choices import DoubtKind, MemberRole
from lianfang.county.plans.models import Doubt, Member, Plan

from .locks import lock_draft, lock_part


@transaction.atomic
def add_member(
    *,
    actor: Actor,
    plan_uuid: object,
    name: str,
    unit: Unit | None = None,
    role: str = MemberRole.MEMBER,
) -> Member:
    """
    Add a unit that the importer did not find, at the end of the draft.

    :raises RuleBroken: no name, or a unit of another area.
    """
    plan = lock_draft(actor, plan_uuid)
    rules.check_name(name)
    _check_unit(plan, unit)
    last = plan.members.order_by("-number").values_list("number", flat=True).first() or 0
    member = Member.objects.create(
        plan=plan, number=last + 1, name=name.strip(), unit=unit, role=MemberRole(role),
        is_confirmed=unit is not None,
    )  # fmt: skip
    record(actor=actor, action="plans.member.added", target=member)
    return member


@transaction.atomic
def correct_member(
    *, actor: Actor, member_uuid: object, name: str, unit: Unit | None, role: str
) -> Member:
    """
    Say which unit a name means, and its role. With a unit the name counts as confirmed.

    :raises NotFound: no such unit name in a draft of the actor's area.
    :raises RuleBroken: no name, or a unit of another area.
    """
    member = lock_part(actor, Member, member_uuid)
    rules.check_name(name)
    _check_unit(member.plan, unit)
    changes = {
        "name": (member.name, name.strip()),
        "unit": (member.unit and member.unit.code, unit and unit.code),
        "role": (member.role, role),
    }
    member.name, member.unit, member.role = name.strip(), unit, MemberRole(role)
    member.is_confirmed = unit is not None
    member.save(update_fields=["name", "unit", "role", "is_confirmed"])
    changed = {key: pair for key, pair in changes.items() if pair[0] != pair[1]}
    record(actor=actor, action="plans.member.corrected", target=member, changes=changed)
    return member


def _check_unit(plan: Plan, unit: Unit | None) -> None:
    if unit is not None and not unit.area_path.startswith(plan.area_path):
        raise NotFound("没有找到这个单位，可能已停用，或不在这份预案的区划内。")


@transaction.atomic
def confirm_member(*, actor: Actor, member_uuid: object) -> Member:
    """
    Confirm that a name means the unit it was matched to.

    :raises RuleBroken: it is matched to none.
    """
    member = lock_part(actor, Member, member_uuid)
    if member.unit_id is None:
        raise RuleBroken(
            f"“{member.name}”还没有对应到单位库，请先选择对应单位。", fields={"unit": "请选择单位"}
        )
    member.is_confirmed = True
    member.save(update_fields=["is_confirmed"])
    record(actor=actor, action="plans.member.confirmed", target=member)
    return member


@transaction.atomic
def confirm_members(*, actor: Actor, plan_uuid: object) -> int:
    """Confirm every name of a draft that is matched to a unit. Returns how many were new."""
    plan = lock_draft(actor, plan_uuid)
    count = plan.members.filter(unit__isnull=False, is_confirmed=False).update(is_confirmed=True)
    record(actor=actor, action="plans.member.all_confirmed", target=plan, count=count)
    return count


@transaction.atomic
def remove_member(*, actor: Actor, member_uuid: object) -> Plan:
    """Take a unit with its duties out of a draft; its words stay on record as left out."""
    member = lock_part(actor, Member, member_uuid)
    plan = member.plan
    spans = [(duty.starts, duty.ends) for duty in member.duties.order_by("sort", "id")]
    if member.ends > member.starts:
        spans.insert(0, (member.starts, member.ends))
    Doubt.objects.bulk_create(
        Doubt(
            plan=plan, kind=DoubtKind.IGNORED, starts=starts, ends=ends,
            why=f"人工删除：{member.name}"[:200],
        )
        for starts, ends in spans
    )  # fmt: skip
    record(actor=actor, action="plans.member.removed", target=member, count=len(spans))
    member.delete()
    return plan
