"""Requisitioned things: entered, handed over, returned, compensated."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from lianfang.base.audit.public import next_code, record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.command.measures import rules
from lianfang.command.measures.choices import MeasureKind, MeasureState, ReturnState
from lianfang.command.measures.models import Item
from lianfang.command.measures.queries import lock_item, lock_measure


@dataclass(frozen=True)
class ItemFacts:
    """What is taken from whom, in what state, and until when it has to be compensated."""

    kind: str
    name: str
    quantity: int
    measure_word: str
    owner: str
    value: Decimal
    state_before: str
    compensate_by: date
    owner_phone: str = ""
    use_words: str = ""


@transaction.atomic
def list_item(*, actor: Actor, measure_uuid: object, facts: ItemFacts) -> Item:
    """
    Enter a thing in the inventory of a requisition that has been decided.

    :raises RuleBroken: not a requisition in force, or a part of the inventory missing.
    """
    require(actor, Permission.MEASURE_SERVE)
    measure = lock_measure(actor, measure_uuid)
    if measure.kind != MeasureKind.REQUISITION:
        raise RuleBroken("这项措施不是征用，不能登记征用物。")
    if measure.state != MeasureState.ORDERED or measure.ends_at <= clock.now():
        raise RuleBroken("征用决定尚未作出或已经结束，不能登记征用物。")
    rules.check_inventory(
        name=facts.name, owner=facts.owner, state_before=facts.state_before,
        quantity=facts.quantity, value=facts.value,
    )  # fmt: skip
    item = Item.objects.create(
        number=next_code(
            "measures.exercise_item" if measure.is_exercise else "measures.item",
            "ZX" if measure.is_exercise else "ZY",
        ),
        measure=measure, area_path=measure.area_path, listed_at=clock.now(),
        listed_by_id=actor.user_id, **vars(facts),
    )  # fmt: skip
    record(actor=actor, action="measures.item.listed", target=item)
    return item


@transaction.atomic
def take_over_item(*, actor: Actor, item_uuid: object, use_words: str) -> Item:
    """
    Note that a thing was handed over, and for what it is used.

    :raises RuleBroken: handed over already, or no use named.
    """
    require(actor, Permission.MEASURE_SERVE)
    item = lock_item(actor, item_uuid)
    if item.handed_over_at is not None:
        raise RuleBroken("这件征用物已登记交接，请刷新后查看。")
    item.use_words = rules.check_reason(use_words, field="use_words")[:200]
    item.handed_over_at, item.handed_over_by_id = clock.now(), actor.user_id
    item.save(update_fields=["use_words", "handed_over_at", "handed_over_by"])
    record(actor=actor, action="measures.item.handed_over", target=item)
    return item


@transaction.atomic
def give_back_item(*, actor: Actor, item_uuid: object, return_state: str, damage: str = "") -> Item:
    """
    Note that a thing was returned, or is damaged, lost or used up, and how.

    :raises RuleBroken: never handed over, returned already, or damage without words.
    """
    require(actor, Permission.MEASURE_SERVE)
    item = lock_item(actor, item_uuid)
    rules.check_return(
        was_handed_over=item.handed_over_at is not None, before=item.return_state,
        after=return_state, damage=damage,
    )  # fmt: skip
    item.return_state, item.damage = return_state, damage.strip()[:200]
    item.returned_at, item.returned_by_id = clock.now(), actor.user_id
    item.save(update_fields=["return_state", "damage", "returned_at", "returned_by"])
    record(
        actor=actor, action="measures.item.returned", target=item,
        changes={"return_state": (ReturnState.OUT.value, return_state)},
    )  # fmt: skip
    return item


@transaction.atomic
def compensate_item(*, actor: Actor, item_uuid: object, compensation: Decimal) -> Item:
    """
    Note what was paid for a thing.

    :raises RuleBroken: paid already, still in use, or less than nothing.
    """
    require(actor, Permission.MEASURE_SERVE)
    item = lock_item(actor, item_uuid)
    if item.compensated_at is not None:
        raise RuleBroken("这件征用物已登记补偿，请刷新后查看。")
    if item.return_state == ReturnState.OUT:
        raise RuleBroken("请先登记返还或毁损情况，再登记补偿。")
    if compensation < 0:
        raise RuleBroken("补偿金额不能小于零。", fields={"compensation": "请核对"})
    item.compensation = compensation
    item.compensated_at, item.compensated_by_id = clock.now(), actor.user_id
    item.save(update_fields=["compensation", "compensated_at", "compensated_by"])
    record(
        actor=actor, action="measures.item.compensated", target=item,
        changes={"compensation": (None, compensation)},
    )  # fmt: skip
    return item
