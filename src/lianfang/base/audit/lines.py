"""Rows of the log in words, for pages of this room and of the rooms above."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from lianfang.base.kernel import clock

from .choices import action_words, room_words
from .models import AuditRow
from .queries import history_of

NOTHING = "（空）"


@dataclass(frozen=True)
class Change:
    """One changed field: its name in words, before and after; or only a remark."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One act as people read it."""

    row: AuditRow
    action: str
    room: str
    changes: list[Change]
    remark: str


def lines_of(rows: Iterable[AuditRow]) -> list[Line]:
    return [
        Line(
            row=row,
            action=action_words(row.action),
            room=room_words(row.action),
            changes=changes_of(row),
            remark=str(row.changes.get("note", "")),
        )
        for row in rows
    ]


def changes_of(row: AuditRow) -> list[Change]:
    """The changed fields; of a personal one only its name was kept."""
    return [
        Change(field_words(row.target_type, name), *_both(row.target_type, name, value))
        # PostgreSQL keeps no order of keys; by name, both engines tell the same.
        for name, value in sorted(row.changes.items())
        if name != "note"
    ]


def _both(target_type: str, name: str, value: Any) -> tuple[str, str]:
    if isinstance(value, list) and len(value) == 2:
        field = _field(target_type, name)
        return _shown(field, value[0]), _shown(field, value[1])
    return "", str(value)


def _shown(field: Any, value: Any) -> str:
    """A recorded value in words: the label of a choice, a moment in Beijing time."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if value in (None, ""):
        return NOTHING
    if isinstance(field, models.DateTimeField):
        return _moment(str(value))
    return str(dict(getattr(field, "flatchoices", ())).get(value, value))


def _moment(text: str) -> str:
    try:
        return f"{clock.beijing(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}"
    except ValueError:
        return text


def field_words(target_type: str, name: str) -> str:
    """The name of a column in words; what is no column stays as it was recorded."""
    return str(getattr(_field(target_type, name), "verbose_name", name))


def _field(target_type: str, name: str) -> Any:
    try:
        return apps.get_model(target_type)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None


def history_lines(target_uuid: object) -> list[Line]:
    """What was done to one record, oldest first. The caller has checked access to it."""
    return lines_of(history_of(str(target_uuid)))
