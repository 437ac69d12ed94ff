"""Putting a draft in force, or laying it aside."""

from dataclasses import dataclass

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.permissions import Permission
from lianfang.county.plans import rules
from lianfang.county.plans.choices import DoubtKind
from lianfang.county.plans.indexing import index_plan
from lianfang.county.plans.loading import supersede_plan
from lianfang.county.plans.models import Doubt, Plan
from lianfang.county.plans.queries import draft_facts

from .locks import lock_draft
from .numbering import renumber_plan

LEFT_OUT = "启用时未核对，未采用"


@dataclass(frozen=True)
class Adoption:
    """What came of putting a draft in force."""

    plan: Plan
    left_out: int


@transaction.atomic
def adopt_plan(*, actor: Actor, plan_uuid: object) -> Adoption:
    """
    Put a draft in force with what is confirmed in it; the plan before is superseded.

    What nobody confirmed is taken out of the plan, counted, and stays on record as left out.

    :raises NotAllowed: the actor may not adopt plans.
    :raises RuleBroken: the draft is not ready, or is no draft any more.
    """
    require(actor, Permission.PLAN_ADOPT)
    plan = lock_draft(actor, plan_uuid)
    rules.check_may_adopt(draft_facts(plan))
    left_out = _drop_unconfirmed(plan)
    renumber_plan(plan)
    supersede_plan(actor, plan.area)
    plan.state = rules.PLAN_MOVES.target(plan.state, "adopt")
    plan.adopted_at, plan.adopted_by_id = clock.now(), actor.user_id
    plan.save(update_fields=["state", "adopted_at", "adopted_by"])
    index_plan(plan)
    record(
        actor=actor, action="plans.plan.adopted", target=plan,
        changes={"state": ("draft", plan.state), "left_out": (None, left_out)},
    )  # fmt: skip
    return Adoption(plan, left_out)


def _drop_unconfirmed(plan: Plan) -> int:
    """Delete members, duties and actions that nobody confirmed; say how many there were."""
    members = plan.members.filter(is_confirmed=False)
    duties = plan.duties.filter(is_confirmed=False) | plan.duties.filter(member__in=members)
    Doubt.objects.bulk_create(
        Doubt(plan=plan, kind=DoubtKind.IGNORED, starts=starts, ends=ends, why=LEFT_OUT)
        for starts, ends in duties.values_list("starts", "ends")
    )
    actions = plan.actions.filter(is_confirmed=False) | plan.actions.filter(duty__in=duties)
    count = members.count() + duties.count() + actions.count()
    actions.delete()
    plan.duties.filter(pk__in=list(duties.values_list("pk", flat=True))).delete()
    members.delete()
    return count


@transaction.atomic
def discard_plan(*, actor: Actor, plan_uuid: object) -> Plan:
    """
    Lay a draft aside for good. It stays readable to those who import plans.

    :raises RuleBroken: it is no draft any more.
    """
    plan = lock_draft(actor, plan_uuid)
    plan.state = rules.PLAN_MOVES.target(plan.state, "discard")
    plan.save(update_fields=["state"])
    record(
        actor=actor, action="plans.plan.discarded", target=plan,
        changes={"state": ("draft", plan.state)},
    )  # fmt: skip
    return plan
