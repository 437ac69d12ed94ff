"""The daily dispatch meeting: what a promise must say, how it is checked. Plain values only."""

from datetime import datetime

from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.tasks.choices import PromiseState


def check_promise(what: str, until: datetime, *, at: datetime) -> str:
    """
    What is promised, trimmed.

    :raises RuleBroken: nothing, or a time that has passed.
    """
    what, faults = what.strip(), {}
    if not what:
        faults["what"] = "请写明承诺什么。"
    elif len(what) > 200:
        faults["what"] = "承诺事项不能超过 200 字。"
    if until <= at:
        faults["until"] = "完成时限已经过去，请改为今后的时间。"
    if faults:
        raise RuleBroken(next(iter(faults.values())), fields=faults)
    return what


def check_answer(state: str, reason: str, until: datetime | None, *, at: datetime) -> str:
    """
    The reason of a check, trimmed.

    :raises RuleBroken: an answer that is none; not kept or moved without a reason; moved to no later time.
    """
    reason = reason.strip()
    if state not in (PromiseState.KEPT, PromiseState.BROKEN, PromiseState.MOVED):
        raise RuleBroken("请选择已兑现、未兑现或改期。", fields={"state": "请选择核对结果。"})
    if state != PromiseState.KEPT and not reason:
        raise RuleBroken("未兑现或改期的，请说明原因。", fields={"reason": "请说明原因。"})
    if state == PromiseState.MOVED and (until is None or until <= at):
        raise RuleBroken("改期的，请填写今后的完成时限。", fields={"until": "请填写新的完成时限。"})
    return reason[:300]


def check_open_promise(state: str) -> None:
    """:raises RuleBroken: checked already."""
    if state != PromiseState.OPEN:
        raise RuleBroken("这项承诺已经核对，请刷新后查看结果。")


def check_meeting_open(ended: datetime | None) -> None:
    """:raises RuleBroken: the meeting is over, and its minutes stand."""
    if ended is not None:
        raise RuleBroken("会议已结束，纪要不能再改；请在下一次会议中登记。")


def check_promises_checked(waiting: int) -> None:
    """:raises RuleBroken: promises that fell due stand unchecked."""
    if waiting:
        raise RuleBroken(f"还有 {waiting} 项到期承诺没有核对，请逐项核对后再结束会议。")
