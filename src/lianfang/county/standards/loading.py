"""Bringing one dated row and the rows below it to what the pack says, and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from .models.dated import Dated
from .rules import closing_day

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One row as the pack has it: its columns, and below it the rows by their reverse name."""

    columns: Values
    below: Mapping[str, Sequence[Values]] = field(default_factory=dict)

    @property
    def key(self) -> tuple[Any, Any]:
        return self.columns["code"], self.columns["effective_from"]


@dataclass(slots=True)
class LoadResult:
    """How many rules a load has added, changed and left alone."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: "LoadResult") -> "LoadResult":
        return LoadResult(
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
        )


def store(model: type[Dated], wanted: Iterable[Wanted]) -> LoadResult:
    """
    Add and change rows of one table until they are as wanted.

    Rows that the pack no longer names stay, as history; one that a newer row of the same code
    follows ends on the day before.
    """
    rows = list(wanted)
    names = sorted({name for row in rows for name in row.below})
    kept = {(row.code, row.effective_from): row for row in _with_below(model, names)}
    result = LoadResult()
    for row in rows:
        held = kept.get(row.key)
        if held is None:
            _write_below(model.objects.create(**row.columns), row, names)
            result.created += 1
        elif _bring(held, row, names):
            result.updated += 1
        else:
            result.unchanged += 1
    result.updated += _close_followed(rows, kept)
    return result


def _with_below(model: type[Dated], names: Sequence[str]) -> Iterable[Dated]:
    rows: models.QuerySet[Any] = model.objects.select_for_update().order_by("pk")
    return rows.prefetch_related(*names)


def _bring(held: Dated, row: Wanted, names: Sequence[str]) -> bool:
    """Change a stored row where it differs; True when it did."""
    changed = [name for name, value in row.columns.items() if getattr(held, name) != value]
    for name in changed:
        setattr(held, name, row.columns[name])
    if changed:
        held.save(update_fields=changed)
    below = any(_differs(held, name, row.below.get(name, ())) for name in names)
    if below:
        for name in names:
            _table(held, name).objects.filter(**{_back(held, name): held}).delete()
        _write_below(held, row, names)
    return bool(changed) or below


def _differs(held: Dated, name: str, wanted: Sequence[Values]) -> bool:
    if held._meta.get_field(name).one_to_one:
        stored = [getattr(held, name)] if hasattr(held, name) else []
    else:
        stored = list(getattr(held, name).all())
    if len(stored) != len(wanted):
        return True
    columns = wanted[0].keys() if wanted else ()
    return _sorted([{c: getattr(row, c) for c in columns} for row in stored]) != _sorted(wanted)


def _sorted(rows: Iterable[Values]) -> list[list[str]]:
    return sorted(
        [f"{name}={_bare(value)!r}" for name, value in sorted(row.items())] for row in rows
    )


def _bare(value: Any) -> Any:
    """A choice from the pack is an enumeration, the same choice from the table is its text."""
    return getattr(value, "value", value)


def _write_below(held: Dated, row: Wanted, names: Sequence[str]) -> None:
    for name in names:
        back, table = _back(held, name), _table(held, name)
        table.objects.bulk_create(
            [table(**{back: held}, **values) for values in row.below.get(name, ())]
        )


def _table(held: Dated, name: str) -> Any:
    return held._meta.get_field(name).related_model


def _back(held: Dated, name: str) -> str:
    relation: Any = held._meta.get_field(name)
    return str(relation.field.name)


def _close_followed(rows: Sequence[Wanted], kept: Mapping[tuple[Any, Any], Dated]) -> int:
    closed = 0
    wanted = {row.key for row in rows}
    for (code, start), held in kept.items():
        later = [day for other, day in wanted if other == code and day > start]
        if (code, start) in wanted or not later:
            continue
        end = closing_day(min(later))
        if held.effective_to is None or held.effective_to > end:
            held.effective_to = end
            held.save(update_fields=["effective_to"])
            closed += 1
    return closed
