import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from lianfang.base.kernel.spreadsheets import (
    Column,
    Limits,
    SpreadsheetRefused,
    decode,
    read_table,
)

COLUMNS = [
    Column("unit", "单位", aliases=("单位名称",), is_required=True),
    Column("phone", "联系电话"),
    Column("beds", "床位数", kind="whole"),
    Column("checked_on", "检查日期", kind="date"),
    Column("level", "等级", kind="choice", choices=("一级", "二级")),
    Column("is_open", "是否启用", kind="yes_no"),
]
TITLES = [column.title for column in COLUMNS]


def workbook(rows, *, title="数据", merged=()):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read(rows, columns=COLUMNS, **options):
    return read_table("单位.xlsx", workbook(rows), columns, **options)


def values_of(table):
    return [row.values for row in table.rows]


def test_a_row_is_read_by_title_in_any_order_with_unknown_columns_named():
    table = read([["床位数", "备注", "单位名称"], [12, "好", "县医院"]])

    assert [(row.number, row.values["unit"], row.values["beds"]) for row in table.rows] == [
        (2, "县医院", 12)
    ]
    assert table.rows[0].values["phone"] is None
    assert table.ignored_titles == ("备注",)
    assert table.faults == ()


def test_each_kind_reads_the_ways_people_write_it():
    table = read(
        [
            TITLES,
            ["甲", 13900000001, "１，２00", "2026年3月5日", "一 级".replace(" ", ""), "是"],
            ["乙", "0994-1", 3.0, datetime(2026, 3, 5), "二级", True],
            ["丙", None, "", "20260305", "", "×"],
            ["丁", None, None, 46086, None, None],
        ]
    )

    assert table.faults == ()
    assert [(v["phone"], v["beds"], v["level"], v["is_open"]) for v in values_of(table)] == [
        ("13900000001", 1200, "一级", True),
        ("0994-1", 3, "二级", True),
        (None, None, None, False),
        (None, None, None, None),
    ]
    assert {v["checked_on"] for v in values_of(table)} == {date(2026, 3, 5)}


def test_a_moment_is_read_as_beijing_time():
    columns = [Column("at", "时间", kind="moment")]

    table = read([["时间"], ["2026-03-05 08:30"], [datetime(2026, 3, 5, 8, 30)]], columns)

    assert [v["at"] for v in values_of(table)] == [datetime(2026, 3, 5, 0, 30, tzinfo=UTC)] * 2


def test_a_number_keeps_its_decimals():
    table = read([["金额"], ["1,234.50"], [0.1]], [Column("sum", "金额", kind="number")])

    assert [v["sum"] for v in values_of(table)] == [Decimal("1234.50"), Decimal("0.1")]


@pytest.mark.parametrize(
    ("title", "cell", "reason"),
    [
        ("单位", "", "“单位”不能为空"),
        ("联系电话", 652327199001011234, "末尾数字已丢失"),
        ("床位数", "约20张", "应当填写数字"),
        ("床位数", 2.5, "应当填写整数"),
        ("检查日期", "2026-02-30", "没有这个日期"),
        ("检查日期", "昨天", "日期无法识别"),
        ("检查日期", 12, "日期无法识别"),
        ("等级", "三级", "应当是：一级、二级"),
        ("是否启用", "也许", "“是”或“否”"),
    ],
)
def test_a_bad_cell_is_named_by_row_column_and_reason(title, cell, reason):
    row = ["县医院", "0994-1", "", "", "", ""]
    row[TITLES.index(title)] = cell

    table = read([TITLES, ["好单位"], row])

    assert [(f.row, f.column, f.place) for f in table.faults] == [(3, title, TITLES.index(title))]
    assert reason in table.faults[0].reason
    assert [row.number for row in table.rows] == [2]


def test_blank_rows_are_passed_over_and_numbers_stay_those_of_the_sheet():
    table = read([["某表"], [], TITLES, ["甲"], [None, "  "], ["乙"]])

    assert [(row.number, row.values["unit"]) for row in table.rows] == [(4, "甲"), (6, "乙")]


def test_a_merged_header_of_two_rows_is_understood():
    raw = workbook(
        [
            ["登记表", None, None, None],
            ["单位", "联系", None, "床位数"],
            [None, "电话", "传真", None],
            ["县医院", "0994-1", "0994-2", 8],
        ],
        merged=("A1:D1", "B2:C2", "A2:A3", "D2:D3"),
    )

    table = read_table("表.xlsx", raw, COLUMNS)

    assert [row.number for row in table.rows] == [4]
    assert table.rows[0].values["phone"] == "0994-1"
    assert table.rows[0].values["beds"] == 8


def test_columns_left_empty_by_the_sender_do_not_shift_the_places():
    table = read([[None, None, "单位", "床位数"], [None, None, "县医院", "许多"]])

    assert [(f.place, f.column) for f in table.faults] == [(3, "床位数")]


def test_titles_with_notes_asterisks_and_full_width_letters_are_matched():
    table = read([["单位*", " 床 位 数（张）"], ["甲", 5]])

    assert values_of(table)[0]["beds"] == 5


