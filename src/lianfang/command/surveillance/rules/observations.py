"""Arithmetic of observations: periods and their due times, values that can be true, completeness."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.surveillance.choices import Combine, Period

LARGEST = Decimal(10) ** 9
# A report for a period long gone is a matter for a table with a reason, not for the daily page.
OLDEST_DAYS = 400
PERIOD_DAYS = {Period.DAY: 1, Period.WORK: 1, Period.WEEK: 7, Period.EVENT: 1}
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One value as given: for which indicator (by code), which part; None with a reason when missing."""

    indicator: str
    value: Decimal | None
    part: str = ""
    reason: str = ""


def period_of(period: str, day: date) -> date:
    """The first day of the period that a day lies in."""
    if period == Period.WEEK:
        return day - timedelta(days=day.weekday())
    return day


def owes_on(period: str, day: date) -> bool:
    """Whether a period begins on a day for which a report is owed: schools owe none at the weekend."""
    if period == Period.WEEK:
        return day.weekday() == 0
    return period != Period.WORK or day.weekday() < SATURDAY


def daily_periods(day: date, *, is_story: bool = False) -> list[Period]:
    """Which kinds of programmes owe a report for a day; the day of a story is a school day, whatever the calendar says."""
    return [period for period in (Period.DAY, Period.WORK) if is_story or owes_on(period, day)]


def period_before(period: str, day: date) -> date:
    """The first day of the period for which a report was owed last before a day."""
    day = period_of(period, day) - timedelta(days=1)
    while not owes_on(period, day):
        day -= timedelta(days=1)
    return day


def due_at(start_of_period: datetime, due_minutes: int) -> datetime:
    return start_of_period + timedelta(minutes=due_minutes)


def is_late(*, recorded_at: datetime, start_of_period: datetime, due_minutes: int) -> bool:
    """Late is later than the due time; at the very minute is in time."""
    return recorded_at > due_at(start_of_period, due_minutes)


def check_period(day: date, *, today: date) -> None:
    """:raises RuleBroken: a period in the future, or one too long ago."""
    if day > today:
        raise RuleBroken("报告日期不能晚于今天，请更正日期。", fields={"period_on": "不能晚于今天"})
    if (today - day).days > OLDEST_DAYS:
        raise RuleBroken(
            f"报告日期早于 {OLDEST_DAYS} 天前，请核对年份。", fields={"period_on": "请核对年份"}
        )


def check_entries(
    entries: Sequence[Entry], *, known: dict[str, tuple[str, int, str]], parts: Sequence[str]
) -> None:
    """
    Refuse what cannot be true; `known` gives per indicator its name, decimals and way of adding up.

    :raises RuleBroken: nothing given, an indicator or part not asked for, the same twice, a missing
        value without a reason, a negative count, too many decimals, absurdly large.
    """
    if not entries:
        raise RuleBroken("没有填写任何数值。没有异常时请点“零报告”。")
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        where = f"{entry.indicator}.{entry.part}".rstrip(".")
        if entry.indicator not in known:
            raise RuleBroken(f"本项目没有指标“{entry.indicator}”，请刷新页面后重填。")
        name, decimals, combine = known[entry.indicator]
        shown = f"{entry.part}“{name}”" if entry.part else f"“{name}”"
        if parts and entry.part not in parts:
            raise RuleBroken(f"分项“{entry.part or '（空）'}”不在本报告点的登记范围内，请核对。")
        if (entry.indicator, entry.part) in seen:
            raise RuleBroken(f"{shown}填写了两次，请保留一个。")
        seen.add((entry.indicator, entry.part))
        fault = _fault_of(entry, decimals, combine)
        if fault:
            raise RuleBroken(f"{shown}{fault}", fields={where: fault})


def _fault_of(entry: Entry, decimals: int, combine: str) -> str:
    if entry.value is None:
        return "" if entry.reason.strip() else "没有数值，请写明缺测原因。"
    if not entry.value.is_finite() or abs(entry.value) > LARGEST:
        return "数值过大，请核对计量单位。"
    if entry.value < 0 and combine == Combine.SUM:
        return "不能为负数。"
    if entry.value != round(entry.value, decimals):
        return f"最多 {decimals} 位小数。" if decimals else "应为整数。"
    return ""


def expected_periods(period: str, first: date, last: date) -> int:
    """
    How many reports a site owes for periods that begin between two days, both included.

    A week belongs to its Monday; none where reports follow events.
    """
    if period == Period.EVENT or last < first:
        return 0
    if period == Period.DAY:
        return (last - first).days + 1
    if period == Period.WORK:
        days = (last - first).days + 1
        return sum(owes_on(period, first + timedelta(days=step)) for step in range(days))
    monday = period_of(period, first + timedelta(days=6))
    return (period_of(period, last) - monday).days // 7 + 1


def share(done: int, total: int) -> Decimal | None:
    """Percent with one decimal; None where nothing was owed."""
    if not total:
        return None
    return round(Decimal(100) * done / total, 1)
