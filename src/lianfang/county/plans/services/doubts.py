"""Answering the spots that the importer was unsure about."""

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.county.plans.choices import Settlement
from lianfang.county.plans.models import Doubt, Duty, Member

from .duties import add_duty
from .locks import lock_part


@transaction.atomic
def settle_doubt(*, actor: Actor, doubt_uuid: object, how: str) -> Doubt:
    """
    Say what became of a doubtful spot after looking at it.

    :raises RuleBroken: it is settled already, or taking it as a duty needs a unit.
    """
    doubt = _open_doubt(actor, doubt_uuid)
    if how not in Settlement.values or how == Settlement.TAKEN:
        raise RuleBroken(
            "请选择处理结果；要作为职责采用的，请选择单位后点“作为职责加入”。",
            fields={"how": "请选择处理结果"},
        )
    return _settle(actor, doubt, how)


@transaction.atomic
def take_doubt(*, actor: Actor, doubt_uuid: object, member_uuid: object) -> Duty:
    """
    Make a doubtful or left-out spot a duty of a unit of the same draft.

    :raises NotFound: no such unit in the draft.
    :raises RuleBroken: it is settled already, or has no words.
    """
    doubt = _open_doubt(actor, doubt_uuid)
    member = Member.objects.filter(plan=doubt.plan, uuid=member_uuid).first()
    if member is None:
        raise NotFound("这份预案里没有这个成员单位，请刷新后重新选择。")
    words = doubt.plan.source_text[doubt.starts : doubt.ends]
    starts = doubt.starts + len(words) - len(words.lstrip())
    duty = add_duty(actor=actor, member_uuid=member.uuid, text=words, starts=starts)
    _settle(actor, doubt, Settlement.TAKEN)
    return duty


def _open_doubt(actor: Actor, uuid: object) -> Doubt:
    doubt = lock_part(actor, Doubt, uuid)
    if doubt.settled_at is not None:
        raise RuleBroken(f"这一处已处理为“{doubt.get_how_display()}”，无需重复处理。")
    return doubt


def _settle(actor: Actor, doubt: Doubt, how: str) -> Doubt:
    doubt.how, doubt.settled_at, doubt.settled_by_id = how, clock.now(), actor.user_id
    doubt.save(update_fields=["how", "settled_at", "settled_by"])
    record(actor=actor, action="plans.doubt.settled", target=doubt, changes={"how": ("", how)})
    return doubt
