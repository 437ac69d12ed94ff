"""Reads spreadsheets (xlsx, xls) and CSV; merged cells count for every row they cover."""

import io
import re

import python_calamine

from lianfang.county.plans.reading.decode import decode_text
from lianfang.county.plans.reading.package import BROKEN, open_package
from lianfang.county.plans.reading.source import Cell, Layout, Source, Table, UnreadablePlan

MAX_ROWS = 50_000
MAX_COLUMNS = 200
TOO_WIDE = "表格过大，不像是职责分工表。请只保留写有单位和职责的工作表后重新导入。"


def read_workbook(raw: bytes) -> Source:
    """
    Lay out every sheet of a workbook as a table in one text.

    :raises UnreadablePlan: broken, protected, a bomb, or far too large for a list of duties.
    """
    kind = "xls"
    if raw.startswith(b"PK"):
        kind = "xlsx"
        open_package(raw).close()
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(raw))
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise UnreadablePlan(BROKEN) from error
    layout = Layout()
    for sheet in sheets:
        if sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS:
            raise UnreadablePlan(TOO_WIDE)
        layout.table(_sheet_rows(sheet))
    return layout.source(kind)


def _sheet_rows(sheet) -> list[list[str | None]]:
    rows: list[list[str | None]] = [
        [_shown(value) for value in row] for row in sheet.to_python(skip_empty_area=False)
    ]
    try:
        ranges = sheet.merged_cell_ranges or []
    except (python_calamine.CalamineError, ValueError):
        ranges = []
    for (top, left), (bottom, right) in ranges:
        for row in range(top + 1, min(bottom + 1, len(rows))):
            for column in range(left, min(right + 1, len(rows[row]))):
                if not rows[row][column]:
                    rows[row][column] = None
    return rows


def _shown(value) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def read_csv(raw: bytes) -> Source:
    """
    Read a CSV file; the offsets count characters of the file's own text.

    :raises UnreadablePlan: empty or no readable text.
    """
    text, encoding = decode_text(raw)
    delimiter = max(",;\t", key=text[:5000].count)
    rows = _csv_rows(text, delimiter)
    table = Table(0, len(text), tuple(tuple(row) for row in rows))
    return Source(text, "csv", encoding, (table,))


def _csv_rows(text: str, delimiter: str) -> list[list[Cell]]:
    pattern = re.compile(rf'"((?:[^"]|"")*)"[^{delimiter}\r\n]*|([^{delimiter}\r\n]*)')
    rows: list[list[Cell]] = [[]]
    position = 0
    while position <= len(text):
        match = pattern.match(text, position)
        if match is None:
            break
        group = 1 if match.group(1) is not None else 2
        rows[-1].append(Cell(match.start(group), match.end(group)))
        position = match.end()
        if position >= len(text):
            break
        if text[position] == delimiter:
            position += 1
            continue
        position += 2 if text.startswith("\r\n", position) else 1
        rows.append([])
    return [row for row in rows if row]
