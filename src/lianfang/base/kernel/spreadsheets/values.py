"""Turning one cell into a value, in the many ways people write it; or saying why it is none."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from lianfang.base.kernel.clock import BEIJING
from lianfang.base.kernel.spreadsheets.columns import Column, Value
from lianfang.base.kernel.spreadsheets.sources import Cell

YES = {"是", "有", "对", "√", "✓", "y", "yes", "true", "1"}
NO = {"否", "无", "没有", "×", "x", "n", "no", "false", "0"}
# Spreadsheets count days from here; the bounds are 1954 and 2119, to tell dates from counts.
SERIAL_ZERO = datetime.fromisoformat("1899-12-30")
SERIAL_BOUNDS = (20_000, 80_000)
# A spreadsheet keeps fifteen digits of a number and turns the rest into zeros.
SAFE_DIGITS = 10**15
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_SOLID_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(
    r"[T\s]*(\d{1,2})\s*[:时点]\s*(?:(\d{1,2})\s*分?)?\s*(?::\s*(\d{1,2})|(\d{1,2})秒)?"
)


class NotAValue(Exception):
    """The cell does not hold what its column asks for; carries the sentence for its row."""


def is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def shown(cell: Cell) -> str:
    """The cell as its writer saw it, for messages; long ones cut."""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return text if len(text) <= 80 else text[:79] + "…"


def read_value(cell: Cell, column: Column) -> Value:
    """
    Read one cell as its column's kind; an empty cell is None.

    :raises NotAValue: when it is required and empty, or something else.
    """
    if is_blank(cell):
        if column.is_required:
            raise NotAValue(f"“{column.title}”不能为空")
        return None
    match column.kind:
        case "text":
            return _read_text(cell, column)
        case "whole":
            return _read_whole(cell)
        case "number":
            return _read_number(cell)
        case "date":
            return _read_moment(cell).date()
        case "moment":
            return _read_moment(cell).replace(tzinfo=BEIJING).astimezone(UTC)
        case "yes_no":
            return _read_yes_no(cell)
        case "choice":
            return _read_choice(cell, column)


def _read_text(cell: Cell, column: Column) -> str:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float):
        return _digits(cell)
    if isinstance(cell, datetime):
        is_day = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.strftime("%Y-%m-%d" if is_day else "%Y-%m-%d %H:%M:%S")
    text = str(cell).strip()
    if len(text) > column.max_length:
        raise NotAValue(f"超过{column.max_length}字，请删减")
    return text


def _digits(cell: float) -> str:
    if abs(cell) >= SAFE_DIGITS:
        raise NotAValue("长号码被当作数字保存，末尾数字已丢失，请将该列设为“文本”格式后重新填写")
    return str(int(cell)) if float(cell).is_integer() else repr(cell)


def _read_number(cell: Cell) -> Decimal:
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise NotAValue("应当填写数字")
    text = _half_width(str(cell)).replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise NotAValue("应当填写数字，不要带单位或文字") from None
    if not number.is_finite():
        raise NotAValue("应当填写数字")
    return number


def _read_whole(cell: Cell) -> int:
    number = _read_number(cell)
    if number != number.to_integral_value():
        raise NotAValue("应当填写整数")
    if abs(number) >= SAFE_DIGITS:
        raise NotAValue("数字过大")
    return int(number)


def _read_moment(cell: Cell) -> datetime:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, int | float) and SERIAL_BOUNDS[0] <= cell <= SERIAL_BOUNDS[1]:
        return SERIAL_ZERO + timedelta(seconds=round(cell * 86_400))
    text = _half_width(shown(cell))
    found = _DATE.match(text) or _SOLID_DATE.match(text)
    rest = text[found.end() :] if found else text
    clock = _TIME.fullmatch(rest) if rest.strip() else None
    if not found or (rest.strip() and not clock):
        raise NotAValue("日期无法识别，请按“2026-03-15”或“2026-03-15 08:30”填写")
    hour, minute, second = (clock[1], clock[2], clock[3] or clock[4]) if clock else (0, 0, 0)
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
        return datetime.combine(day, time(int(hour or 0), int(minute or 0), int(second or 0)))
    except ValueError:
        raise NotAValue("没有这个日期或时间，请核对") from None


def _read_yes_no(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    word = _half_width(shown(cell)).casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise NotAValue("应当填写“是”或“否”")


def _read_choice(cell: Cell, column: Column) -> str:
    word = _half_width(shown(cell)).casefold()
    for choice in column.choices:
        if _half_width(choice).casefold() == word:
            return choice
    listed = "、".join(column.choices[:12]) + ("等" if len(column.choices) > 12 else "")
    raise NotAValue(f"不在可选范围内，应当是：{listed}")


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
