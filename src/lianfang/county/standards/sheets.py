"""A list of rules as a spreadsheet."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django import forms
from django.http import HttpResponse

from lianfang.base.kernel import clock

from .exports import Column

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet_response(
    title: str, columns: Sequence[Column], rows: Iterable[Any], form: forms.Form
) -> HttpResponse:
    """Answer the rows that a filter left as a file to keep."""
    raw = write_sheet(title, columns, rows, note=_filters(form))
    response = HttpResponse(raw, content_type=XLSX)
    name = quote(f"{title}-{clock.today():%Y%m%d}.xlsx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def write_sheet(title: str, columns: Sequence[Column], rows: Iterable[Any], *, note: str) -> bytes:
    """One sheet: what was filtered, the headings, then a line per rule. Nothing is a formula."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_string(0, 0, note)
        for index, (heading, _) in enumerate(columns):
            sheet.write_string(1, index, heading, bold)
        sheet.freeze_panes(2, 0)
        sheet.set_column(0, len(columns) - 1, 18)
        for line, row in enumerate(rows, start=2):
            for index, (_, value_of) in enumerate(columns):
                value = value_of(row)
                if isinstance(value, date):
                    sheet.write_datetime(line, index, value, day)
                else:
                    sheet.write_string(line, index, "" if value is None else str(value))
    return buffer.getvalue()


def _filters(form: forms.Form) -> str:
    """The filters in words, so that the file says what it leaves out."""
    chosen = [
        f"{field.label}：{form.cleaned_data[name]}"
        for name, field in form.fields.items()
        if form.cleaned_data.get(name)
    ]
    return f"导出日期：{clock.today()}；筛选：{'，'.join(chosen) or '无'}"
