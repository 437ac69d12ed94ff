"""From the rows of a table to a series, and what is doubtful about them."""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lianfang.base.kernel.errors import RuleBroken

from .series import Fault, Series, build_series

DATE_WORDS = ("发病日期", "发病时间", "发病日", "日期", "时间", "统计日期", "onset", "date", "day")
REPORT_WORDS = ("报告日期", "报告时间", "报卡日期", "录入日期", "report_date", "reported")
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
AREA_WORDS = ("现住地区", "地区", "区划", "乡镇", "街道", "单位", "学校", "area", "town")
EARLIEST = date(1950, 1, 1)
LONGEST_YEARS = 40
MOST_ROWS = 100_000
SHOWN_ROWS = 12
LEAST_REPEATED = 5
KINDS = {
    "duplicate": "重复行",
    "bad_date": "日期不可能",
    "order": "报告早于发病",
    "bad_count": "数值有误",
    "twice": "同一时段重复报送",
    "repeated_month": "相邻月份数据雷同",
    "unknown_area": "未知地区",
    "gap": "中间有缺报",
    "fallen": "累计数减少",
}


@dataclass(frozen=True)
class Places:
    """Which columns hold what: numbers from 0, None where there is no such column."""

    date: int
    report: int | None
    count: int | None
    area: int | None


@dataclass(frozen=True)
class Line:
    """One readable row: its number in the sheet, its day, report day, count and area."""

    row: int
    day: date
    report: date | None
    count: float
    area: str


def find_places(header: Sequence[object], wanted: dict[str, str] | None = None) -> Places:
    """
    Find the columns by their titles, or by those a person typed.

    :raises RuleBroken: no column of dates, or a title that the table does not have.
    """
    titles = [_plain(cell) for cell in header]
    typed = {key: _plain(value) for key, value in (wanted or {}).items() if value and value.strip()}
    missing = [title for title in typed.values() if title not in titles]
    if missing:
        raise RuleBroken(f"表头里没有“{missing[0]}”这一列。请照表头原样填写，或留空由系统辨认。")
    found: dict[str, int] = {}
    # Report first: 报告日期 also ends in 日期.
    for key, words in (
        ("report", REPORT_WORDS),
        ("date", DATE_WORDS),
        ("count", COUNT_WORDS),
        ("area", AREA_WORDS),
    ):
        place = (
            titles.index(typed[key]) if key in typed else _by_words(titles, words, found.values())
        )
        if place is not None:
            found[key] = place
    if "date" not in found:
        if "report" not in found:
            raise RuleBroken(
                "没有找到日期列。请在表头写“发病日期”或“日期”，或在下方填写日期列的名称。"
            )
        found["date"] = found.pop("report")
    return Places(found["date"], found.get("report"), found.get("count"), found.get("area"))


def _plain(cell: object) -> str:
    return re.sub(r"[\s*（(].*$", "", str(cell or "").strip().lower()) or str(cell or "").strip()


def _by_words(titles: list[str], words: tuple[str, ...], taken: object) -> int | None:
    used = set(taken)  # type: ignore[call-overload]
    for word in words:
        for place, title in enumerate(titles):
            if place not in used and title == word:
                return place
    for word in words:
        for place, title in enumerate(titles):
            if place not in used and word in title:
                return place
    return None


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
    lines, faults, total = _read_lines(rows, places, today)
    if not lines:
        raise RuleBroken("表中没有一行能读出日期，请检查日期列的格式（如 2026-03-01）后重新上传。")
    is_list = places.count is None
    areas = sorted({line.area for line in lines if line.area})
    faults += _area_faults(areas, known_areas)
    if not is_list:
        faults += _twice(lines) + _repeated_months(lines) + _gaps(lines)
    columns = [
        f"{label}：{header[place]}"
        for label, place in (
            ("日期", places.date),
            ("报告日期", places.report),
            ("数量", places.count),
            ("地区", places.area),
        )
        if place is not None
    ]
    return build_series(
        name,
        "upload",
        ((line.area, line.day, line.count) for line in lines),
        is_list=is_list,
        rows=total,
        pairs=((line.day, line.report, line.count) for line in lines if line.report),
        faults=faults,
        columns=columns,
        disease=disease.strip()[:60],
    )


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
    faults = [Fault(kind, _rows(numbers), WORDS[kind]) for kind, numbers in wrong.items()]
    return lines, faults, total


