"""When a value is unusual: limits, clusters, rises, gaps; and statistics through the library epi."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from math import erfc, isfinite, isnan, sqrt
from statistics import median
from typing import Any

from lianfang.base.kernel.plain_text import number_words
from lianfang.command.surveillance.choices import Method

# A rise needs some past to rise from.
LEAST_PAST = 3
# How many of the last periods a chart runs over.
TAIL = 5
# Three years and the weeks around: further back no method looks.
LONGEST_SPAN = 3 * 365 + 60
NEVER = 10**6
CHARTS = {Method.C1: "C1", Method.C2: "C2", Method.C3: "C3"}
STATISTICS = (*CHARTS, Method.CUSUM, Method.PERCENTILE, Method.FARRINGTON)

Key = tuple[str, int | None, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """One value with its past: where (area path, site, part), the value, the mean and length of its baseline."""

    area_path: str
    site_id: int | None
    part: str
    value: Decimal
    mean: Decimal | None = None
    known: int = 0


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one place, oldest first, the day in question last; None is a gap."""

    area_path: str
    site_id: int | None
    part: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A value that fired a rule, with what was expected and the bound it crossed."""

    area_path: str
    site_id: int | None
    part: str
    value: Decimal | None
    expected: Decimal | None
    bound: Decimal


def alarms_of(
    method: str, facts: Iterable[Facts], *, threshold: Decimal, least: Decimal
) -> Iterator[Hit]:
    """The facts that fire a rule which needs no more than a value and the mean of its past."""
    for fact in facts:
        bound = _bound(method, fact, threshold, least)
        if bound is not None:
            yield Hit(fact.area_path, fact.site_id, fact.part, fact.value, fact.mean, bound)


def _bound(method: str, fact: Facts, threshold: Decimal, least: Decimal) -> Decimal | None:
    """The bound that a value crosses, or None where it does not."""
    if method == Method.UPPER:
        return threshold if fact.value > threshold else None
    if method == Method.LOWER:
        return threshold if fact.value < threshold else None
    if method in (Method.CLUSTER, Method.MISSING):
        return threshold if fact.value >= threshold else None
    if method == Method.FIRST:
        # None before: too short or too patchy a past to say that there was none.
        return threshold if fact.value > threshold and fact.mean == 0 else None
    if fact.mean is None or fact.known < LEAST_PAST:
        return None
    if method == Method.RISE:
        bound = fact.mean * (100 + threshold) / 100
        return round(bound, 3) if fact.value >= least and fact.value > bound else None
    bound = fact.mean * (100 - threshold) / 100
    return round(bound, 3) if fact.mean >= least and fact.value < bound else None


def judge_series(
    method: str, series: Sequence[Series], *, threshold: Decimal, baseline: int, least: Decimal
) -> list[Hit]:
    """
    The series whose last value is an alarm by a statistical method; values under `least` never are.

    All series have the same length. `threshold` is in standard deviations, for percentiles a percent.
    """
    wanted = [row for row in series if (row.values[-1] or 0) >= float(least)]
    if not wanted:
        return []
    table = [[float("nan") if v is None else v for v in row.values] for row in wanted]
    alarm, expected, bound = _verdict(method, table, threshold, baseline)
    return [
        Hit(row.area_path, row.site_id, row.part, _plain(row.values[-1]), _plain(expected[place]),
            _plain(bound[place]) or Decimal(0))
        for place, row in enumerate(wanted)
        if alarm[place]
    ]  # fmt: skip


def _verdict(
    method: str, table: list[list[float]], threshold: Decimal, baseline: int
) -> tuple[list[bool], list[float], list[float]]:
    """Alarm, expected value and bound of the last period of each series."""
    # Here and not above: numpy and scipy take half a second that most processes never need.
    from lianfang.epi import detection

    alpha = erfc(float(threshold) / sqrt(2)) / 2
    found: Any
    if method in CHARTS:
        found = detection.ears(table, CHARTS[Method(method)], baseline, alpha)
    elif method == Method.CUSUM:
        found = detection.cusum(table, max(len(table[0]) - TAIL, 2), h=float(threshold))
    else:
        weeks = [_weekly(row) for row in table]
        last, years = [len(weeks[0]) - 1], max((len(weeks[0]) - 4) // 52, 1)
        if method == Method.FARRINGTON:
            found = detection.farrington_flexible(weeks, b=years, alpha=alpha, at=last)
        else:
            found = detection.moving_percentile(weeks, years, percentile=float(threshold), at=last)
    return (
        [bool(x) for x in found.alarm[:, -1]],
        [float(x) for x in found.expected[:, -1]],
        [float(x) for x in found.upperbound[:, -1]],
    )


@lru_cache(maxsize=256)
def history_needed(method: str, baseline: int) -> int:
    """
    From how many days of values on, the day in question among them, a rule can judge at all.

    A first case needs all the years that it is said to be the first of. A rule with less says nothing, which is not the same as nothing unusual. Of statistics the method
    itself is asked, on a series with a gap before each length of history; `NEVER` where its
    baseline is too short for any.
    """
    if method in (Method.RISE, Method.FALL):
        return LEAST_PAST + 1
    if method == Method.FIRST:
        return baseline + 1
    if method not in STATISTICS:
        return 1
    span = min(baseline + TAIL, LONGEST_SPAN)
    values = [20.0 + day % 3 for day in range(span)]
    gaps = [float("nan")] * span
    enough, short = span + 1, 0
    while enough - short > 1:
        middle = (enough + short) // 2
        series = gaps[middle:] + values[-middle:]
        judged = isfinite(_verdict(method, [series], Decimal(2), baseline)[2][0])
        enough, short = (middle, short) if judged else (enough, middle)
    return enough if enough <= span else NEVER


def _weekly(days: list[float]) -> list[float]:
    """
    Sums of seven days, the last seven ending on the day in question.

    Schools report on five days and some programmes on one: a week is a gap where it has less than half
    of the days that are usual, for its sum would pass for few cases.
    """
    weeks = [
        [value for value in days[end - 7 : end] if not isnan(value)]
        for end in range(len(days), 6, -7)
    ]
    usual = median([len(known) for known in weeks if known] or [1])
    sums = [sum(known) if 2 * len(known) >= usual and known else float("nan") for known in weeks]
    return sums[::-1]


def _plain(value: float | None) -> Decimal | None:
    return None if value is None or not isfinite(value) else round(Decimal(str(value)), 3)


def method_words(
    method: str,
    *,
    threshold: Decimal,
    window_days: int,
    baseline_days: int,
    least: Decimal,
    measure: str,
) -> str:
    """A rule as a sentence part: method and parameters."""
    limit = number_words(threshold)
    sentences = {
        Method.UPPER: f"高于限值 {limit} {measure}",
        Method.LOWER: f"低于限值 {limit} {measure}",
        Method.CLUSTER: f"同一报告点 {window_days} 天内合计达到 {limit} {measure}",
        Method.RISE: f"较前 {baseline_days} 天均值上涨超过 {limit}%",
        Method.FALL: f"较前 {baseline_days} 天均值下降超过 {limit}%",
        Method.MISSING: f"连续 {limit} 期未报",
        Method.FIRST: f"本地首次报告，或此前 {baseline_days} 天未报告",
        Method.PERCENTILE: f"移动百分位数，第 {limit} 百分位",
        Method.FARRINGTON: f"Farrington 回归，{limit} 倍标准差",
        Method.CUSUM: f"累积和控制图，阈值 {limit}",
    }
    words = sentences.get(
        Method(method), f"EARS {method.upper()}，基线 {baseline_days} 天，{limit} 倍标准差"
    )
    return f"{words}，起报值 {number_words(least)}" if least else words


def expected_words(expected: Decimal | None) -> str:
    return "" if expected is None else f"期望 {number_words(round(expected, 2))}"


def correction_words(
    period_on: date, before: Decimal | None, now: Decimal, *, measure: str, fires: bool
) -> str:
    """What a value behind a signal was corrected to, and what its rule makes of that."""
    was = "未报" if before is None else number_words(before)
    outcome = "仍达到预警规则" if fires else "已达不到预警规则"
    return f"{period_on:%Y-%m-%d} 的数值由 {was} 订正为 {number_words(now)} {measure}，{outcome}。"


def readiness_words(needed: int, known: int) -> str:
    """Whether a rule can judge with the days of values there are, or why not yet; empty where it can."""
    if known >= needed:
        return ""
    if needed == NEVER:
        return "基线天数太短，这种方法永远不能判断，请改规则"
    return "没有数据，不能判断" if not known else f"已有 {known} 天数据，需 {needed} 天，暂不能判断"
