"""What is read of a table, what is dropped, and what is doubtful."""

import json
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.base.kernel.errors import RuleBroken
from lianfang.picture.analysis.rules.reading import (
    as_count,
    as_day,
    find_places,
    read_series,
    watch_faults,
)
from lianfang.picture.analysis.rules.series import Series, bin_series

TODAY = date(2026, 4, 30)
HEADER = ["序号", "姓名", "发病日期", "报告日期", "现住地区"]


def read(header: list, rows: list, **options: object) -> Series:
    return read_series("表.xlsx", header, iter(rows), today=TODAY, **options)


def kinds(series: Series) -> set[str]:
    return {fault.kind for fault in series.faults}


@pytest.mark.parametrize(
    "header, found",
    [
        (HEADER, (2, 3, None, 4)),
        (["日期", "病例数"], (0, None, 1, None)),
        (["报告日期", "姓名"], (0, None, None, None)),
        (["Onset", "count", "town"], (0, None, 1, 2)),
        (["统计日期（年月日）", "新发病例数*", "乡镇名称"], (0, None, 1, 2)),
        (["case_id", "country", "birthday", "dt_onset", "dt_report"], (3, 4, None, None)),
        (["出生日期", "诊断日期", "省份"], (1, None, None, 2)),
        (["dates", "i"], (0, None, 1, None)),
        (["date", "case", "state", "province"], (0, None, 1, 3)),
    ],
)
def test_columns_are_found_by_their_titles(header: list, found: tuple) -> None:
    places = find_places(header)

    assert (places.date, places.report, places.count, places.area) == found


def test_a_table_without_dates_or_with_a_mistyped_title_is_refused() -> None:
    with pytest.raises(RuleBroken, match="日期列"):
        find_places(["姓名", "年龄"])
    with pytest.raises(RuleBroken, match="没有“起病”"):
        find_places(HEADER, {"date": "起病"})
    with pytest.raises(RuleBroken, match="没有一行"):
        read(HEADER, [["1", "甲", "不详", "", ""]])


@pytest.mark.parametrize(
    "cell, day",
    [
        ("2026-03-01", date(2026, 3, 1)), ("2026/3/1 08:30", date(2026, 3, 1)), ("2026年3月1日", date(2026, 3, 1)),
        ("20260301", date(2026, 3, 1)), (20260301.0, date(2026, 3, 1)), ("2026-03", date(2026, 3, 1)),
        (datetime(2026, 3, 1, 9), date(2026, 3, 1)), (date(2026, 3, 1), date(2026, 3, 1)),
        ("2026-02-30", None), ("", None), (None, None), ("三月", None),
    ],
)  # fmt: skip
def test_days(cell: object, day: date | None) -> None:
    assert as_day(cell) == day


@pytest.mark.parametrize(
    "cell, count", [("3", 3), (2.0, 2), ("1,200", 1200), ("-1", None), ("", None), ("nan", None)]
)
def test_counts(cell: object, count: float | None) -> None:
    assert as_count(cell) == count


def test_names_never_leave_the_reader() -> None:
    rows = [["1", "阿依古丽·买买提", "2026-03-01", "2026-03-02", "北庭镇"]]

    series = read(HEADER, rows)

    assert "阿依古丽" not in json.dumps(series.to_plain(), ensure_ascii=False)
    assert series.cells == (("北庭镇", "2026-03-01", 1.0),)
    assert series.pairs == (("2026-03-01", "2026-03-02", 1.0),)
    assert Series.from_plain(json.loads(json.dumps(series.to_plain()))) == series


def test_what_is_doubtful_in_a_line_list() -> None:
    row = ["1", "甲", "2026-03-01", "2026-03-02", "北庭镇"]
    rows = [
        row, row,
        ["2", "乙", "2027-01-01", "", "北庭镇"],
        ["3", "丙", "2026-03-05", "2026-03-04", "不知名镇"],
        [None, "", None, "", ""],
    ]  # fmt: skip

    series = read(HEADER, rows, known_areas=frozenset({"北庭镇"}))

    assert kinds(series) == {"duplicate", "bad_date", "order", "unknown_area"}
    assert (series.rows, series.total) == (4, 3)
    assert next(f.rows for f in series.faults if f.kind == "bad_date") == "第 4 行"
    assert len(series.pairs) == 1


def test_what_is_doubtful_in_a_series() -> None:
    march = [[f"2026-03-{day:02d}", str(day)] for day in range(1, 29)]
    april = [[f"2026-04-{day:02d}", str(day)] for day in range(1, 20) if day != 7]

    series = read(["日期", "例数"], [*march, *april, ["2026-03-28", "28.0"], ["2026-03-03", "多"]])

    assert kinds(series) == {"twice", "repeated_month", "gap", "bad_count"}
    gap = next(fault for fault in series.faults if fault.kind == "gap")
    assert "2026-04-06 之后 1 天" in gap.rows