WORDS = {
    "duplicate": "整行与前面某行完全相同，已照样计入；请核对是否重复登记。",
    "bad_date": "日期为空、读不出、晚于今天或早于1950年，未计入；请更正后重新上传。",
    "order": "报告日期早于发病日期，只按发病日期计入；请核对两个日期。",
    "bad_count": "数量为空、不是数或为负，未计入；请更正后重新上传。",
}


def _line(
    number: int, cells: Sequence[object], places: Places, today: date, wrong: dict[str, list[int]]
) -> Line | None:
    day = as_day(_cell(cells, places.date))
    if day is None or not EARLIEST <= day <= today:
        wrong["bad_date"].append(number)
        return None
    count = 1.0 if places.count is None else as_count(_cell(cells, places.count))
    if count is None:
        wrong["bad_count"].append(number)
        return None
    report = as_day(_cell(cells, places.report)) if places.report is not None else None
    if report is not None and not day <= report <= today:
        wrong["order"].append(number)
        report = None
    area = "" if places.area is None else str(_cell(cells, places.area) or "").strip()[:60]
    return Line(number, day, report, count, area)


def _cell(cells: Sequence[object], place: int | None) -> object:
    return cells[place] if place is not None and place < len(cells) else None


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


def _rows(numbers: list[int]) -> str:
    shown = "、".join(str(n) for n in numbers[:SHOWN_ROWS])
    return f"第 {shown} 行" + (f" 等 {len(numbers)} 行" if len(numbers) > SHOWN_ROWS else "")


def _area_faults(areas: list[str], known: frozenset[str]) -> list[Fault]:
    strange = [area for area in areas if area not in known] if known else []
    if not strange:
        return []
    shown = "、".join(strange[:SHOWN_ROWS])
    words = "与本县区划名称对不上，仍按表中名称分组；请核对写法。"
    return [Fault("unknown_area", f"{shown}（{len(strange)} 个）", words)]


def _twice(lines: list[Line]) -> list[Fault]:
    counted = Counter((line.area, line.day) for line in lines)
    rows = [line.row for line in lines if counted[line.area, line.day] > 1]
    words = "同一地区同一日期有多行，数量已相加；如属重复报送，请只留一行。"
    return [Fault("twice", _rows(rows), words)] if rows else []


def _repeated_months(lines: list[Line]) -> list[Fault]:
    """Months of one area whose days repeat those of the month before, figure by figure."""
    months: dict[tuple[str, int], dict[int, float]] = defaultdict(dict)
    for line in lines:
        months[line.area, line.day.year * 12 + line.day.month][line.day.day] = line.count
    found = []
    for (area, month), days in sorted(months.items()):
        before = months.get((area, month - 1))
        both = [d for d in days if before and d in before and days[d]]
        if len(both) >= LEAST_REPEATED and all(days[d] == before[d] for d in both):  # type: ignore[index]
            found.append(f"{area}{(month - 1) // 12}年{(month - 1) % 12 + 1}月")
    words = "与上月逐日完全相同，可能是复制；请向报送单位核实。"
    return [Fault("repeated_month", "、".join(found[:SHOWN_ROWS]), words)] if found else []


def _gaps(lines: list[Line]) -> list[Fault]:
    """Days without a row in a daily series; other steps are not judged."""
    days = sorted({line.day for line in lines})
    steps = Counter((b - a).days for a, b in itertools.pairwise(days))
    if not steps or steps.most_common(1)[0][0] != 1:
        return []
    holes = [(a, b) for a, b in itertools.pairwise(days) if (b - a).days > 1]
    if not holes:
        return []
    missing = sum((b - a).days - 1 for a, b in holes)
    first = "、".join(f"{a.isoformat()} 之后 {(b - a).days - 1} 天" for a, b in holes[:SHOWN_ROWS])
    words = "按缺报处理，不当作 0；涉及的时段不作估计。如确为 0 请补一行。"
    return [Fault("gap", f"{first}（共 {missing} 天）", words)]
