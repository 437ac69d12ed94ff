"""Requisitioned things: a whole inventory, an honest return."""

from decimal import Decimal

from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.measures.choices import ReturnState

LARGEST_VALUE = Decimal(10) ** 11


def check_inventory(
    *, name: str, owner: str, state_before: str, quantity: int, value: Decimal
) -> None:
    """:raises RuleBroken: a part of the inventory is missing (应对法 art. 44: fair compensation needs it)."""
    parts = (("name", name), ("owner", owner), ("state_before", state_before))
    lacking = {field: "请填写" for field, text in parts if not text.strip()}
    if lacking:
        raise RuleBroken(
            "请写明征用物名称、所有人和接收时状况，返还和补偿以此为据。", fields=lacking
        )
    if quantity < 1:
        raise RuleBroken("数量应大于零。", fields={"quantity": "应大于零"})
    if not 0 <= value < LARGEST_VALUE:
        raise RuleBroken("价值不正确，请核对。", fields={"value": "请核对"})


def check_return(*, was_handed_over: bool, before: str, after: str, damage: str) -> None:
    """:raises RuleBroken: nothing to return, returned already, or damage without words."""
    if not was_handed_over:
        raise RuleBroken("尚未登记交接，不能登记返还。")
    if before != ReturnState.OUT:
        raise RuleBroken("这件征用物已登记返还，请刷新后查看。")
    if after not in ReturnState.values or after == ReturnState.OUT:
        raise RuleBroken("请选择返还情况。", fields={"return_state": "请选择"})
    if after in (ReturnState.DAMAGED, ReturnState.LOST) and not damage.strip():
        raise RuleBroken("请写明毁损、灭失的情况，补偿以此为据。", fields={"damage": "请写明"})
