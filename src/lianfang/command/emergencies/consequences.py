"""What a decision would set going, as far as the plan says: shown to whoever decides."""

from dataclasses import dataclass

from lianfang.county.plans.public import Action, Plan, list_actions, plan_in_force

from .choices import ProposalKind
from .models import Proposal


@dataclass(frozen=True)
class Consequences:
    """Actions and units of the plan that a decision starts, and those it stops."""

    plan: Plan
    actions: int
    units: int
    starting: int
    stopping: int


def consequences(proposal: Proposal) -> Consequences | None:
    """
    Count the plan's actions at the proposed level, against those at the present one.

    None when no plan holds for the area. Actions done by each township or school count once here.
    """
    plan = proposal.response.plan if proposal.response else plan_in_force(proposal.area.path)
    if plan is None:
        return None
    before = _actions(plan, proposal.response.level if proposal.response else None)
    after = _actions(plan, proposal.level if proposal.kind != ProposalKind.END else None)
    return Consequences(
        plan=plan,
        actions=len(after),
        units=len({action.duty.member_id for action in after.values()}),
        starting=len(after.keys() - before.keys()),
        stopping=len(before.keys() - after.keys()),
    )


def _actions(plan: Plan, level: int | None) -> dict[int, Action]:
    if level is None:
        return {}
    return {action.pk: action for action in list_actions(plan, level=level)}
