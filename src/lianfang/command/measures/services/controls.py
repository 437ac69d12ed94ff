"""Deciding what surveillance proposed about source animals."""

from django.db import transaction

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.measures.models import ControlDraft, Measure
from lianfang.command.surveillance.public import SourceControl

from .deciding import order_measure, refuse_measure


@transaction.atomic
def decide_source_control(
    *, actor: Actor, proposal: SourceControl, is_agreed: bool, opinion: str
) -> Measure:
    """
    Order or refuse the measure that was drafted from a proposal.

    :raises NotAllowed: the actor may not decide measures of this kind.
    :raises RuleBroken: no measure was drafted, with the reason; else as ordering and refusing do.
    """
    draft = ControlDraft.objects.filter(proposal=proposal).select_related("measure").first()
    if draft is None or draft.measure is None:
        raise RuleBroken(draft.obstacle if draft else "这件建议没有起草措施，无从决定。")
    decide = order_measure if is_agreed else refuse_measure
    return decide(actor=actor, measure_uuid=draft.measure.uuid, opinion=opinion)
