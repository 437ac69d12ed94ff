"""Detection over one series, said in words."""

from dataclasses import replace
from statistics import NormalDist
from typing import Literal

import numpy as np

from lianfang.base.kernel.errors import RuleBroken
from lianfang.epi import Alarms, Reason, cusum, ears, farrington_flexible, moving_percentile

from .options import Options
from .outcome import Outcome, Point, Stated, number, said
from .series import Binned

USUAL = Options()
WHY = {
    Reason.TOO_SHORT: "前面的数据不够长",
    Reason.MISSING_CURRENT: "本期缺报",
    Reason.MISSING_BASELINE: "用来比较的时段缺报太多",
    Reason.NO_VARIATION: "用来比较的时段数值全同",
    Reason.TOO_FEW_CASES: "病例太少，不作判断",
    Reason.NOT_CONVERGED: "回归没有结果",
}
CHARTS: dict[str, Literal["C1", "C2", "C3"]] = {"ears_c1": "C1", "ears_c2": "C2", "ears_c3": "C3"}
ALPHAS = {"ears_c1": 0.001, "ears_c2": 0.001, "ears_c3": 0.025, "farrington": 0.05}
AROUND = {"farrington": 3, "percentile": 2}
SOURCES = {
    "ears_c1": "美国疾控中心 EARS；R 的 surveillance::earsC",
    "ears_c2": "美国疾控中心 EARS；R 的 surveillance::earsC",
    "ears_c3": "美国疾控中心 EARS；R 的 surveillance::earsC",
    "cusum": "R 的 surveillance::algo.cusum",
    "farrington": "Farrington 1996、Noufaily 2013；R 的 surveillance::farringtonFlexible",
    "percentile": "移动百分位数法，国家传染病自动预警系统所用的一类方法",
}


def alpha_of(method: str, options: Options) -> float:
    """The level that was set, or the usual one of the method."""
    return ALPHAS[method] if options.alpha is None else options.alpha


def around_of(method: str, options: Options) -> int:
    """The weeks on both sides that were set, or the usual ones of the method."""
    return AROUND[method] if options.around is None else options.around


def definition_of(method: str, options: Options = USUAL) -> str:
    """What counts as too many, with the settings in it."""
    if method in CHARTS:
        z = NormalDist().inv_cdf(1 - alpha_of(method, options))
        least = (
            f"（标准差不足{options.min_sigma:g}例按{options.min_sigma:g}例）"
            if options.min_sigma
            else ""
        )
        return {
            "ears_c1": f"本期超过前{options.baseline}期均数加{z:.2f}个标准差{least}。",
            "ears_c2": f"本期超过隔2期之前{options.baseline}期的均数加{z:.2f}个标准差{least}。",
            "ears_c3": f"近三期超出 C2 基线（{options.baseline}期{least}）的部分累计超过{z:.2f}。",
        }[method]
    if method == "cusum":
        share = f"前{options.train}%"
        return f"超出{share}时段均数的部分累计到{options.h:g}个单位（k={options.k:g}）。{share}作基线，不判断。"
    around = around_of(method, options)
    if method == "farrington":
        alpha = alpha_of(method, options)
        return f"以往{options.years}年同期（前后{around}周）准泊松回归，超过上限（α={alpha:g}，Noufaily 2013）。"
    over = "超过" if options.comparison == ">" else "达到或超过"
    blocks = options.years * (2 * around + 1)
    return f"{over}近{options.years}年同期及前后各{around}周共{blocks}个数的第{options.percentile:g}百分位数。"


def run_alarms(
    method: str, counts: np.ndarray, *, at: np.ndarray | None = None, options: Options = USUAL
) -> Alarms:
    """Run a detection method over one series; `at` narrows what the slow ones judge."""
    table = np.atleast_2d(counts)
    if method == "farrington":
        alpha, around = alpha_of(method, options), around_of(method, options)
        return farrington_flexible(table, b=options.years, w=around, alpha=alpha, at=at)
    if method == "percentile":
        return moving_percentile(
            table, options.years, around_of(method, options), options.percentile,
            comparison=">" if options.comparison == ">" else "≥", at=at,
        )  # fmt: skip
    if method == "cusum":
        first = max(2, int(table.shape[1] * options.train / 100))
        return cusum(table, first, k=options.k, h=options.h)
    return ears(table, CHARTS[method], options.baseline, options.alpha, options.min_sigma)


def periods_needed(method: str, options: Options) -> int:
    """How many intervals a series must have before the method can judge one."""
    if method in AROUND:
        return options.years * 52 + 10
    return options.baseline + 3 if method in CHARTS else 10


def detect(method: str, binned: Binned, options: Options = USUAL) -> Outcome:
    """
    Say which intervals stand out.

    :raises RuleBroken: fewer intervals than the method needs.
    """
    need = periods_needed(method, options)
    if len(binned.starts) < need:
        words = f"这种方法至少要 {need} 个时段，现在只有 {len(binned.starts)} 个。请补充数据或换用别的方法。"
        raise RuleBroken(words, fields={"method": "数据太短"})
    found = run_alarms(method, binned.counts, options=options)
    by_place = {int(at): column for column, at in enumerate(found.at)}
    points = []
    for place, start in enumerate(binned.starts):
        value, column = number(binned.counts[place]), by_place.get(place)
        if column is None:
            points.append(Point(start, value, note="用作基线"))
            continue
        points.append(
            Point(
                start,
                value,
                number(found.expected[0, column]),
                None,
                number(found.upperbound[0, column]),
                bool(found.alarm[0, column]),
                WHY.get(Reason(int(found.reason[0, column])), ""),
            )
        )
    judged = int(found.evaluated.sum())
    # Too many already stays too many; too few so far says nothing.
    if binned.unfinished and found.evaluated[0, -1] and not points[-1].is_flagged:
        judged -= 1
        points[-1] = replace(points[-1], note=f"还差{binned.unfinished}天的数据，不作判断")
    return _say(method, points, judged, binned.interval, definition_of(method, options))


def _say(method: str, points: list[Point], judged: int, interval: str, definition: str) -> Outcome:
    flagged = [point for point in points if point.is_flagged]
    unit = {"day": "日", "week": "周", "month": "月"}[interval]
    figures = (
        Stated("flagged", f"超出的{unit}数", f"超过上限的{unit}。{definition}", float(len(flagged)), measure=unit),
        Stated("judged", f"判断过的{unit}数", f"数据够长、没有缺报、能够判断的{unit}。", float(judged), measure=unit),
    )  # fmt: skip
    if not judged:
        first = "没有一个时段能够判断：" + (points[-1].note or "数据不足") + "。"
    elif flagged:
        last = flagged[-1]
        first = (
            f"判断了 {judged} {unit}，{len(flagged)} {unit}高于上限；最近一次是 {last.start.isoformat()}，"
            f"{said(last.value, 0)} 例，上限 {said(last.high, 1)}。"
        )
    else:
        first = f"判断了 {judged} {unit}，没有高于上限的。"
    words = (
        first,
        "高于上限只说明比以往多，不等于暴发：请先核实是否补报、重复或检测增加，再现场核查。",
        "没有高于上限，也不能排除小规模聚集。各方法漏报和误报的多少见“方法回测”。",
    )
    return Outcome(
        "bound", tuple(points), figures, words, definition, SOURCES[method], "病例数", "预期",
    )  # fmt: skip
