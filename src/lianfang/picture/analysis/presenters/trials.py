"""Back-tests over series with known outbreaks: what the figures mean, line by line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse

from lianfang.base.kernel import clock
from lianfang.base.kernel.documents.pictures import svg_to_png
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.spreadsheets import Column, Value, write_table
from lianfang.picture.analysis.choices import Tried
from lianfang.picture.analysis.rules.outcome import said
from lianfang.picture.analysis.rules.real_series import Figure, RealSeries, span_words
from lianfang.picture.analysis.rules.trials import Result, Settings, Tested, Trial

# Fewer outbreaks than this make no percentage.
LEAST_FOR_SHARE = 5
RESULT_COLUMNS = [
    Column("method", "方法", width=24),
    Column("parameters", "参数", width=34),
    Column("outbreaks", "已知暴发", kind="whole"),
    Column("judged", "能评判", kind="whole"),
    Column("found", "发现", kind="whole"),
    Column("false_alarms", "误报（次）", kind="whole"),
    Column("quiet_years", "评判的平静时间（年）", kind="number"),
    Column("false_per_year", "每年误报（次）", kind="number"),
    Column("median_days", "第几天发现（中位数）", kind="number"),
]
PERIOD_COLUMNS = [
    Column("label", "时段"),
    Column("count", "例数", kind="number"),
    Column("outbreak", "暴发"),
    Column("alarms", "报警的方法", width=60),
]


@dataclass(frozen=True)
class ResultLine:
    """One method as people read it."""

    method: str
    parameters: str
    found: str
    days: str
    false_per_year: str
    false_alarms: str


def result_lines(results: Iterable[Result]) -> list[ResultLine]:
    """Results for the page: a share only where there are enough outbreaks, a rate only for a year and more."""
    return [
        ResultLine(
            Tried(r.method).label, r.parameters, _found(r), said(r.median_days, 0),
            said(r.false_per_year, 1), f"{r.false_alarms} 次／{said(r.quiet_years, 1)} 年",
        )
        for r in results
    ]  # fmt: skip


def _found(result: Result) -> str:
    if not result.judged:
        return "不能评判"
    words = f"{result.found}／{result.judged} 起"
    if result.judged >= LEAST_FOR_SHARE:
        words += f"（{said(100 * (result.sensitivity or 0), 0)}%）"
    return words


def sum_up(results: Iterable[Result]) -> list[str]:
    """What the figures come to, in sentences for officials."""
    rows = [r for r in results if r.judged]
    if not rows:
        return ["没有一种方法能评判：暴发之前的数据不够长。请补充更早的数据，或减少历史年数。"]
    whole = [r for r in rows if r.found == r.judged]
    words = [f"{len(rows)} 种方法能够评判，{len(whole)} 种发现了全部能评判的暴发。"]
    rated = sorted((r for r in whole if r.false_per_year is not None), key=_by_rate)
    if rated:
        least = rated[0]
        words.append(
            f"其中误报最少的是 {Tried(least.method).label}：平静时每年误报 {said(least.false_per_year, 1)} 次，"
            f"第 {said(least.median_days, 0)} 天发现。"
        )
        fast = min(rated, key=lambda r: (r.median_days or 0, _by_rate(r)))
        if (fast.median_days or 0) < (least.median_days or 0):
            words.append(
                f"最早的是 {Tried(fast.method).label}：第 {said(fast.median_days, 0)} 天发现，"
                f"代价是每年误报 {said(fast.false_per_year, 1)} 次。"
            )
    missed = [Tried(r.method).label for r in rows if r.found < r.judged]
    if missed:
        words.append(f"有漏报的：{'、'.join(missed)}。")
    return words


def _by_rate(result: Result) -> float:
    return result.false_per_year or 0.0


@dataclass(frozen=True)
class SeriesLine:
    """One real series on the overview: what it is, and how many methods found its outbreaks."""

    known: RealSeries
    spans: str
    judged: int
    whole: int


def series_lines(known: Iterable[RealSeries], figures: Iterable[Figure]) -> list[SeriesLine]:
    """Real series with what was computed of them."""
    by_key: dict[str, list[Result]] = {}
    for figure in figures:
        by_key.setdefault(figure.series, []).append(figure.result)
    lines = []
    for row in known:
        judged = [r for r in by_key.get(row.key, ()) if r.judged]
        whole = sum(r.found == r.judged for r in judged)
        lines.append(SeriesLine(row, span_words(row), len(judged), whole))
    return lines


@dataclass(frozen=True)
class PeriodLine:
    """One period: count, whether in an outbreak, which methods had an alarm."""

    label: str
    count: str
    is_outbreak: bool
    alarms: str


def period_lines(trial: Trial, tested: Tested) -> list[PeriodLine]:
    """Every period of the series with the alarms in it."""
    by_place: dict[int, list[str]] = {}
    for method, places in tested.alarms.items():
        for place in places:
            by_place.setdefault(place, []).append(Tried(method).label)
    return [
        PeriodLine(
            trial.label(place), "缺报" if count is None else said(count, 1),
            trial.is_in_outbreak(place), "、".join(by_place.get(place, ())),
        )
        for place, count in enumerate(trial.counts)
    ]  # fmt: skip


def answer_trial(
    kind: str, trial: Trial, tested: Tested, settings: Settings, svg: str
) -> HttpResponse:
    """The figures (xlsx), the series with its alarms (csv), or the chart (svg, png) as a file to keep."""
    name = f"方法回测 {trial.name}.{kind}"
    if kind == "svg":
        return download(name, svg.encode())
    if kind == "png":
        return download(name, svg_to_png(svg))
    if kind == "xlsx":
        conditions = f"数据摘要 {trial.digest}；暴发结束后 {settings.grace} 期内报警也算发现"
        rows = list(_result_rows(tested.results))
        return download(
            name,
            write_table("方法回测", RESULT_COLUMNS, rows, as_of=clock.now(), filters=conditions),
        )
    lines = [",".join(column.title for column in PERIOD_COLUMNS)]
    lines += [
        f"{line.label},{line.count},{int(line.is_outbreak)},{line.alarms}"
        for line in period_lines(trial, tested)
    ]
    # With a byte order mark: otherwise Excel reads Chinese text files wrongly.
    return download(name, ("\ufeff" + "\r\n".join(lines) + "\r\n").encode())


def _result_rows(results: Iterable[Result]) -> Iterator[tuple[Value, ...]]:
    for r in results:
        numbers = (r.quiet_years, r.false_per_year, r.median_days)
        kept = [None if n is None else Decimal(str(round(n, 2))) for n in numbers]
        label = Tried(r.method).label
        yield (label, r.parameters, r.outbreaks, r.judged, r.found, r.false_alarms, *kept)
