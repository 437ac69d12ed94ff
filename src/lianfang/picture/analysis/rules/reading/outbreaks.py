"""A series with its outbreaks, as an epidemiologist uploads it: days or weeks, counts, marks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

from lianfang.base.kernel.errors import RuleBroken
from lianfang.picture.analysis.rules.trials import WEEK, Trial

from .cells import (
    COUNT_WORDS,
    DATE_WORDS,
    as_count,
    as_day,
    as_week,
    cell_at,
    column_by,
    plain_title,
)

WEEK_WORDS = ("周次", "周", "week", "星期")
FLAG_WORDS = ("暴发", "暴发标记", "疫情", "outbreak", "flag")
OBSERVED_WORDS = (*COUNT_WORDS, "observed")
YES, NO = ("1", "1.0", "是", "true", "yes", "y"), ("", "0", "0.0", "否", "false", "no", "n")
MOST_PERIODS = 4000
SHOWN = 12
DAY_WRITTEN = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}")


@dataclass(frozen=True)
class BadRow:
    """One cell that could not be read: its row in the sheet, its column, what stands there and what to do."""

    row: int
    column: str
    value: str
    words: str


@dataclass(frozen=True)
class ReadTrial:
    """A table as it was understood: the series, its first rows, and the rows that could not be read."""

    trial: Trial
    rows: int
    first: tuple[tuple[str, str, str], ...]
    bad: tuple[BadRow, ...]
    columns: tuple[str, ...]

    def with_trial(self, trial: Trial) -> "ReadTrial":
        """The same table with its outbreaks marked otherwise."""
        return replace(self, trial=trial)

    def to_plain(self) -> dict[str, object]:
        """As a session keeps it."""
        return {**asdict(self), "trial": self.trial.to_plain()}

    @classmethod
    def from_plain(cls, plain: dict) -> "ReadTrial":
        """Read back from a session."""
        return cls(
            Trial.from_plain(plain["trial"]), plain["rows"], tuple(tuple(r) for r in plain["first"]),
            tuple(BadRow(**row) for row in plain["bad"]), tuple(plain["columns"]),
        )  # fmt: skip


@dataclass(frozen=True)
class _Columns:
    """Which columns hold the period, the count and the mark; the mark may be missing."""

    period: int
    count: int
    flag: int | None
    titles: tuple[str, ...]


def read_trial(
    name: str, header: Sequence[object], rows: Iterator[Sequence[object]], *, step: int, today: date
) -> ReadTrial:
    """
    Read a series: one row per period with a day or a week, a count, and a mark where it was an outbreak.

    A row that cannot be read is named and becomes a gap; so is a period without a row.

    :raises RuleBroken: a column is missing, no row can be read, or there are too many periods.
    """
    columns = _find(header)
    cells: dict[date, tuple[float | None, bool]] = {}
    bad: list[BadRow] = []
    first: list[tuple[str, str, str]] = []
    total, anchor = 0, None
    for number, row in enumerate(rows, start=2):
        if all(cell in (None, "") for cell in row):
            continue
        total += 1
        if len(first) < SHOWN:
            places = (columns.period, columns.count, columns.flag)
            first.append(tuple(_text(cell_at(row, place)) for place in places))
        read = _Row(number, row, columns, step, today)
        day = read.day(anchor, cells)
        if day is not None:
            anchor = anchor or day
            cells[day] = (read.count(), read.flag())
        bad += read.bad
    if not cells:
        raise RuleBroken(
            "表中没有一行能读出日期或周次。日期写 2026-03-02，周次写 2026-W10 或 2026年第10周。"
        )
    trial = _laid_out(name, cells, step)
    named = tuple(columns.titles[p] for p in (columns.period, columns.count, columns.flag) if p is not None)  # fmt: skip
    return ReadTrial(trial, total, tuple(first), tuple(bad), named)


def _find(header: Sequence[object]) -> _Columns:
    titles = [plain_title(cell) for cell in header]
    flag = column_by(titles, FLAG_WORDS, ())
    taken = {flag}
    count = column_by(titles, OBSERVED_WORDS, taken)
    taken.add(count)
    period = column_by(titles, (*WEEK_WORDS, *DATE_WORDS), taken)
    if period is None:
        raise RuleBroken("没有找到日期或周次列。请在表头写“日期”或“周次”。")
    if count is None:
        raise RuleBroken("没有找到例数列。请在表头写“病例数”。")
    return _Columns(period, count, flag, tuple(str(cell or "") for cell in header))


class _Row:
    """One row being read; what is wrong with it gathers in `bad`."""

    def __init__(
        self, number: int, cells: Sequence[object], columns: _Columns, step: int, today: date
    ) -> None:
        self.number, self.cells, self.columns = number, cells, columns
        self.step, self.today = step, today
        self.bad: list[BadRow] = []

    def day(self, anchor: date | None, known: dict[date, tuple[float | None, bool]]) -> date | None:
        """The first day of the row's period."""
        cell = cell_at(self.cells, self.columns.period)
        day = as_week(cell) or as_day(cell)
        words = ""
        if day is None:
            words = "读不出日期或周次，请写 2026-03-02 或 2026-W10。"
        elif day > self.today:
            words = "晚于今天，请核对年份。"
        elif day in known:
            words = "这一期前面已有一行，请只留一行。"
        elif anchor and (day - anchor).days % self.step:
            words = "与第一行相隔不是整周，请统一写每周的同一天，或选“按日”。"
        if words:
            self._note(self.columns.period, cell, words)
            return None
        return day

    def count(self) -> float | None:
        cell = cell_at(self.cells, self.columns.count)
        value = as_count(cell)
        if value is None and cell not in (None, ""):
            self._note(self.columns.count, cell, "不是数，或为负，按缺报处理。")
        return value

    def flag(self) -> bool:
        if self.columns.flag is None:
            return False
        cell = cell_at(self.cells, self.columns.flag)
        written = _text(cell).lower()
        if written not in (*YES, *NO):
            self._note(self.columns.flag, cell, "暴发标记写 1 或 0，按 0 处理。")
        return written in YES

    def _note(self, place: int, cell: object, words: str) -> None:
        self.bad.append(BadRow(self.number, self.columns.titles[place], _text(cell)[:40], words))


