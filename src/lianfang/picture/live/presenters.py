"""Lines, charts and columns of the picture."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator

from lianfang.base.kernel import clock
from lianfang.base.kernel.sections import Figure, Section
from lianfang.base.kernel.spreadsheets import Column, Value
from lianfang.command.emergencies.public import Response, Tally
from lianfang.command.tasks.public import Standing

from .queries import Snapshot

ON_WALL = 8
EVENT_COLUMNS = [
    Column("at", "时间", kind="moment"), Column("title", "事项", width=40), Column("who", "经办"),
    Column("text", "说明", width=60),
]  # fmt: skip
FIGURE_COLUMNS = [
    Column("section", "章节"), Column("label", "指标"), Column("value", "数值", kind="number"),
    Column("measure", "单位"), Column("definition", "口径", width=60), Column("source", "来源"),
]  # fmt: skip


def day_of(response: Response, now: datetime) -> int:
    """The day of the response, counted in Beijing dates; the first is day 1."""
    return (clock.beijing(now).date() - clock.beijing(response.started_at).date()).days + 1


def open_clocks(shown: Snapshot, now: datetime) -> list[Any]:
    """The clocks that still run, the most pressing first, as many as the wall holds."""
    running = [row for row in shown.clocks if row.stopped_at is None or row.stopped_at > now]
    return running[:ON_WALL]


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
            line.section, figure.label, figure.value, figure.measure, figure.definition, figure.source,
        ]  # fmt: skip
