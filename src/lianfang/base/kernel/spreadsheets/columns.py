"""What a table of a spreadsheet is: its columns, the rows read, and the faults found in them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from lianfang.base.kernel.errors import Refused

Kind = Literal["text", "whole", "number", "date", "moment", "yes_no", "choice"]
Value = str | int | Decimal | date | datetime | bool | None


class SpreadsheetRefused(Refused):
    """The file as a whole cannot be read; the sentence says what to change."""

    code = "spreadsheet_refused"


@dataclass(frozen=True)
class Column:
    """
    One column of a table: the name the code uses, the title people see, what may stand in it.

    `moment` is a date with a time of day, written in Beijing time.
    """

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    kind: Kind = "text"
    is_required: bool = False
    choices: tuple[str, ...] = ()
    hint: str = ""
    width: float = 0
    max_length: int = 2000

    def __post_init__(self) -> None:
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError("a choice column, and no other, lists its choices")


@dataclass(frozen=True)
class Limits:
    """How large a file may be before it is refused, so that no upload can exhaust the server."""

    file_bytes: int = 20 * 1024 * 1024
    unpacked_bytes: int = 200 * 1024 * 1024
    parts: int = 2000
    cells: int = 5_000_000
    rows: int = 100_000
    faults: int = 1000
    sheets: int = 20


@dataclass(frozen=True)
class RowFault:
    """
    One thing wrong in one row, worded for the person who filled it in.

    `row` counts from 1 as the spreadsheet does; `place` is the column from 0, for marking. The
    value may be personal: it is shown to the one who sent the file and never logged.
    """

    row: int
    column: str
    value: str
    reason: str
    place: int


@dataclass(frozen=True)
class Row:
    """One row without faults: its number in the sheet and its values by column name."""

    number: int
    values: dict[str, Value]


@dataclass(frozen=True)
class Table:
    """What was read from one sheet; rows with a fault are in `faults` only."""

    sheet: str
    rows: tuple[Row, ...]
    faults: tuple[RowFault, ...]
    ignored_titles: tuple[str, ...]
    is_cut: bool