def test_the_first_sheet_that_has_the_columns_is_read():
    book = openpyxl.Workbook()
    book.active.append(["填表说明"])
    data = book.create_sheet("数据")
    data.append(["单位"])
    data.append(["县医院"])
    target = io.BytesIO()
    book.save(target)

    table = read_table("表.xlsx", target.getvalue(), COLUMNS)

    assert (table.sheet, len(table.rows)) == ("数据", 1)


def test_a_formula_is_read_as_the_value_it_last_showed():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["单位", "床位数"])
        sheet.write_string(1, 0, "甲")
        sheet.write_formula(1, 1, "=20+22", value=42)

    table = read_table("表.xlsx", target.getvalue(), COLUMNS)

    assert values_of(table)[0]["beds"] == 42


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_text_files_are_read_in_the_encodings_and_marks_in_use(encoding, mark):
    text = f"单位{mark}床位数\r\n堃龑诊所{mark}7\r\n"

    table = read_table("表.csv", text.encode(encoding), COLUMNS)

    assert [(v["unit"], v["beds"]) for v in values_of(table)] == [("堃龑诊所", 7)]


def test_the_old_xls_format_is_read():
    raw = Path(__file__).with_name("legacy.xls").read_bytes()

    table = read_table("legacy.xls", raw, COLUMNS)

    assert table.faults == ()
    assert tuple(table.rows[0].values.values()) == (
        "县医院",
        "0994-1",
        12,
        date(2026, 3, 5),
        "一级",
        True,
    )


def test_a_quoted_line_break_stays_inside_its_cell():
    raw = '单位,联系电话\n"甲\n乙","1,2"\n'.encode()

    table = read_table("表.csv", raw, COLUMNS)

    assert values_of(table)[0]["unit"] == "甲\n乙"


def test_missing_required_columns_are_named():
    with pytest.raises(SpreadsheetRefused, match="缺少必需的列：“单位”"):
        read([["床位数"], [3]])


def test_a_sheet_without_any_known_title_is_refused():
    with pytest.raises(SpreadsheetRefused, match="没有找到表头"):
        read([["甲", "乙"], [3, 4]])


def test_a_title_that_stands_twice_is_refused():
    with pytest.raises(SpreadsheetRefused, match="出现了两次"):
        read([["单位", "单位名称"], ["甲", "乙"]])


def test_too_many_rows_are_refused():
    with pytest.raises(SpreadsheetRefused, match="超过3行"):
        read([["单位"], *([f"单位{n}"] for n in range(4))], limits=Limits(rows=3))


def test_reading_stops_after_enough_faults_and_says_so():
    rows = [["单位", "床位数"], *([f"单位{n}", "坏"] for n in range(20))]

    table = read(rows, limits=Limits(faults=5))

    assert (len(table.faults), table.is_cut) == (5, True)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "空的"),
        (b"  \n", "空的"),
        (b"PK\x03\x04 not a zip at all", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "无法识别"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00", "不是文本或表格"),
    ],
)
def test_files_that_are_no_table_are_refused_with_a_reason(raw, words):
    with pytest.raises(SpreadsheetRefused, match=words):
        read_table("表.xlsx", raw, COLUMNS)


def test_a_large_file_is_refused_before_it_is_opened():
    with pytest.raises(SpreadsheetRefused, match="超过0MB"):
        read_table("表.csv", b"a" * 2000, COLUMNS, limits=Limits(file_bytes=1000))


def package(parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return target.getvalue()


def test_a_zip_bomb_is_refused_while_it_is_unpacked():
    raw = package({"xl/workbook.xml": "", "xl/worksheets/sheet1.xml": b"0" * 3_000_000})

    with pytest.raises(SpreadsheetRefused, match="解压后过大"):
        read_table("表.xlsx", raw, COLUMNS, limits=Limits(unpacked_bytes=2_000_000))


def test_two_cells_far_apart_are_refused_before_the_reader_lays_them_out():
    raw = workbook([["单位"], ["甲"]])
    book = openpyxl.load_workbook(io.BytesIO(raw))
    book.active["XFD1048576"] = "远"
    target = io.BytesIO()
    book.save(target)

    with pytest.raises(SpreadsheetRefused, match="表格范围过大"):
        read_table("表.xlsx", target.getvalue(), COLUMNS)


def test_a_sheet_formatted_to_its_last_row_is_read():
    book = openpyxl.load_workbook(io.BytesIO(workbook([["单位"], ["甲"]])))
    book.active["XFD1048576"].number_format = "@"
    target = io.BytesIO()
    book.save(target)

    table = read_table("表.xlsx", target.getvalue(), COLUMNS)

    assert [row.values["unit"] for row in table.rows] == ["甲"]


def test_a_zip_that_is_no_workbook_is_refused():
    with pytest.raises(SpreadsheetRefused, match="不是Excel工作簿"):
        read_table("表.xlsx", package({"word/document.xml": "<a/>"}), COLUMNS)


def test_binary_content_is_not_taken_for_text():
    with pytest.raises(SpreadsheetRefused):
        decode(b"abc\x00def")
