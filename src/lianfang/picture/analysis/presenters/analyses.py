"""Analyses in words, tables and pictures."""

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.safestring import SafeString, mark_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.documents.pictures import svg_to_png
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.spreadsheets import Column, Value, write_table
from lianfang.picture.analysis.choices import Method
from lianfang.picture.analysis.models import Analysis, AnalysisFigure, AnalysisPoint
from lianfang.picture.analysis.rules.backtest import Score
from lianfang.picture.analysis.rules.outcome import Point, Stated, said
from lianfang.picture.analysis.rules.reading import KINDS
from lianfang.picture.analysis.rules.series import Fault, Series

LIST_COLUMNS = [
    Column("number", "编号", width=14),
    Column("title", "标题", width=32),
    Column("method", "方法", width=20),
    Column("summary", "结论", width=60),
    Column("emergency", "事件", width=24),
    Column("disease", "病种", width=16),
    Column("data", "数据", width=24),
    Column("digest", "数据摘要（SHA-256）", width=20),
    Column("made_at", "保存时间", kind="moment"),
    Column("made_by", "分析人"),
]
POINT_COLUMNS = [
    Column("start", "时段", kind="date"),
    Column("value", "数值", kind="number"),
    Column("expected", "预期", kind="number"),
    Column("low", "下限", kind="number"),
    Column("high", "上限", kind="number"),
    Column("flagged", "高于上限"),
    Column("note", "说明", width=30),
]
FAULT_COLUMNS = [
    Column("kind", "问题", width=18),
    Column("rows", "位置", width=50),
    Column("words", "怎样处理", width=60),
]
SCORE_COLUMNS = [
    Column("interval", "间隔"),
    Column("method", "方法", width=30),
    Column("outbreaks", "已知暴发", kind="whole"),
    Column("found", "发现", kind="whole"),
    Column("sensitivity", "灵敏度（%）", kind="number"),
    Column("delay", "第几期发现（中位数）", kind="number"),
    Column("false_per_year", "每年误报（次/序列）", kind="number"),
    Column("years", "判断的平静时间（年）", kind="number"),
]
FILE_KINDS = ("svg", "png", "xlsx", "csv")


def chart(svg: str) -> SafeString:
    """Put a drawing into a page. Our own `draw_chart` made it and escaped every word in it."""
    return mark_safe(svg)  # noqa: S308


@dataclass(frozen=True)
class FigureLine:
    """One figure as people read it: value, range, and why there is none."""

    label: str
    value: str
    range: str
    measure: str
    definition: str
    note: str


def figure_lines(figures: Iterable[Stated | AnalysisFigure]) -> list[FigureLine]:
    """Figures for the page."""
    return [
        FigureLine(
            f.label,
            said(f.value),
            f"{said(f.low)} – {said(f.high)}" if f.low is not None and f.high is not None else "",
            f.measure if f.value is not None else "",
            f.definition,
            f.note,
        )
        for f in figures
    ]


@dataclass(frozen=True)
class PointLine:
    """One interval as people read it."""

    start: str
    value: str
    expected: str
    low: str
    high: str
    is_flagged: bool
    note: str


def point_lines(points: Iterable[Point | AnalysisPoint]) -> list[PointLine]:
    """Intervals for the page."""
    return [
        PointLine(
            _start(p).isoformat(), said(p.value), said(p.expected), said(p.low), said(p.high),
            p.is_flagged, p.note,
        )
        for p in points
    ]  # fmt: skip


def known_columns(points: Collection[Point | AnalysisPoint]) -> dict[str, bool]:
    """Which numbers a method gives at all: a column of nothing but dashes is not shown."""
    names = ("expected", "low", "high")
    return {name: any(getattr(p, name) is not None for p in points) for name in names}


def _start(point: Point | AnalysisPoint) -> date:
    return point.start if isinstance(point, Point) else point.start_on


def point_rows(points: Iterable[Point | AnalysisPoint]) -> Iterator[tuple[Value, ...]]:
    """Intervals for a spreadsheet, in the order of POINT_COLUMNS."""
    for p in points:
        numbers = [None if v is None else round(v, 6) for v in (p.value, p.expected, p.low, p.high)]
        yield (_start(p), *numbers, "是" if p.is_flagged else "", p.note)


def analysis_rows(analyses: Iterable[Analysis]) -> Iterator[tuple[Value, ...]]:
    """One line per analysis, in the order of LIST_COLUMNS."""
    for row in analyses:
        yield (
            row.number, row.title, row.get_method_display(), row.summary,
            row.emergency.name if row.emergency else "", row.data_disease, row.data_name, row.digest,
            row.made_at,
            row.made_by.name if row.made_by else "",
        )  # fmt: skip


def answer_file(
    kind: str, name: str, svg: str, points: Iterable[Point | AnalysisPoint], conditions: str
) -> HttpResponse:
    """The figure (svg, png) or its data (xlsx, csv) as a file to keep."""
    file = f"{name}.{kind}"
    if kind == "svg":
        return download(file, svg.encode())
    if kind == "png":
        return download(file, svg_to_png(svg))
    rows = list(point_rows(points))
    if kind == "xlsx":
        return download(
            file, write_table("数据", POINT_COLUMNS, rows, as_of=clock.now(), filters=conditions)
        )
    lines = [",".join(column.title for column in POINT_COLUMNS)]
    lines += [",".join("" if v is None else str(v) for v in row) for row in rows]
    # With a byte order mark: otherwise Excel reads Chinese text files wrongly.
    return download(file, ("\ufeff" + "\r\n".join(lines) + "\r\n").encode())


def fault_lines(series: Series) -> list[Fault]:
    """Faults with the name of their kind."""
    return [Fault(KINDS.get(f.kind, f.kind), f.rows, f.words) for f in series.faults]


@dataclass(frozen=True)
class ScoreLine:
    """One method of the back-test as people read it."""

    method: str
    found: int
    outbreaks: int
    sensitivity: str
    delay: str
    false_per_year: str


def score_lines(scores: Iterable[Score]) -> list[ScoreLine]:
    """Scores for the page."""
    return [
        ScoreLine(
            Method(s.method).label, s.found, s.outbreaks, f"{said(100 * s.sensitivity, 0)}%",
            said(s.delay, 1), said(s.false_per_year, 1),
        )
        for s in scores
    ]  # fmt: skip


def score_rows(tables: dict[str, Iterable[Score]]) -> Iterator[tuple[Value, ...]]:
    """Scores of both intervals for a spreadsheet, in the order of SCORE_COLUMNS."""
    for label, scores in tables.items():
        for s in scores:
            numbers = (100 * s.sensitivity, s.delay, s.false_per_year, s.years)
            kept = [Decimal(str(round(n, 2))) if math.isfinite(n) else None for n in numbers]
            yield (label, Method(s.method).label, s.outbreaks, s.found, *kept)


def query_of(values: dict[str, object]) -> str:
    """A query string of what is set."""
    return "&".join(f"{k}={quote(str(v))}" for k, v in values.items() if v not in ("", None))
