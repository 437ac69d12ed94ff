"""Spreadsheets in and out: reading with row-level faults, writing without formulas."""

from lianfang.base.kernel.spreadsheets.columns import (
    Column,
    Limits,
    Row,
    RowFault,
    SpreadsheetRefused,
    Table,
    Value,
)
from lianfang.base.kernel.spreadsheets.reading import read_table
from lianfang.base.kernel.spreadsheets.sources import decode
from lianfang.base.kernel.spreadsheets.writing import mark_faults, write_table, write_template

__all__ = [
    "Column",
    "Limits",
    "Row",
    "RowFault",
    "SpreadsheetRefused",
    "Table",
    "Value",
    "decode",
    "mark_faults",
    "read_table",
    "write_table",
    "write_template",
]
