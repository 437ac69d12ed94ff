import io
from datetime import UTC, date, datetime

import openpyxl

from lianfang.base.kernel.spreadsheets import (
    Column,
    mark_faults,
    read_table,
    write_table,
    write_template,
)

COLUMNS = [
    Column("unit", "单位", is_required=True, hint="填写全称"),
    Column("beds", "床位数", kind="whole"),
    Column("on", "日期", kind="date"),
    Column("at", "时间", kind="moment"),
    Column("is_open", "是否启用", kind="yes_no"),
    Column("level", "等级", kind="choice", choices=("一级", "二级")),
]
ROW = ("县医院", 12, date(2026, 3, 5), datetime(2026, 3, 5, 16, 30, tzinfo=UTC), True, "一级")


def opened(raw):
    return openpyxl.load_workbook(io.BytesIO(raw))


def test_written_values_are_real_numbers_and_dates_in_beijing_time():
    sheet = opened(write_table("单位", COLUMNS, [ROW])).active

    assert [cell.value for cell in sheet[1]] == [column.title for column in COLUMNS]
    assert [cell.value for cell in sheet[2]] == [
        "县医院",
        12,
        datetime(2026, 3, 5),
        datetime(2026, 3, 6, 0, 30),
        "是",
        "一级",
    ]
    assert sheet["C2"].is_date
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:F2")


def test_text_that_looks_like_a_formula_stays_text():
    risky = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://a")', "\t=1", "http://a.cn"]

    sheet = opened(write_table("表", COLUMNS[:1], [(text,) for text in risky])).active

    cells = [sheet.cell(row, 1) for row in range(2, 2 + len(risky))]
    assert [cell.value for cell in cells] == risky
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells] == [True] * 6 + [False]
    assert not any(cell.hyperlink for cell in cells)


def test_the_first_line_says_when_and_by_which_conditions_rows_were_taken():
    raw = write_table(
        "表", COLUMNS, [ROW], as_of=datetime(2026, 3, 5, 10, tzinfo=UTC), filters="乡镇：北庭镇"
    )

    sheet = opened(raw).active
    assert sheet["A1"].value == "截至2026-03-05 18:00　筛选条件：乡镇：北庭镇"
    assert sheet["A2"].value == "单位"
    assert sheet.auto_filter.ref == "A2:F3"


def test_the_same_rows_give_the_same_bytes():
    assert write_table("表", COLUMNS, [ROW]) == write_table("表", COLUMNS, [ROW])


def test_a_table_without_rows_still_has_its_header():
    sheet = opened(write_table("表", COLUMNS, [])).active

    assert (sheet.max_row, sheet["B1"].value) == (1, "床位数")


def test_sheet_names_lose_what_spreadsheets_forbid():
    assert opened(write_table("甲/乙[丙]:丁" * 9, COLUMNS, [])).sheetnames[0][:6] == "甲 乙 丙 "
    assert opened(write_table("'''", COLUMNS, [])).sheetnames == ["数据"]


def test_long_numbers_and_controls_are_written_as_readable_text():
    raw = write_table("表", COLUMNS[:1], [(652327199001011234,), ("a\x00b\x0bc",)])

    sheet = opened(raw).active
    assert (sheet["A2"].value, sheet["A3"].value) == ("652327199001011234", "abc")


def test_what_was_written_is_read_again_the_same():
    table = read_table("表.xlsx", write_table("表", COLUMNS, [ROW], filters="全部"), COLUMNS)

    assert tuple(table.rows[0].values.values()) == ROW


def test_a_template_offers_lists_and_keeps_long_numbers_as_text():
    book = opened(write_template(COLUMNS, [ROW]))

    sheet = book.worksheets[0]
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules["F2:F5001"] == "选项!$F$1:$F$2"
    assert rules["E2:E5001"] == "选项!$E$1:$E$2"
    assert sheet["A1"].value == "单位*"
    assert sheet.column_dimensions["A"].width >= 10
    assert book["选项"].sheet_state == "hidden"
    assert "填写全称" in sheet["A1"].comment.text


def test_a_template_sent_back_untouched_holds_no_rows():
    table = read_table("模板.xlsx", write_template(COLUMNS, [ROW]), COLUMNS)

    assert (table.rows, table.faults, table.ignored_titles) == ((), (), ())


def test_faults_are_marked_in_the_senders_own_table():
    raw = write_table("上报", COLUMNS[:2], [("甲", "许多"), ("乙", 3)])
    table = read_table("表.xlsx", raw, COLUMNS[:2])

    sheet = opened(mark_faults("表.xlsx", raw, table)).active

    assert sheet["B2"].fill.fgColor.rgb == "FFFFC7CE"
    assert "应当填写数字" in sheet["B2"].comment.text
    assert sheet["C2"].value == "床位数：应当填写数字，不要带单位或文字"
    assert (sheet["A3"].value, sheet["B3"].value, sheet["C3"].value) == ("乙", 3, None)
