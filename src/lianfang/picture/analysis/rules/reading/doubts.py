"""What is doubtful about the rows of a table: repeated, copied, missing, of an unknown area."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from lianfang.picture.analysis.rules.series import Fault

SHOWN_ROWS = 12
LEAST_REPEATED = 5
# A day with fewer areas than this share of the usual is short of reports.
WHOLE_SHARE = 0.8
LEAST_SERIES = 8
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
    "partial": "部分地区缺报",
    "maybe_series": "可能是汇总表",
}


@dataclass(frozen=True)
class Line:
    """One readable row: its number in the sheet, its day, report day, count and area."""

    row: int
    day: date
    report: date | None
    count: float
    area: str


def rows_in_words(numbers: list[int]) -> str:
    """Numbers of rows, the first dozen."""
    shown = "、".join(str(n) for n in numbers[:SHOWN_ROWS])
    return f"第 {shown} 行" + (f" 等 {len(numbers)} 行" if len(numbers) > SHOWN_ROWS else "")


def area_faults(areas: list[str], known: frozenset[str]) -> list[Fault]:
    """Areas that the county does not know."""
    strange = [area for area in areas if area not in known] if known else []
    if not strange:
        return []
    shown = "、".join(strange[:SHOWN_ROWS])
    words = "与本县区划名称对不上，仍按表中名称分组；请核对写法。"
    return [Fault("unknown_area", f"{shown}（{len(strange)} 个）", words)]


def series_faults(lines: list[Line]) -> list[Fault]:
    """What is doubtful about a series of periods: reported twice, months copied, days without a row."""
    return _twice(lines) + _repeated_months(lines) + _gaps(lines)


def watch_faults(cells: Iterable[tuple[str, date, float]]) -> list[Fault]:
    """What is doubtful about values that were reported: months copied, days short of reports or without any."""
    lines = [Line(0, day, None, count, area) for area, day, count in cells]
    return _repeated_months(lines) + _gaps(lines) + _partly(lines)


def _partly(lines: list[Line]) -> list[Fault]:
    """Days on which clearly fewer areas reported than usual, so that their sum is too low."""
    areas: dict[date, set[str]] = defaultdict(set)
    for line in lines:
        areas[line.day].add(line.area)
    usual = median(map(len, areas.values())) if areas else 0
    short = [day for day, seen in sorted(areas.items()) if len(seen) < WHOLE_SHARE * usual]
    if not short:
        return []
    shown = "、".join(day.isoformat() for day in short[:SHOWN_ROWS])
    words = f"平常有 {usual:g} 个地区报告，这些天较少，合计偏低；请催报，不要与其他天直接比较。"
    return [Fault("partial", f"{shown}（{len(short)} 天）", words)]


def maybe_series(lines: list[Line], numeric: list[str]) -> list[Fault]:
    """A table taken for one row per case, though each of its rows has a day of its own and a number."""
    if not numeric or len(lines) < LEAST_SERIES or len({line.day for line in lines}) < len(lines):
        return []
    words = (
        "每行日期都不同，又有数字列，像是汇总表，现在却按每行一例计。如是汇总表，"
        "请重新上传并在“数量列”写明列名。"
    )
    return [Fault("maybe_series", "、".join(f"“{title}”" for title in numeric[:3]), words)]


def _twice(lines: list[Line]) -> list[Fault]:
    counted = Counter((line.area, line.day) for line in lines)
    rows = [line.row for line in lines if counted[line.area, line.day] > 1]
    words = "同一地区同一日期有多行，数量已相加；如属重复报送，请只留一行。"
    return [Fault("twice", rows_in_words(rows), words)] if rows else []


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
