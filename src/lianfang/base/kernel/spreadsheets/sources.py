"""Opening an uploaded spreadsheet safely: its kind by content, its size before it is unpacked."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from lianfang.base.kernel.spreadsheets.columns import Limits, SpreadsheetRefused

Cell = str | int | float | bool | date | datetime | time | timedelta

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Only cells with content: sheets formatted down to the last row are common and harmless.
_FILLED_CELL = re.compile(
    rb'<c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>(?!\s*(?:<v\s*/>|<v></v>)?\s*</c>)'
)
_CHUNK = 1 << 20
_OVERLAP = 512


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name and an iterator over its rows from the first, each from column A."""

    name: str
    rows: Iterator[list[Cell]]


def open_sheets(name: str, raw: bytes, limits: Limits) -> Iterator[Sheet]:
    """
    Give the visible sheets of a file one by one; a text file is one sheet.

    :raises SpreadsheetRefused: when it is empty, too large, encrypted, damaged or of another kind.
    """
    if not raw.strip():
        raise SpreadsheetRefused("文件是空的，请检查后重新上传。")
    if len(raw) > limits.file_bytes:
        size = limits.file_bytes // 1024 // 1024
        raise SpreadsheetRefused(f"文件超过{size}MB，请拆分后分批上传。")
    if raw.startswith(ZIP_MAGIC):
        _check_package(raw, limits)
        yield from _open_workbook(raw, limits)
    elif raw.startswith(OLE_MAGIC):
        yield from _open_workbook(raw, limits)
    else:
        yield _open_text(name, raw)


def _check_package(raw: bytes, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            parts = package.infolist()
            if len(parts) > limits.parts or not any(p.filename == "xl/workbook.xml" for p in parts):
                raise SpreadsheetRefused("这不是Excel工作簿，请另存为xlsx或csv格式后上传。")
            left = limits.unpacked_bytes
            for part in parts:
                left = _check_part(package, part, left, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise SpreadsheetRefused(
            "文件已损坏或设有密码，请用Excel或WPS打开后另存为xlsx再上传。"
        ) from None


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, limits: Limits) -> int:
    """Unpack one part in pieces, counting: the size that a package claims may be a lie."""
    box = _Box() if part.filename.startswith("xl/worksheets/") else None
    with package.open(part) as stream:
        while piece := stream.read(_CHUNK):
            left -= len(piece)
            if left < 0:
                raise SpreadsheetRefused("文件解压后过大，请删除多余的工作表、图片后再上传。")
            if box:
                box.add(piece)
                _check_area(box.area, limits)
    if box:
        box.add(b" " * _OVERLAP)
        _check_area(box.area, limits)
    return left


def _check_area(area: int, limits: Limits) -> None:
    # The reader lays a sheet out as one rectangle: two far-apart cells would fill the memory.
    if area > limits.cells:
        raise SpreadsheetRefused(
            "表格范围过大：表格之外很远的单元格里有内容，请删除空白区域之外的内容后再上传。"
        )


class _Box:
    """The rectangle around all filled cells seen so far."""

    def __init__(self) -> None:
        self._columns: dict[bytes, int] = {}
        self._last_row = 0
        self._tail = b""

    def add(self, piece: bytes) -> None:
        """Take in the next piece; its end waits for the one after, as a cell may be cut there."""
        xml = self._tail + piece
        settled = len(xml) - _OVERLAP
        for found in _FILLED_CELL.finditer(xml):
            if found.start() >= settled:
                break
            letters = found[1]
            if letters not in self._columns:
                self._columns[letters] = _column_index(letters)
            self._last_row = max(self._last_row, int(found[2]))
        self._tail = xml[max(0, settled) :]

    @property
    def area(self) -> int:
        return self._last_row * max(self._columns.values(), default=0)


def _column_index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index


def _open_workbook(raw: bytes, limits: Limits) -> Iterator[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        shown = [s for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
        for about in shown[: limits.sheets]:
            sheet = book.get_sheet_by_name(about.name)
            if sheet.start is None or sheet.end is None:
                continue
            _check_area((sheet.end[0] + 1) * (sheet.end[1] + 1), limits)
            yield Sheet(about.name, _padded(sheet.iter_rows(), sheet.start[1]))
    except CalamineError:
        raise SpreadsheetRefused(
            "文件无法识别，可能已损坏、设有密码或不是Excel工作簿。"
            "请用Excel或WPS打开后另存为xlsx再上传。"
        ) from None


def _padded(rows: Iterator[list[Cell]], columns: int) -> Iterator[list[Cell]]:
    # The reader leaves out empty columns on the left, but faults name columns of the sheet.
    empty: list[Cell] = [""] * columns
    return (empty + row for row in rows)


def _open_text(name: str, raw: bytes) -> Sheet:
    text = decode(raw)
    sample = text[:20_000].splitlines()[:20]
    delimiter = max(",\t;", key=lambda mark: sum(line.count(mark) for line in sample))
    csv.field_size_limit(1_000_000)
    return Sheet(name, _text_rows(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))


def _text_rows(reader: Iterator[list[str]]) -> Iterator[list[Cell]]:
    try:
        for row in reader:
            yield list(row)
    except csv.Error:
        raise SpreadsheetRefused("文件内容不是表格，请使用xlsx或csv格式的模板。") from None


def decode(raw: bytes) -> str:
    """
    Read text as UTF-8, UTF-16 with its mark, or GB 18030, which Chinese office programs write.

    :raises SpreadsheetRefused: when it is none of them.
    """
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise SpreadsheetRefused("文件不是文本或表格，请上传xlsx、xls或csv格式的文件。")
