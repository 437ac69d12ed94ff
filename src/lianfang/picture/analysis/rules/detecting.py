"""Detection over one series, said in words."""

from typing import Literal

import numpy as np

from lianfang.base.kernel.errors import RuleBroken
from lianfang.epi import Alarms, Reason, cusum, ears, farrington_flexible, moving_percentile

from .outcome import Outcome, Point, Stated, number, said
from .series import Binned

WEEKS_NEEDED = 3 * 52 + 10
BASELINE_SHARE = 0.5
WHY = {
    Reason.TOO_SHORT: "前面的数据不够长",
    Reason.MISSING_CURRENT: "本期缺报",
    Reason.MISSING_BASELINE: "用来比较的时段缺报太多",
    Reason.NO_VARIATION: "用来比较的时段数值全同",
    Reason.TOO_FEW_CASES: "病例太少，不作判断",
    Reason.NOT_CONVERGED: "回归没有结果",
}
CHARTS: dict[str, Literal["C1", "C2", "C3"]] = {"ears_c1": "C1", "ears_c2": "C2", "ears_c3": "C3"}
DEFINITIONS = {
    "ears_c1": "本期超过前7期均数加3.09个标准差。",
    "ears_c2": "本期超过隔2期之前7期的均数加3.09个标准差。",
    "ears_c3": "近三期超出 C2 基线的部分累计过高。",
    "cusum": "超出前半段均数的部分累计到2.26个单位（k=1.04）。前半段作基线，不判断。",
    "farrington": "以往三年同期（前后3周）准泊松回归，超过上限（α=0.05，Noufaily 2013）。",
    "percentile": "超过近三年同期及前后各2周共15个数的第80百分位数。",
}
SOURCES = {
    "ears_c1": "美国疾控中心 EARS；R 的 surveillance::earsC",
    "ears_c2": "美国疾控中心 EARS；R 的 surveillance::earsC",
    "ears_c3": "美国疾控中心 EARS；R 的 surveillance::earsC",
    "cusum": "R 的 surveillance::algo.cusum",
    "farrington": "Farrington 1996、Noufaily 2013；R 的 surveillance::farringtonFlexible",
    "percentile": "移动百分位数法，国家传染病自动预警系统所用的一类方法",
}


def run_alarms(method: str, counts: np.ndarray, *, at: np.ndarray | None = None) -> Alarms:
    """Run a detection method over one series; `at` narrows what the slow ones judge."""
    table = np.atleast_2d(counts)
    if method == "farrington":
        return farrington_flexible(table, b=3, at=at)
    if method == "percentile":
        return moving_percentile(table, years=3, at=at)
    if method == "cusum":
        return cusum(table, max(2, int(table.shape[1] * BASELINE_SHARE)))
    return ears(table, CHARTS[method])


def detect(method: str, binned: Binned) -> Outcome:
    """
    Say which intervals stand out.

    :raises RuleBroken: fewer intervals than the method needs.
    """
    need = WEEKS_NEEDED if method in ("farrington", "percentile") else 10
    if len(binned.starts) < need:
        words = f"这种方法至少要 {need} 个时段，现在只有 {len(binned.starts)} 个。请补充数据或换用别的方法。"
        raise RuleBroken(words, fields={"method": "数据太短"})
    found = run_alarms(method, binned.counts)
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
    return _say(method, points, int(found.evaluated.sum()), binned.interval)


def _say(method: str, points: list[Point], judged: int, interval: str) -> Outcome:
    flagged = [point for point in points if point.is_flagged]
    unit = {"day": "日", "week": "周", "month": "月"}[interval]
    figures = (
        Stated("flagged", f"超出的{unit}数", f"超过上限的{unit}。{DEFINITIONS[method]}", float(len(flagged)), measure=unit),
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
        "bound", tuple(points), figures, words, DEFINITIONS[method], SOURCES[method], "病例数", "预期",
    )  # fmt: skip
