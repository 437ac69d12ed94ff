"""Orders and what follows them, reached through the services."""

from datetime import timedelta

from lianfang.base.kernel import clock
from lianfang.command.tasks.models import Addressee, Order
from lianfang.command.tasks.public import Paper, Targets, draft_order, issue_order

from .world import World

TOWNSHIPS = ("township-beiting", "township-santai")


def build_order(
    world: World,
    *units: str,
    by: str = "staff",
    issued: bool = True,
    kinds: tuple[str, ...] = (),
    groups: tuple[object, ...] = (),
    sign_hours: float = 1,
    answer_hours: float | None = 24,
    **given: object,
) -> Order:
    """A directive to both townships, drafted by the office staff and issued by its chief."""
    now = clock.now()
    values = {
        "kind": "directive", "title": "做好返乡人员排查", "words": "请立即排查辖区内返乡人员。",
        "wants": "answer", "urgency": "urgent",
    }  # fmt: skip
    paper = Paper(
        **{**values, **given}, sign_until=now + timedelta(hours=sign_hours),
        answer_until=None if answer_hours is None else now + timedelta(hours=answer_hours),
    )  # fmt: skip
    named = units or (() if kinds or groups else TOWNSHIPS)
    targets = Targets(units=tuple(world.units[unit] for unit in named), kinds=kinds, groups=groups)
    order = draft_order(actor=world.actors[by], paper=paper, targets=targets)
    if issued:
        order = issue_order(actor=world.actors["office"], order_uuid=order.uuid)
    return order


def line_of(world: World, order: Order, unit: str) -> Addressee:
    return Addressee.objects.get(order=order, unit=world.units[unit])
