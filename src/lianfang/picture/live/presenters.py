"""Lines, charts and columns of the picture."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.urls import reverse

from lianfang.base.kernel import clock
from lianfang.base.kernel.sections import Figure, Section
from lianfang.base.kernel.spreadsheets import Column, Value
from lianfang.command.emergencies.public import (
    OPEN_CLOCKS,
    ClockState,
    Emergency,
    Response,
    Tally,
    clock_state_at,
)
from lianfang.command.tasks.public import COUNTED, Standing
from lianfang.county.orgs.public import BoundaryShape

from . import rules
from .layers import Layer, Row
from .queries import AreaPicture, Snapshot

ON_WALL = 8
EVENT_COLUMNS = [
    Column("at", "时间", kind="moment"), Column("title", "事项", width=40), Column("who", "经办"),
    Column("text", "说明", width=60),
]  # fmt: skip
FIGURE_COLUMNS = [
    Column("section", "章节"), Column("label", "指标"), Column("value", "数值", kind="number"),
    Column("measure", "单位"), Column("numerator", "分子", width=30),
    Column("denominator", "分母", width=30), Column("definition", "口径", width=60),
    Column("source", "来源"),
]  # fmt: skip


def day_of(response: Response, now: datetime) -> int:
    """The day of the response, counted in Beijing dates; the first is day 1."""
    return (clock.beijing(now).date() - clock.beijing(response.started_at).date()).days + 1


def open_clocks(shown: Snapshot, now: datetime) -> list[Any]:
    """The clocks that still run, the most pressing first, as many as the wall holds."""
    running = [row for row in shown.clocks if row.stopped_at is None or row.stopped_at > now]
    return running[:ON_WALL]


@dataclass(frozen=True)
class LimitsThen:
    """The clocks of the law at a moment: past their limit, still running, stopped by then."""

    late: list[Any]
    running: list[Any]
    stopped: list[Any]


def limits_then(shown: Snapshot) -> LimitsThen:
    late: list[Any] = []
    running: list[Any] = []
    stopped: list[Any] = []
    for row in shown.clocks:
        state = clock_state_at(row, shown.at)
        kept = late if state == ClockState.LATE else running if state in OPEN_CLOCKS else stopped
        kept.append(row)
    return LimitsThen(late, running, stopped)


def late_units(shown: Snapshot) -> list[Standing]:
    """The units with most overdue tasks, as many as the wall holds."""
    return [row for row in shown.units if row.overdue][:ON_WALL]


def curve_chart(tallies: Sequence[Tally]) -> dict[str, Any]:
    """Cumulative cases and those in hospital over time, for the chart and its table."""
    return {
        "axis": "截至",
        "unit": "例",
        "labels": [clock.beijing(tally.as_of).strftime("%m-%d %H:%M") for tally in tallies],
        "series": [
            {"name": "累计病例", "data": [tally.cases for tally in tallies]},
            {"name": "现住院", "data": [tally.in_hospital for tally in tallies]},
        ],
    }


def event_rows(events: Iterable[Any]) -> Iterator[list[Value]]:
    for event in events:
        yield [event.at, event.title, event.who, event.text]


def paged(events: Sequence[Any], number: str | None) -> Page[Any]:
    return Paginator(events, 50).get_page(number)


@dataclass(frozen=True)
class FigureLine:
    """One figure of the book, with the section it stands in."""

    section: str
    figure: Figure

    @property
    def numerator(self) -> str:
        parts = self.figure.parts
        return f"{parts.numerator} {parts.counted}" if parts else ""

    @property
    def denominator(self) -> str:
        parts = self.figure.parts
        return f"{parts.denominator} {parts.total}" if parts else "无（计数）"


def figure_lines(sections: Iterable[Section], words: str) -> list[FigureLine]:
    text = words.strip()
    return [
        FigureLine(section.title, figure)
        for section in sections
        for figure in section.figures
        if not text or text in figure.label or text in figure.definition
    ]


def figure_rows(lines: Iterable[FigureLine]) -> Iterator[list[Value]]:
    for line in lines:
        figure = line.figure
        yield [
            line.section, figure.label, figure.value, figure.measure, line.numerator, line.denominator,
            figure.definition, figure.source,
        ]  # fmt: skip


# What a map can show: the figures that a township's tasks have.
_BY_KEY = {counted.key: counted for counted in COUNTED}
MAPPED = tuple(_BY_KEY[key] for key in ("open", "overdue", "accepted", "issued"))
AREA_COLUMNS = [
    Column("area", "乡镇", width=20), *(Column(c.key, c.label, kind="whole") for c in MAPPED),
]  # fmt: skip


@dataclass(frozen=True)
class AreaLine:
    """One township with its figures, each with the address of its rows."""

    code: str
    name: str
    values: dict[str, int]
    urls: dict[str, str]
    layer: Layer | None = None

    @property
    def named(self) -> list[Row]:
        """A few of the records behind the figure, by name."""
        return self.layer.named(self.code) if self.layer else []

    @property
    def unnamed(self) -> int:
        return self.layer.unnamed(self.code) if self.layer else 0

    @property
    def cells(self) -> list[tuple[str, int | str, str]]:
        if self.layer is not None:
            words = self.layer.words(self.code)
            return [(self.layer.label, words if words != "0" else 0, self.layer.url)]
        return [(c.label, self.values[c.key], self.urls[c.key]) for c in MAPPED]


@dataclass(frozen=True)
class MapShape:
    """One township on the map: where it lies, what it shows, how dark it is."""

    drawn: rules.Drawn
    line: AreaLine
    value: int | str
    overdue: int
    step: int
    url: str


@dataclass(frozen=True)
class AreaMap:
    """The county's townships, drawn where a boundary file was adopted, with legend and table."""

    key: str
    label: str
    definition: str
    lines: list[AreaLine]
    board: rules.Board | None
    shapes: list[MapShape]
    legend: list[tuple[int, str]]
    unmapped: list[AreaLine]
    noun: str = "任务"
    unit: str = "件"