def _text(cell: object) -> str:
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return "" if cell is None else str(cell).strip()


def _laid_out(name: str, cells: dict[date, tuple[float | None, bool]], step: int) -> Trial:
    start, last = min(cells), max(cells)
    length = (last - start).days // step + 1
    if length > MOST_PERIODS:
        raise RuleBroken(
            f"起止相隔 {length:,} 期，超过 {MOST_PERIODS:,} 期，请核对年份或拆分后上传。"
        )
    table = [
        cells.get(start + timedelta(days=step * place), (None, False)) for place in range(length)
    ]
    marks = [flag for _, flag in table]
    counts = tuple(count for count, _ in table)
    return Trial(name, step, start.isoformat(), counts, runs_of(marks))


def runs_of(marks: Sequence[bool]) -> tuple[tuple[int, int], ...]:
    """First and last place of every run of marked periods."""
    firsts = [i for i, mark in enumerate(marks) if mark and not (i and marks[i - 1])]
    lasts = [
        i for i, mark in enumerate(marks) if mark and not (i + 1 < len(marks) and marks[i + 1])
    ]
    return tuple(zip(firsts, lasts, strict=True))


def read_spans(written: str) -> list[tuple[date, date]]:
    """
    Read outbreaks typed one per line: first and last day.

    :raises RuleBroken: a line without two days in order.
    """
    spans = []
    for line in filter(str.strip, written.splitlines()):
        days = [as_day(day) for day in DAY_WRITTEN.findall(line)]
        if len(days) != 2 or None in days or days[0] > days[1]:  # type: ignore[operator]
            words = (
                f"“{line.strip()[:40]}”读不出起止日期，请每行写一段，如 2024-05-06 至 2024-05-26。"
            )
            raise RuleBroken(words, fields={"spans": words})
        spans.append((days[0], days[1]))
    return spans


def mark_outbreaks(trial: Trial, spans: Sequence[tuple[date, date]]) -> Trial:
    """
    Mark the periods of some spans as outbreaks, in place of those marked before.

    :raises RuleBroken: a span outside the series.
    """
    start = date.fromisoformat(trial.start)
    marks = [False] * len(trial.counts)
    for first, last in spans:
        places = ((first - start).days // trial.step, (last - start).days // trial.step)
        if places[0] < 0 or places[1] >= len(marks):
            words = f"{first} 至 {last} 不在数据的时段（{trial.label(0)} 至 {trial.label(len(marks) - 1)}）内。"
            raise RuleBroken(words, fields={"spans": words})
        marks[places[0] : places[1] + 1] = [True] * (places[1] - places[0] + 1)
    return Trial(trial.name, trial.step, trial.start, trial.counts, runs_of(marks))


def spans_written(trial: Trial) -> str:
    """The outbreaks of a series as they would be typed; the last day is that of the last period."""
    start = date.fromisoformat(trial.start)
    tail = timedelta(days=trial.step - 1 if trial.step == WEEK else 0)
    return "\n".join(
        f"{start + timedelta(days=trial.step * first)} 至 {start + timedelta(days=trial.step * last) + tail}"
        for first, last in trial.outbreaks
    )
