"""Reading an uploaded table: every good row as values, every bad cell as a sentence."""

from collections.abc import Iterator
from itertools import chain, islice

from lianfang.base.kernel.spreadsheets.columns import (
    Column,
    Limits,
    Row,
    RowFault,
    SpreadsheetRefused,
    Table,
    Value,
)
from lianfang.base.kernel.spreadsheets.headers import (
    SEARCHED_ROWS,
    Header,
    find_header,
    missing_titles,
)
from lianfang.base.kernel.spreadsheets.sources import Cell, open_sheets
from lianfang.base.kernel.spreadsheets.values import NotAValue, is_blank, read_value, shown

DEFAULT_LIMITS = Limits()


def read_table(
    name: str, raw: bytes, columns: list[Column], *, limits: Limits = DEFAULT_LIMITS
) -> Table:
    """
    Read the first visible sheet that has the required columns.

    Columns are found by title or alias in any order; others are named in `ignored_titles`. Blank
    rows are passed over, a row with a fault is left out of `rows`. After `limits.faults` faults the
    rest is not read and `is_cut` says so.

    :raises SpreadsheetRefused: when the file cannot be read, no sheet has the columns, or there are
        more rows than allowed.
    """
    lacking: list[str] = []
    for sheet in open_sheets(name, raw, limits):
        top = list(islice(sheet.rows, SEARCHED_ROWS + 1))
        header = find_header(top, columns)
        if header is None:
            continue
        lacking = missing_titles(header, columns)
        if not lacking:
            data = chain(top[header.height :], sheet.rows)
            return _read_rows(sheet.name, header, data, columns, limits)
    if lacking:
        listed = "、".join(f"“{title}”" for title in lacking)
        raise SpreadsheetRefused(f"缺少必需的列：{listed}。请对照模板补上表头后再上传。")
    listed = "、".join(column.title for column in columns)
    raise SpreadsheetRefused(f"没有找到表头。表头应当包含：{listed}。建议下载模板填写。")


def _read_rows(
    sheet: str, header: Header, data: Iterator[list[Cell]], columns: list[Column], limits: Limits
) -> Table:
    rows: list[Row] = []
    faults: list[RowFault] = []
    count, is_cut = 0, False
    for number, cells in enumerate(data, start=header.height + 1):
        if all(is_blank(cell) for cell in cells):
            continue
        count += 1
        if count > limits.rows:
            raise SpreadsheetRefused(f"数据超过{limits.rows}行，请拆分后分批上传。")
        values, wrong = _read_row(number, cells, header, columns)
        if wrong:
            faults += wrong
        else:
            rows.append(Row(number, values))
        if len(faults) >= limits.faults:
            is_cut = True
            break
    return Table(sheet, tuple(rows), tuple(faults), header.ignored_titles, is_cut)


def _read_row(
    number: int, cells: list[Cell], header: Header, columns: list[Column]
) -> tuple[dict[str, Value], list[RowFault]]:
    values: dict[str, Value] = {}
    faults = []
    for column in columns:
        place = header.places.get(column.name)
        if place is None:
            values[column.name] = None
            continue
        cell = cells[place] if place < len(cells) else ""
        try:
            values[column.name] = read_value(cell, column)
        except NotAValue as why:
            faults.append(RowFault(number, column.title, shown(cell), str(why), place))
    return values, faults
