"""Writing tables, templates to fill in, and a sent table with its faults marked."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from lianfang.base.kernel.clock import beijing
from lianfang.base.kernel.plain_text import without_controls
from lianfang.base.kernel.spreadsheets.columns import Column, Limits, Table, Value
from lianfang.base.kernel.spreadsheets.sources import open_sheets
from lianfang.base.kernel.spreadsheets.values import SAFE_DIGITS, shown

FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
# A cell that begins so would be a formula after a detour through a text file.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL = 32_767
FIXED_MOMENT = datetime.fromisoformat("1980-01-01")
TEMPLATE_ROWS = 5000
_WIDTHS = {"text": 20, "whole": 10, "number": 12, "date": 13, "moment": 18, "yes_no": 8}


def write_table(
    title: str,
    columns: list[Column],
    rows: Iterable[Sequence[Value]],
    *,
    as_of: datetime | None = None,
    filters: str = "",
) -> bytes:
    """
    Write rows, whose values stand in the order of the columns, with a header that stays in view.

    With `as_of` or `filters` a first line says at what time and by which conditions they were
    taken. Text is text: nothing is ever a formula. The same rows give the same bytes.
    """
    target = io.BytesIO()
    with _workbook(target, {"constant_memory": True}) as book:
        writer = _Writer(book)
        sheet = book.add_worksheet(_sheet_name(title))
        _set_widths(sheet, columns)
        top = 0
        if as_of or filters:
            sheet.write_string(0, 0, _origin(as_of, filters), writer.note)
            top = 1
        for place, column in enumerate(columns):
            sheet.write_string(top, place, without_controls(column.title), writer.header)
        last = top
        for last, row in enumerate(rows, start=top + 1):
            for place, value in enumerate(row):
                writer.write(sheet, last, place, value)
        sheet.freeze_panes(top + 1, 0)
        sheet.autofilter(top, 0, last, len(columns) - 1)
    return target.getvalue()


def write_template(
    columns: list[Column], examples: Iterable[Sequence[Value]] = (), *, title: str = "填报表"
) -> bytes:
    """
    Write an empty table to fill in, with lists to choose from, and a sheet that explains it.

    Examples stand on the explaining sheet, so that nobody sends them in as data.
    """
    target = io.BytesIO()
    with _workbook(target, {}) as book:
        writer = _Writer(book)
        sheet = book.add_worksheet(_sheet_name(title))
        _set_widths(sheet, columns)
        lists = book.add_worksheet("选项")
        for place, column in enumerate(columns):
            face = writer.required if column.is_required else writer.header
            mark = "*" if column.is_required else ""
            sheet.write_string(0, place, column.title + mark, face)
            _guide_entry(sheet, lists, column, place)
        lists.hide()
        for place, column in enumerate(columns):
            # Text format from the start: long numbers typed in would lose their last digits.
            face = {"text": writer.text, "date": writer.date, "moment": writer.moment}
            width = _width(column)
            sheet.set_column(place, place, width, face.get(column.kind))
        sheet.freeze_panes(1, 0)
        _explain(book.add_worksheet("填表说明"), writer, columns, list(examples))
    return target.getvalue()


def mark_faults(name: str, raw: bytes, table: Table, *, limits: Limits | None = None) -> bytes:
    """
    Write the sent sheet again with each faulty cell in red and the reasons beside its row.

    The cells' words are kept, the sender's own colours and formulas are not.
    """
    reasons: dict[int, list[str]] = {}
    marked = {(fault.row, fault.place): fault.reason for fault in table.faults}
    for fault in table.faults:
        reasons.setdefault(fault.row, []).append(f"{fault.column}：{fault.reason}")
    sheets = open_sheets(name, raw, limits or Limits())
    cells = [row for sheet in sheets if sheet.name == table.sheet for row in sheet.rows]
    target = io.BytesIO()
    with _workbook(target, {}) as book:
        writer = _Writer(book)
        sheet = book.add_worksheet(_sheet_name(table.sheet))
        edge = max((len(row) for row in cells), default=0)
        sheet.set_column(0, max(0, edge - 1), 16)
        sheet.set_column(edge, edge, 60)
        for number, row in enumerate(cells, start=1):
            for place, cell in enumerate(row):
                reason = marked.get((number, place))
                if reason is None:
                    writer.write(sheet, number - 1, place, _as_value(cell))
                else:
                    sheet.write_string(number - 1, place, shown(cell), writer.wrong)
                    sheet.write_comment(number - 1, place, reason)
            if number in reasons:
                sheet.write_string(number - 1, edge, "；".join(reasons[number]), writer.wrong)
    return target.getvalue()


def _workbook(target: io.BytesIO, options: dict[str, object]) -> Workbook:
    guarded = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, {**guarded, **options})
    book.set_properties({"created": FIXED_MOMENT})
    return book


class _Writer:
    """The looks of cells, and the writing of one value in the look that fits it."""

    def __init__(self, book: Workbook) -> None:
        frame = {**FONT, "border": 1, "border_color": "#BFBFBF"}
        head = {**frame, "bold": True, "align": "center", "bg_color": "#E9EFF7", "text_wrap": True}
        self.header: Format = book.add_format(head)
        self.required: Format = book.add_format({**head, "font_color": "#C00000"})
        self.note: Format = book.add_format({**FONT, "font_color": "#595959"})
        self.cell: Format = book.add_format(frame)
        self.text: Format = book.add_format({**frame, "num_format": "@"})
        self.guarded: Format = book.add_format({**frame, "quote_prefix": True})
        self.date: Format = book.add_format({**frame, "num_format": "yyyy-mm-dd"})
        self.moment: Format = book.add_format({**frame, "num_format": "yyyy-mm-dd hh:mm"})
        self.wrong: Format = book.add_format(
            {**frame, "bg_color": "#FFC7CE", "font_color": "#9C0006", "text_wrap": True}
        )

    def write(self, sheet: Worksheet, row: int, place: int, value: Value | float) -> None:
        match value:
            case None | "":
                sheet.write_blank(row, place, None, self.cell)
            case bool():
                sheet.write_string(row, place, "是" if value else "否", self.cell)
            case datetime():
                local = beijing(value).replace(tzinfo=None) if value.tzinfo else value
                sheet.write_datetime(row, place, local, self.moment)
            case date():
                sheet.write_datetime(row, place, value, self.date)
            case int() | float() | Decimal() if -SAFE_DIGITS < value < SAFE_DIGITS:
                sheet.write_number(row, place, value, self.cell)
            case _:
                words = without_controls(str(value))[:LONGEST_CELL]
                is_risky = words.startswith(FORMULA_SIGNS)
                sheet.write_string(row, place, words, self.guarded if is_risky else self.cell)


def _as_value(cell: object) -> Value | float:
    return cell if isinstance(cell, str | int | float | date) else str(cell)


def _origin(as_of: datetime | None, filters: str) -> str:
    taken = f"截至{beijing(as_of):%Y-%m-%d %H:%M}" if as_of else ""
    asked = f"筛选条件：{without_controls(filters)}" if filters else ""
    return "　".join(part for part in (taken, asked) if part)


def _sheet_name(title: str) -> str:
    kept = "".join(" " if sign in "[]:*?/\\" else sign for sign in without_controls(title))
    return kept.strip().strip("'")[:31] or "数据"


def _width(column: Column) -> float:
    if column.width:
        return column.width
    longest = max((len(choice) for choice in column.choices), default=0) * 2 + 4
    return max(_WIDTHS.get(column.kind, 12), longest, len(column.title) * 2 + 4)


def _set_widths(sheet: Worksheet, columns: list[Column]) -> None:
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _width(column))


def _guide_entry(sheet: Worksheet, lists: Worksheet, column: Column, place: int) -> None:
    if column.hint:
        sheet.write_comment(0, place, column.hint)
    rule: dict[str, object] = {}
    choices = ("是", "否") if column.kind == "yes_no" else column.choices
    if choices:
        # A list in cells: one written into the rule itself may not exceed 255 characters.
        lists.write_column(0, place, choices)
        letter = xlsxwriter.utility.xl_col_to_name(place)
        source = f"=选项!${letter}$1:${letter}${len(choices)}"
        rule = {"validate": "list", "source": source, "error_message": "请从列表中选择。"}
    elif column.kind == "whole":
        rule = {"validate": "integer", "criteria": ">=", "value": -(10**9)}
        rule["error_message"] = "请填写整数。"
    elif column.kind in {"date", "moment"}:
        rule = {"validate": "date", "criteria": ">=", "value": date(1900, 1, 1)}
        rule["error_message"] = "请填写日期，例如2026-03-15。"
    if rule:
        sheet.data_validation(1, place, TEMPLATE_ROWS, place, {**rule, "error_title": "填写有误"})


def _explain(
    sheet: Worksheet, writer: _Writer, columns: list[Column], examples: list[Sequence[Value]]
) -> None:
    kinds = {
        "text": "文字",
        "whole": "整数",
        "number": "数字",
        "date": "日期，如2026-03-15",
        "moment": "日期和时间（北京时间），如2026-03-15 08:30",
        "yes_no": "是或否",
        "choice": "从列表中选择",
    }
    sheet.set_column(0, max(3, len(columns)), 22)
    for place, title in enumerate(("列名", "是否必填", "填写内容", "说明")):
        sheet.write_string(0, place, title, writer.header)
    for row, column in enumerate(columns, start=1):
        needed = "必填" if column.is_required else "选填"
        for place, words in enumerate((column.title, needed, kinds[column.kind], column.hint)):
            writer.write(sheet, row, place, words)
    if examples:
        top = len(columns) + 2
        sheet.write_string(top, 0, "填写示例（不会被导入）", writer.note)
        for place, column in enumerate(columns):
            sheet.write_string(top + 1, place, column.title, writer.header)
        for row, example in enumerate(examples, start=top + 2):
            for place, value in enumerate(example):
                writer.write(sheet, row, place, value)