@pytest.mark.parametrize(
    "header, rows, days",
    [
        (["年份", "周次", "病例数"], [["2025", "53", 3], ["2026", "1", 4], [2026.0, 2, 5]], ["2025-12-29", "2026-01-05"]),
        (["年", "月", "例数"], [["2026", "1", 3], ["2026", "3", 4], ["2026", "13", 4]], ["2026-01-01", "2026-03-01"]),
        (["日期", "例数"], [["2026-W02", 3], ["2026年第3周", 4]], ["2026-01-05", "2026-01-12"]),
    ],
)  # fmt: skip
def test_weeks_and_months_are_periods_too(header: list, rows: list, days: list) -> None:
    series = read(header, rows)

    assert [day for _, day, _ in series.cells] == days
    assert kinds(series) <= {"bad_date"}
    with pytest.raises(RuleBroken, match="“年份”和“周次”"):
        find_places(["年份", "病例数"])


def test_a_table_of_periods_taken_for_cases_is_pointed_out() -> None:
    rows = [[str(n), f"2026-03-{n:02d}", str(n * n % 7), f"甲{n}"] for n in range(1, 21)]
    header = ["序号", "日期", "新报", "姓名"]

    (fault,) = read(header, rows).faults
    assert (fault.kind, fault.rows) == ("maybe_series", "“新报”")
    assert read(header, rows, wanted={"count": "新报"}).total == sum(
        n * n % 7 for n in range(1, 21)
    )
    assert read(header, [*rows, ["21", "2026-03-01", "3", "乙"]]).faults == ()
    assert read(["序号", "日期"], [row[:2] for row in rows]).faults == ()


def test_what_is_doubtful_in_reported_values() -> None:
    days = [date(2026, 3, 1) + timedelta(days=n) for n in range(59)]
    copied = [("北庭镇", day, float(day.day % 9)) for day in days]
    towns = [
        (f"镇{n}", day, 1.0 + day.month) for n in range(4) for day in days if day.day != 7 or n < 2
    ]
    without = [cell for cell in towns if cell[1].day != 9]

    assert [fault.kind for fault in watch_faults(copied)] == ["repeated_month"]
    (short,) = watch_faults(towns)
    assert short.kind == "partial"
    assert short.rows == "2026-03-07、2026-04-07（2 天）"
    assert "平常有 4 个地区报告" in short.words
    assert [fault.kind for fault in watch_faults(without)] == ["gap", "partial"]
    assert watch_faults([]) == []


def test_the_last_week_may_be_unfinished() -> None:
    monday = date(2026, 3, 2)
    daily = [[(monday + timedelta(days=n)).isoformat(), 1] for n in range(16)]
    weekly = [[(monday + timedelta(days=7 * n)).isoformat(), 1] for n in range(3)]

    assert bin_series(read(["日期", "例数"], daily), "week").unfinished == 5
    assert bin_series(read(["日期", "例数"], daily[:14]), "week").unfinished == 0
    assert bin_series(read(["日期", "例数"], daily), "month").unfinished == 14
    assert bin_series(read(["日期", "例数"], daily), "day").unfinished == 0
    assert bin_series(read(["日期", "例数"], weekly), "week").unfinished == 0
    assert bin_series(read(["发病日期"], [row[:1] for row in daily]), "week").unfinished == 0


def test_a_day_without_a_row_is_none_in_a_list_and_a_gap_in_a_series() -> None:
    listed = read(["发病日期"], [["2026-03-01"], ["2026-03-03"]])
    reported = read(["日期", "例数"], [["2026-03-01", 1], ["2026-03-03", 2]])

    assert bin_series(listed, "day").counts.tolist() == [1, 0, 1]
    assert np.isnan(bin_series(reported, "day").counts[1])


def test_the_digest_is_of_the_counts_alone() -> None:
    rows = [["2026-03-01", 1], ["2026-03-02", 2]]

    one = read(["日期", "例数"], rows)
    other = read_series("别名.csv", ["日期", "例数"], iter(rows[::-1]), today=TODAY)

    assert one.digest == other.digest
    assert one.digest != read(["日期", "例数"], [*rows, ["2026-03-03", 1]]).digest


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(
        st.lists(st.text(max_size=8) | st.none() | st.floats() | st.dates(), max_size=6), max_size=8
    )
)
def test_any_table_is_read_or_refused(rows: list) -> None:
    try:
        series = read(HEADER, rows)
    except RuleBroken:
        return
    assert series.total > 0
