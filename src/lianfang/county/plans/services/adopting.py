"""Putting a draft in force, or laying it aside."""

from dataclasses import dataclass

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs.public import Unit
from lianfang.county.plans import rules
from lianfang.county.plans.choices import MemberRole, PlanState
from lianfang.county.plans.indexing import index_plan
from lianfang.county.plans.models import Duty, Member, Plan
from lianfang.county.plans.queries import draft_facts


def lock_draft(actor: Actor, uuid: object) -> Plan:
    """
    A draft the actor may work on, locked.

    :raises NotFound: no such plan in the actor's area.
    :raises RuleBroken: it is no draft any more.
    """
    require(actor, Permission.PLAN_IMPORT)
    plan = (
        Plan.objects.select_for_update()
        .filter(uuid=uuid, area_path__startswith=actor.area_path)
        .first()
    )
    if plan is None:
        raise NotFound
    if plan.state != PlanState.DRAFT:
        raise RuleBroken(
            f"这份预案为“{plan.get_state_display()}”，不能再改。如需修改，请另行导入新版本。"
        )
    return plan


@dataclass(frozen=True)
class Adoption:
    """What came of putting a draft in force."""

    plan: Plan
    left_out: int


@transaction.atomic
def adopt_plan(*, actor: Actor, plan_uuid: object) -> Adoption:
    """
    Put a draft in force with what is confirmed in it; the plan before is superseded.

    What nobody confirmed is taken out of the plan and counted.

    :raises NotAllowed: the actor may not adopt plans.
    :raises RuleBroken: the draft is not ready.
    """
    require(actor, Permission.PLAN_ADOPT)
    plan = lock_draft(actor, plan_uuid)
    rules.check_may_adopt(draft_facts(plan))
    left_out = _drop_unconfirmed(plan)
    now = clock.now()
    Plan.objects.filter(area=plan.area_id, state=PlanState.IN_FORCE).update(
        state=PlanState.SUPERSEDED, superseded_at=now, superseded_by_id=actor.user_id
    )
    plan.state = rules.PLAN_MOVES.target(plan.state, "adopt")
    plan.adopted_at, plan.adopted_by_id = now, actor.user_id
    plan.save(update_fields=["state", "adopted_at", "adopted_by"])
    index_plan(plan)
    record(
        actor=actor, action="plans.plan.adopted", target=plan,
        changes={"state": ("draft", plan.state), "left_out": (None, left_out)},
    )  # fmt: skip
    return Adoption(plan, left_out)


def _drop_unconfirmed(plan: Plan) -> int:
    count = plan.actions.filter(is_confirmed=False).delete()[0]
    count += Duty.objects.filter(plan=plan, is_confirmed=False).delete()[0]
    return count + plan.members.filter(is_confirmed=False).delete()[0]


@transaction.atomic
def discard_plan(*, actor: Actor, plan_uuid: object) -> Plan:
    """Lay a draft aside for good. It stays readable to those who import plans."""
    plan = lock_draft(actor, plan_uuid)
    plan.state = rules.PLAN_MOVES.target(plan.state, "discard")
    plan.save(update_fields=["state"])
    record(
        actor=actor,
        action="plans.plan.discarded",
        target=plan,
        changes={"state": ("draft", plan.state)},
    )
    return plan


@transaction.atomic
def add_member(*, actor: Actor, plan_uuid: object, name: str, unit: Unit | None = None) -> Member:
    """Add a unit that the importer did not find."""
    plan = lock_draft(actor, plan_uuid)
    if not name.strip():
        raise RuleBroken("请填写单位名称。", fields={"name": "请填写单位名称"})
    last = plan.members.order_by("-number").values_list("number", flat=True).first() or 0
    member = Member.objects.create(
        plan=plan,
        number=last + 1,
        name=name.strip()[:200],
        unit=unit,
        role=MemberRole.MEMBER,
        is_confirmed=unit is not None,
    )
    record(actor=actor, action="plans.member.added", target=member)
    return member