def area_map(emergency: Emergency, picture: AreaPicture | Snapshot, key: str = "open") -> AreaMap:
    """One figure of the townships as a map; without outlines the lines alone."""
    counted = next((c for c in MAPPED if c.key == key), MAPPED[0])
    lines = [_area_line(emergency, picture.at, tile) for tile in picture.tiles]
    steps = rules.bounds(line.values[counted.key] for line in lines)
    board, drawn = _drawn(picture.outlines, lines)
    shapes = [_map_shape(line, place, counted.key, steps) for line, place in drawn]
    return AreaMap(
        counted.key, counted.label, counted.definition, lines, board, shapes, _legend(steps),
        _unmapped(board, lines, shapes),
    )  # fmt: skip


def layer_map(picture: AreaPicture, layer: Layer) -> AreaMap:
    """A layer of records as a map, in the manner of the tasks."""
    lines = [
        AreaLine(
            tile.area.code, tile.area.name, {layer.key: layer.value(tile.area.code)},
            {layer.key: layer.url}, layer,
        )
        for tile in picture.tiles
    ]  # fmt: skip
    steps = rules.bounds(line.values[layer.key] for line in lines)
    board, drawn = _drawn(picture.outlines, lines)
    shapes = [
        MapShape(
            place, line, layer.words(line.code), 0,
            rules.step_of(line.values[layer.key], steps), layer.url,
        )
        for line, place in drawn
    ]  # fmt: skip
    return AreaMap(
        layer.key, layer.label, layer.definition, lines, board, shapes, _legend(steps),
        _unmapped(board, lines, shapes), layer.noun, layer.unit,
    )  # fmt: skip


def _drawn(
    outlines: Sequence[BoundaryShape], lines: Sequence[AreaLine]
) -> tuple[rules.Board | None, list[tuple[AreaLine, rules.Drawn]]]:
    """The board and where each township stands on it; none without outlines."""
    by_code = {line.code: line for line in lines}
    known = [shape for shape in outlines if shape.area and shape.area.code in by_code]
    board = rules.draw([shape.polygons for shape in known]) if known else None
    places = zip(known, board.drawn if board else [], strict=True)
    return board, [(by_code[shape.area.code], drawn) for shape, drawn in places if shape.area]


def _legend(steps: Sequence[tuple[int, int]]) -> list[tuple[int, str]]:
    return [(0, "0")] + [
        (rules.step_of(low, steps), f"{low}" if low == high else f"{low}—{high}")
        for low, high in steps
    ]


def _unmapped(
    board: rules.Board | None, lines: Sequence[AreaLine], shapes: Sequence[MapShape]
) -> list[AreaLine]:
    drawn = {shape.line.code for shape in shapes}
    return [line for line in lines if line.code not in drawn] if board else []


def _area_line(emergency: Emergency, at: datetime, tile: Any) -> AreaLine:
    values = {c.key: getattr(tile.standing, c.key) if tile.standing else 0 for c in MAPPED}
    asked = urlencode({"at": at.isoformat(), "area": tile.area.code})
    urls = {
        c.key: f"{reverse('tasks:figure_tasks', args=[emergency.uuid, c.key])}?{asked}"
        for c in MAPPED
    }
    return AreaLine(tile.area.code, tile.area.name, values, urls)


def _map_shape(
    line: AreaLine, drawn: rules.Drawn, key: str, steps: list[tuple[int, int]]
) -> MapShape:
    value = line.values[key]
    overdue = 0 if key == "overdue" else line.values["overdue"]
    return MapShape(drawn, line, value, overdue, rules.step_of(value, steps), line.urls[key])


def layer_columns(layer: Layer) -> list[Column]:
    return [Column("area", "乡镇", width=20), Column("value", f"{layer.label}（{layer.unit}）")]


def area_rows(lines: Sequence[AreaLine]) -> list[list[Value]]:
    return [[line.name, *(value for _, value, _ in line.cells)] for line in lines]
