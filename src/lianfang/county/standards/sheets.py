"""A list of rules as a spreadsheet."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import HttpResponse

from lianfang.base.kernel import clock, spreadsheets
from lianfang.base.kernel.downloads import download

from .exports import Column


def sheet_response(
    title: str, columns: Sequence[Column], rows: Iterable[Any], form: forms.Form
) -> HttpResponse:
    """Answer the rows that a filter left as a file to keep."""
    raw = spreadsheets.write_table(
        title,
        [spreadsheets.Column(f"column_{place}", name) for place, (name, _) in enumerate(columns)],
        ([value_of(row) for _, value_of in columns] for row in rows),
        as_of=clock.now(),
        filters=_filters(form),
    )
    return download(f"{title}-{clock.today():%Y%m%d}.xlsx", raw)


def _filters(form: forms.Form) -> str:
    """The filters in words, so that the file says what it leaves out."""
    chosen = [
        f"{field.label}：{_words(field, form.cleaned_data[name])}"
        for name, field in form.fields.items()
        if form.cleaned_data.get(name)
    ]
    return "，".join(chosen) or "无"


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))
    return "是" if value is True else str(value)
