"""Fetching what is to be corrected, with its draft locked until the transaction ends."""

from typing import TypeVar

from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import within_area
from lianfang.county.plans.choices import PlanState
from lianfang.county.plans.models import Action, Doubt, Duty, Member, Plan

Part = TypeVar("Part", Member, Duty, Action, Doubt)


def lock_draft(actor: Actor, uuid: object) -> Plan:
    """
    A draft the actor may work on, locked.

    :raises NotFound: no such plan in the actor's area.
    :raises RuleBroken: it is no draft any more.
    """
    require(actor, Permission.PLAN_IMPORT)
    plan = Plan.objects.select_for_update().filter(within_area(actor), uuid=uuid).first()
    if plan is None:
        raise NotFound
    if plan.state != PlanState.DRAFT:
        raise RuleBroken(
            f"这份预案为“{plan.get_state_display()}”，不能再改。如需修改，请另行导入新版本。"
        )
    return plan


def lock_part(actor: Actor, model: type[Part], uuid: object) -> Part:
    """
    A part of a draft the actor may work on; its draft is locked.

    :raises NotFound: no such part in the actor's area, or somebody has removed it meanwhile.
    :raises RuleBroken: its plan is no draft any more.
    """
    require(actor, Permission.PLAN_IMPORT)
    plan_uuid = model.objects.filter(uuid=uuid).values_list("plan__uuid", flat=True).first()
    if plan_uuid is None:
        raise NotFound
    plan = lock_draft(actor, plan_uuid)
    # Read again under the lock: another person may have removed it while this one waited.
    part = model.objects.filter(uuid=uuid, plan=plan).first()
    if part is None:
        raise NotFound
    part.plan = plan
    return part
