"""Calling down a list: who comes next, when a unit counts as unreached. Plain values only."""

from collections.abc import Sequence
from datetime import datetime

from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.tasks.choices import CallResult

LONGEST_MINUTES = 24 * 60
MOST_TARGETS = 100
# Leaders first, then whoever keeps contact, then whoever sits there.
ROLE_ORDER = ("leader", "office_chief", "unit_leader", "liaison", "duty_officer", "worker")
# After these the person is not called again before the others of the unit.
FAILED = (CallResult.NO_ANSWER, CallResult.WRONG)


def role_rank(role: str) -> int:
    return ROLE_ORDER.index(role) if role in ROLE_ORDER else len(ROLE_ORDER)


def next_callee(results: Sequence[Sequence[str]]) -> int | None:
    """
    The place of the person to call next: the fewest failed calls first, then the order of the list.

    None once somebody has acknowledged, or when there is nobody to call.
    """
    if any(CallResult.ACKNOWLEDGED in tries for tries in results) or not results:
        return None
    failures = [sum(result in FAILED for result in tries) for tries in results]
    return failures.index(min(failures))


def is_unreached(acknowledged: datetime | None, deadline: datetime, at: datetime) -> bool:
    """Nobody of the unit has acknowledged although the time is over."""
    return acknowledged is None and deadline <= at


def check_calldown(title: str, words: str, minutes: int, targets: int) -> None:
    """:raises RuleBroken: without a matter, a message, a time to answer in, or anybody to call."""
    faults = {}
    if not title.strip():
        faults["title"] = "请填写事由。"
    if not words.strip():
        faults["words"] = "请填写要通知的内容，呼叫时照此转达。"
    if not 0 < minutes <= LONGEST_MINUTES:
        faults["within_minutes"] = "应答时限应在 1 分钟到 24 小时之间。"
    if not targets:
        faults["units"] = "请至少选择一个单位。"
    elif targets > MOST_TARGETS:
        faults["units"] = f"一次最多叫应 {MOST_TARGETS} 个单位，请分批发起。"
    if faults:
        raise RuleBroken(next(iter(faults.values())), fields=faults)


def check_running(ended: datetime | None) -> None:
    """:raises RuleBroken: the round of calls is over."""
    if ended is not None:
        raise RuleBroken("这次叫应已结束，不能再登记呼叫。")
