"""Reference values of other software, read as columns of numbers."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parents[1] / "reference"
Row = dict[str, str]


@cache
def rows(name: str) -> tuple[Row, ...]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def groups(name: str, *keys: str) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows(name):
        found[tuple(row[key] for key in keys)].append(row)
    yield from found.items()


def numbers(table: list[Row], column: str) -> np.ndarray:
    """A column; an empty cell is NaN."""
    return np.array([float(row[column] or "nan") for row in table])


def periods(table: list[Row]) -> np.ndarray:
    """R counts periods from 1, we count columns from 0."""
    return np.array([int(row["t"]) - 1 for row in table])


@cache
def series() -> dict[str, np.ndarray]:
    return {
        name: numbers(table, "observed") for (name,), table in groups("gpl/series_input", "series")
    }


@cache
def starts() -> dict[str, date | None]:
    return {
        name: date.fromisoformat(table[0]["date"]) if table[0]["date"] else None
        for (name,), table in groups("gpl/series_input", "series")
    }
