"""Cells of a table: which column is which, and what stands in one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lianfang.base.kernel.errors import RuleBroken

DATE_WORDS = (
    "发病日期",
    "发病时间",
    "发病日",
    "日期",
    "时间",
    "统计日期",
    "onset",
    "date",
    "dates",
    "day",
)
REPORT_WORDS = (
    "报告日期",
    "报告时间",
    "报卡日期",
    "录入日期",
    "report_date",
    "dt_report",
    "date_of_report",
    "reported",
)
COUNT_WORDS = (
    "病例数",
    "例数",
    "发病数",
    "人数",
    "数量",
    "数值",
    "合计",
    "count",
    "cases",
    "value",
)
YEARS, WEEKS, MONTHS = ("年", "年份", "year"), ("周", "周次", "week"), ("月", "月份", "month")
WEEK_WRITTEN = re.compile(r"\s*(\d{4})\s*(?:-?\s*[Ww]|年?\s*第|年)\s*(\d{1,2})\s*周?\s*$")
BIRTH = re.compile("出生|生日|birth|dob")
# Titles that count only as they stand: case_id holds no number of cases.
COUNT_TITLES = ("case", "observed", "number", "n", "i")
AREA_WORDS = (
    "现住地区",
    "地区",
    "区划",
    "乡镇",
    "街道",
    "单位",
    "学校",
    "省份",
    "area",
    "town",
    "township",
    "village",
    "county",
    "district",
    "region",
    "province",
)

# Report first: 报告日期 also ends in 日期.
TITLES = (
    ("report", REPORT_WORDS), ("date", DATE_WORDS), ("count", COUNT_WORDS), ("area", AREA_WORDS),
)  # fmt: skip


@dataclass(frozen=True)
class Places:
    """
    Which columns hold what: numbers from 0, None where there is no such column.

    `within`: the column of weeks (or months) where `date` holds the year alone.
    """

    date: int
    report: int | None
    count: int | None
    area: int | None
    within: int | None = None
    is_month: bool = False


def find_places(header: Sequence[object], wanted: dict[str, str] | None = None) -> Places:
    """
    Find the columns by their titles, or by those a person typed.

    :raises RuleBroken: no column of dates, or a title that the table does not have.
    """
    titles = [plain_title(cell) for cell in header]
    typed = {
        key: plain_title(value) for key, value in (wanted or {}).items() if value and value.strip()
    }
    missing = [title for title in typed.values() if title not in titles]
    if missing:
        raise RuleBroken(f"表头里没有“{missing[0]}”这一列。请照表头原样填写，或留空由系统辨认。")
    found: dict[str, int] = {}
    for key, words in TITLES:
        exact = COUNT_TITLES if key == "count" else ()
        place = (
            titles.index(typed[key])
            if key in typed
            else column_by(titles, words, found.values(), exact=exact)
        )
        if place is not None:
            found[key] = place
    rest = found.get("count"), found.get("area")
    if "date" in found:
        return Places(found["date"], found.get("report"), *rest)
    if "report" in found:
        return Places(found["report"], None, *rest)
    year, week, month = (_exactly(titles, words) for words in (YEARS, WEEKS, MONTHS))
    within = month if week is None else week
    if year is None or within is None:
        raise RuleBroken(
            "没有找到日期列。请在表头写“发病日期”或“日期”（也可“年份”和“周次”、“年份”和“月份”两列），"
            "或在下方填写日期列的名称。"
        )
    return Places(year, None, *rest, within=within, is_month=week is None)


def _exactly(titles: list[str], words: tuple[str, ...]) -> int | None:
    return next((place for place, title in enumerate(titles) if title in words), None)


def plain_title(cell: object) -> str:
    """A title without marks, measures in brackets and spaces."""
    return re.sub(r"[\s*（(].*$", "", str(cell or "").strip().lower()) or str(cell or "").strip()


def column_by(
    titles: list[str], words: tuple[str, ...], taken: object, *, exact: tuple[str, ...] = ()
) -> int | None:
    """
    The first column, not taken, titled by one of the words; one that contains a word comes after.

    Days of birth are never looked for. A word of letters is a whole word: no count in a country.
    """
    used = set(taken)  # type: ignore[call-overload]
    free = [(p, t) for p, t in enumerate(titles) if p not in used and not BIRTH.search(t)]
    for word in (*words, *exact):
        for place, title in free:
            if title == word:
                return place
    for word in words:
        found = re.compile(rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else word)
        for place, title in free:
            if found.search(title):
                return place
    return None


def cell_at(cells: Sequence[object], place: int | None) -> object:
    """What stands in a column of a row; None where there is no such column."""
    return cells[place] if place is not None and place < len(cells) else None


def as_week(cell: object) -> date | None:
    """The Monday of a week written 2026-W10, 2026年第10周 or 2026第10周 (ISO 8601)."""
    match = WEEK_WRITTEN.match(str(cell or ""))
    if not match:
        return None
    try:
        return date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        return None


def period_of(cells: Sequence[object], places: Places) -> date | None:
    """The first day of the row's period: a day, a week, or a year and a week or month in two columns."""
    cell = cell_at(cells, places.date)
    if places.within is None:
        return as_week(cell) or as_day(cell)
    year, part = (as_count(part) for part in (cell, cell_at(cells, places.within)))
    if year is None or part is None or year % 1 or part % 1:
        return None
    try:
        if places.is_month:
            return date(int(year), int(part), 1)
        return date.fromisocalendar(int(year), int(part), 1)
    except ValueError:
        return None


def as_day(cell: object) -> date | None:
    """Read 2026-03-01, 2026/3/1, 2026年3月1日, 20260301, 2026-03 (its first day), or a real date."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell or "")
    match = re.match(r"\s*(\d{4})[-/.年]?(\d{1,2})(?:[-/.月]?(\d{1,2}))?", text)
    if not match:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        return None


def as_count(cell: object) -> float | None:
    """Read a number that is not negative."""
    try:
        value = float(str(cell).replace(",", "").strip())
    except ValueError:
        return None
    return value if 0 <= value < 1e9 else None
