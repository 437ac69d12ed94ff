"""From the rows of a table to a series, and what is doubtful about them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from lianfang.base.kernel.errors import RuleBroken
from lianfang.picture.analysis.rules.series import Fault, Series, build_series

from .cells import Places, as_count, as_day, cell_at, find_places, period_of
from .doubts import Line, area_faults, maybe_series, rows_in_words, series_faults

EARLIEST = date(1950, 1, 1)
MOST_ROWS = 100_000
WORDS = {
    "duplicate": "整行与前面某行完全相同，已照样计入；请核对是否重复登记。",
    "bad_date": "日期为空、读不出、晚于今天或早于1950年，未计入；请更正后重新上传。",
    "order": "报告日期早于发病日期，只按发病日期计入；请核对两个日期。",
    "bad_count": "数量为空、不是数或为负，未计入；请更正后重新上传。",
}


def read_series(
    name: str,
    header: Sequence[object],
    rows: Iterator[Sequence[object]],
    *,
    today: date,
    known_areas: frozenset[str] = frozenset(),
    wanted: dict[str, str] | None = None,
    disease: str = "",
) -> Series:
    """
    Read a line list (one row per case) or a series (one row per period, with a count).

    Only the day, the report day, the count and the area are kept, added up; every other column,
    names among them, is dropped here.

    :raises RuleBroken: no column of dates, no usable row, or too many rows.
    """
    places = find_places(header, wanted)
    numbers = _Numbers(places)
    lines, faults, total = _read_lines(numbers.seen(rows), places, today)
    if not lines:
        raise RuleBroken("表中没有一行能读出日期，请检查日期列的格式（如 2026-03-01）后重新上传。")
    is_list = places.count is None
    areas = sorted({line.area for line in lines if line.area})
    faults += area_faults(areas, known_areas)
    faults += maybe_series(lines, numbers.titles(header)) if is_list else series_faults(lines)
    return build_series(
        name,
        "upload",
        ((line.area, line.day, line.count) for line in lines),
        is_list=is_list,
        rows=total,
        pairs=((line.day, line.report, line.count) for line in lines if line.report),
        faults=faults,
        columns=_columns(header, places),
        disease=disease.strip()[:60],
    )


class _Numbers:
    """Which columns that were not taken hold a number in every row; serial numbers are none."""

    def __init__(self, places: Places) -> None:
        self.taken = {places.date, places.report, places.count, places.area, places.within}
        self.last: dict[int, float] = {}
        self.serial: set[int] = set()
        self.left: set[int] | None = None

    def seen(self, rows: Iterator[Sequence[object]]) -> Iterator[Sequence[object]]:
        """The rows as they come, looked at in passing."""
        for cells in rows:
            if any(cell not in (None, "") for cell in cells):
                self._look(cells)
            yield cells

    def _look(self, cells: Sequence[object]) -> None:
        values = {
            place: as_count(cell) for place, cell in enumerate(cells) if place not in self.taken
        }
        numbers = {place: value for place, value in values.items() if value is not None}
        if self.left is None:
            self.left = self.serial = set(numbers)
        else:
            self.left = self.left & set(numbers)
            self.serial = {p for p in self.serial & self.left if numbers[p] == self.last[p] + 1}
        self.last = numbers

    def titles(self, header: Sequence[object]) -> list[str]:
        """Titles of the columns of numbers."""
        left = sorted((self.left or set()) - self.serial)
        return [str(header[place]) for place in left if place < len(header)]


def _columns(header: Sequence[object], places: Places) -> list[str]:
    """Which column was taken for what, in words."""
    taken = (
        ("日期" if places.within is None else "年", places.date),
        ("月" if places.is_month else "周", places.within),
        ("报告日期", places.report), ("数量", places.count), ("地区", places.area),
    )  # fmt: skip
    return [f"{label}：{header[place]}" for label, place in taken if place is not None]


def _read_lines(
    rows: Iterator[Sequence[object]], places: Places, today: date
) -> tuple[list[Line], list[Fault], int]:
    lines: list[Line] = []
    wrong: dict[str, list[int]] = defaultdict(list)
    seen: Counter[int] = Counter()
    total = 0
    for number, cells in enumerate(rows, start=2):
        if all(cell in (None, "") for cell in cells):
            continue
        total += 1
        if total > MOST_ROWS:
            raise RuleBroken(f"超过 {MOST_ROWS:,} 行，请先按年份拆分再上传。")
        key = hash(tuple(map(str, cells)))
        seen[key] += 1
        if seen[key] > 1:
            wrong["duplicate"].append(number)
        line = _line(number, cells, places, today, wrong)
        if line:
            lines.append(line)
    faults = [Fault(kind, rows_in_words(numbers), WORDS[kind]) for kind, numbers in wrong.items()]
    return lines, faults, total


def _line(
    number: int, cells: Sequence[object], places: Places, today: date, wrong: dict[str, list[int]]
) -> Line | None:
    day = period_of(cells, places)
    if day is None or not EARLIEST <= day <= today:
        wrong["bad_date"].append(number)
        return None
    count = 1.0 if places.count is None else as_count(cell_at(cells, places.count))
    if count is None:
        wrong["bad_count"].append(number)
        return None
    report = as_day(cell_at(cells, places.report)) if places.report is not None else None
    if report is not None and not day <= report <= today:
        wrong["order"].append(number)
        report = None
    area = "" if places.area is None else str(cell_at(cells, places.area) or "").strip()[:60]
    return Line(number, day, report, count, area)
