"""Run a method over a series and say in words what came of it."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

from lianfang.base.kernel.errors import RuleBroken
from lianfang.epi import ParametricSI, estimate_r, growth_rate, nowcast, sliding_windows

from . import detecting
from .options import Options, check_options
from .outcome import Outcome, Point, Stated, number, said
from .series import Binned, Series, bin_series

MOST_BINS = 2200
DETECTION = frozenset(detecting.SOURCES)


def run(series: Series, options: Options) -> Outcome:
    """
    Run the method chosen.

    :raises RuleBroken: impossible settings, no counts for that area, more bins than can be read, or
        an interval that the method does not know.
    """
    check_options(options)
    interval = (
        "day" if options.method in ("reproduction", "growth", "nowcast") else options.interval
    )
    if options.method in ("farrington", "percentile"):
        interval = "week"
    binned = bin_series(series, interval, options.area)
    if not binned.starts:
        raise RuleBroken("这个地区没有数据，请改选地区或“全部”。")
    if len(binned.starts) > MOST_BINS:
        raise RuleBroken(
            "时间太长，按日看不清楚。请改按周或按月。", fields={"interval": "请改按周或按月"}
        )
    if options.method in DETECTION:
        return detecting.detect(options.method, binned, options)
    if options.method == "nowcast":
        return _nowcast(series, options)
    runner: Callable[[Binned, Options], Outcome] = RUNNERS[options.method]
    return runner(binned, options)


def _curve(binned: Binned, options: Options) -> Outcome:
    counts, starts = binned.counts, binned.starts
    known = np.nan_to_num(counts)
    peak = int(known.argmax())
    unit = {"day": "日", "week": "周", "month": "月"}[binned.interval]
    gaps = int(np.isnan(counts).sum())
    points = tuple(Point(s, number(c)) for s, c in zip(starts, counts, strict=True))
    figures = (
        Stated("total", "病例数", "所选地区、全部时段的病例数之和。", float(known.sum()), measure="例"),
        Stated("peak", f"最高一{unit}病例数", f"病例数最多的一{unit}；并列时取最早。", float(known[peak]), measure="例"),
        Stated("bins", f"跨越{unit}数", f"首例所在{unit}到末例所在{unit}。", float(len(starts)), measure=unit),
    )  # fmt: skip
    words = [
        (
            f"{_day(starts[0])}至{_day(binned.last_day)}共 {said(float(known.sum()), 0)} 例，"
            f"最高为{_day(starts[peak])}所在的{unit}，{said(float(known[peak]), 0)} 例。"
        ),
        "曲线按所选日期计数；近几天的病例可能尚未报全，末端下降不等于疫情下降。",
    ]
    if gaps:
        words.append(f"其中 {gaps} 个{unit}缺报，图上留空，不是 0。")
    return Outcome("bars", points, figures, tuple(words), "各时段病例数。", "流行曲线")


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _growth(binned: Binned, options: Options) -> Outcome:
    recent = binned.counts[-options.recent :]
    found = growth_rate(recent)
    points = tuple(Point(s, number(c)) for s, c in zip(binned.starts, binned.counts, strict=True))
    time = found.doubling if found.rate.value > 0 else found.halving
    name = "倍增时间" if found.rate.value > 0 else "减半时间"
    percent = [
        100 * float(np.expm1(x)) for x in (found.rate.value, found.rate.low, found.rate.high)
    ]
    figures = (
        Stated(
            "growth", "每日增长", "最近各日病例数取对数后直线回归的斜率，换算为每日增减的百分比；没有病例的日子不计。",
            *map(number, percent), measure="%", note=found.rate.reason,
        ),
        Stated("time", name, "按上述斜率，病例数增（减）一倍所需的天数。", number(time.value),
               number(time.low), number(time.high), "天", time.reason),
    )  # fmt: skip
    if found.rate.reason:
        first = f"最近 {options.recent} 天：{found.rate.reason}。"
    elif found.rate.low <= 0 <= found.rate.high:
        first = f"最近 {options.recent} 天看不出明确的增减（每日 {said(percent[1], 1)}% 到 {said(percent[2], 1)}%）。"
    else:
        verb = "增长" if found.rate.value > 0 else "下降"
        first = (
            f"最近 {options.recent} 天病例每日{verb}约 {said(abs(percent[0]), 1)}%，"
            f"约 {said(time.value, 1)} 天{'翻一番' if found.rate.value > 0 else '减一半'}"
            f"（较有把握的范围 {said(time.low, 1)}–{said(time.high, 1)} 天）。"
        )
    words = (first, "范围指：若趋势不变，用同样办法估计 100 次，约 95 次会把真实值包括在内。",
             "这是对已报病例的描述，不是预测；近几天未报全会把增长看低。")  # fmt: skip
    definition = "对数线性最小二乘，t 区间；倍增时间 = ln2 ÷ 斜率。"
    return Outcome("bars", points, figures, words, definition, "与 R 的 incidence::fit 相同")


def _reproduction(binned: Binned, options: Options) -> Outcome:
    counts, days = binned.counts, len(binned.counts)
    starts, ends = sliding_windows(days, options.window)
    if not len(starts):
        raise RuleBroken(
            "天数少于时间窗，请缩短时间窗或补充数据。", fields={"window": "比数据还长"}
        )
    found = estimate_r(counts, starts, ends, si=ParametricSI(options.si_mean, options.si_sd))
    low, high = found.quantile(0.025), found.quantile(0.975)
    points = tuple(
        Point(binned.starts[end - 1], number(m), None, number(lo), number(hi), bool(lo > 1), note)
        for end, m, lo, hi, note in zip(
            ends, found.mean, low, high, found.reason.tolist(), strict=True
        )
    )
    last = points[-1]
    figure = Stated(
        "r", "实时再生数 R(t)",
        "最近一个时间窗内，一名病例平均传给几人（Cori 等 2013）。大于1，疫情在扩大；小于1，在消退。",
        last.value, last.low, last.high, note=last.note,
    )  # fmt: skip
    first = _r_words(f"{_day(binned.starts[starts[-1] - 1])}至{_day(last.start)}", last)
    words = (
        first,
        "范围指：按现有数据和所填代际间隔，真实值有 95% 的可能在其中；病例少时范围宽，不宜据一个数下结论。",
        (
            f"结果取决于代际间隔（平均 {options.si_mean:g} 天、标准差 {options.si_sd:g} 天）是否合适；"
            "近几天未报全会把 R 看低，可先看“补报推算”。"
        ),
    )
    definition = f"伽马先验（均值5、标准差5），{options.window} 天滑动窗；首日病例按输入计。"
    return Outcome(
        "band", points, (figure,), words, definition,
        "Cori A 等，Am J Epidemiol 2013;178:1505", "R(t)",
    )  # fmt: skip


def _r_words(span: str, last: Point) -> str:
    if last.value is None or last.low is None or last.high is None:
        return f"{span}：{last.note}。"
    sure = "在扩大" if last.low > 1 else "在消退" if last.high < 1 else "尚看不出是扩大还是消退"
    return (
        f"{span}，一名病例平均传给 {said(last.value)} 人，"
        f"较有把握的范围 {said(last.low)}–{said(last.high)}：疫情{sure}。"
    )


def _nowcast_points(series: Series, options: Options) -> tuple[Point, ...]:
    """:raises RuleBroken: no days of report, or one area wanted of a table kept as a whole."""
    if not series.pairs:
        raise RuleBroken(
            "补报推算需要每例的发病日期和报告日期。请上传带“报告日期”列的个案表。",
            fields={"method": "缺报告日期"},
        )
    if options.area:
        raise RuleBroken("补报推算按全表进行，请把地区改为“全部”。", fields={"area": "请选全部"})
    triangle, days = _triangle(series, options)
    found = nowcast(triangle)
    columns = (found.reported, found.expected, found.low, found.high)
    return tuple(
        Point(day, number(n), number(e), number(lo), number(hi), note=note)
        for day, note, n, e, lo, hi in zip(days, found.reason.tolist(), *columns, strict=True)
    )


def _nowcast(series: Series, options: Options) -> Outcome:
    points = _nowcast_points(series, options)
    told = [p for p in points[-7:] if p.expected is not None]
    # Reported and expected of the same days, or the two could not be compared.
    reported, expected = sum(p.value or 0 for p in told), sum(p.expected or 0 for p in told)
    note = "" if told else "近7天都不能推算"
    figures = (
        Stated("reported", "近7天已报", "发病在最近7天中能推算的各天、已经报告的病例。", float(reported), measure="例"),
        Stated("expected", "近7天推算", "按以往报告延迟，上述各天最终会有的病例。", number(expected), measure="例", note=note),
        Stated("days", "能推算的天数", "最近7天中，预计已报一成以上、可以推算的天数。", float(len(told)), measure="天"),
    )  # fmt: skip
    if not told:
        first = "最近7天报告太少，都不能推算。"
    else:
        days = "近7天" if len(told) == 7 else f"近7天中能推算的 {len(told)} 天"
        first = f"{days}已报 {said(reported, 0)} 例，按以往的报告快慢推算，最终约 {said(expected, 0)} 例。"
    words = (
        first,
        "图上竖线是推算的范围，越近的日子越宽；它假定报告快慢与前些天一样，假期或突击补报会使它失准。",
    )
    definition = "链梯法；区间由延迟的贝塔后验与负二项抽样（2000 次，种子固定）。"
    return Outcome(
        "nowcast", points, figures, words, definition, "Lawless JF，Can J Stat 1994;22:15",
        "已报病例", "推算病例",
    )  # fmt: skip


def _triangle(series: Series, options: Options) -> tuple[np.ndarray, list[date]]:
    """Days × delays up to the last report, from the pairs of the series."""
    last = max(date.fromisoformat(report) for _, report, _ in series.pairs)
    length = options.recent + options.longest_delay
    days = [last - timedelta(days=n) for n in range(length - 1, -1, -1)]
    triangle = np.zeros((length, options.longest_delay + 1))
    for event, report, count in series.pairs:
        row = length - 1 - (last - date.fromisoformat(event)).days
        delay = (date.fromisoformat(report) - date.fromisoformat(event)).days
        if row >= 0 and delay <= options.longest_delay:
            triangle[row, delay] += count
    age = np.arange(length)[::-1]
    triangle[np.arange(options.longest_delay + 1)[None, :] > age[:, None]] = np.nan
    return triangle, days


RUNNERS: dict[str, Callable[[Binned, Options], Outcome]] = {
    "curve": _curve,
    "growth": _growth,
    "reproduction": _reproduction,
}
