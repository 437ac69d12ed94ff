"""A series of counts by day and area: all that is kept of a table, and nobody in it has a name."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta

import numpy as np

from lianfang.epi import epicurve

# A day more or less: no report; told apart from a day with none.
# Reported by day where most steps from one report to the next are one day.
DAILY_SHARE = 0.5
Cells = tuple[tuple[str, str, float], ...]
Pairs = tuple[tuple[str, str, float], ...]


@dataclass(frozen=True)
class Fault:
    """One thing to look at in the table: what kind, which rows, and what to do."""

    kind: str
    rows: str
    words: str


@dataclass(frozen=True)
class Series:
    """
    Counts by area and day, and by day of onset and of report where both are known.

    `cells`: (area, day, count), `pairs`: (day, day of report, count). `is_list`: days between the
    first and the last without a row had no case; otherwise nothing was reported on them.
    """

    name: str
    origin: str
    is_list: bool
    rows: int
    cells: Cells
    pairs: Pairs = ()
    faults: tuple[Fault, ...] = ()
    columns: tuple[str, ...] = ()
    digest: str = field(default="")
    disease: str = ""

    @property
    def areas(self) -> list[str]:
        """Names of areas in the table, the empty one left out."""
        return sorted({area for area, _, _ in self.cells if area})

    @property
    def total(self) -> float:
        """All cases."""
        return sum(count for _, _, count in self.cells)

    def to_plain(self) -> dict[str, object]:
        """As a session keeps it."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict) -> "Series":
        """Read back from a session."""
        return cls(
            **{
                **plain,
                "cells": tuple((a, d, n) for a, d, n in plain["cells"]),
                "pairs": tuple((a, d, n) for a, d, n in plain["pairs"]),
                "faults": tuple(Fault(**fault) for fault in plain["faults"]),
                "columns": tuple(plain["columns"]),
            }
        )


def digest_of(cells: Cells, pairs: Pairs) -> str:
    """SHA-256 of the counts: the same data give the same digest, whatever the file was called."""
    plain = json.dumps([sorted(cells), sorted(pairs)], ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def build_series(
    name: str,
    origin: str,
    cells: Iterable[tuple[str, date, float]],
    *,
    is_list: bool,
    rows: int,
    pairs: Iterable[tuple[date, date, float]] = (),
    faults: Iterable[Fault] = (),
    columns: Iterable[str] = (),
    disease: str = "",
) -> Series:
    """Add up rows into a series."""
    by_cell: defaultdict[tuple[str, str], float] = defaultdict(float)
    for area, day, count in cells:
        by_cell[area, day.isoformat()] += count
    by_pair: defaultdict[tuple[str, str], float] = defaultdict(float)
    for event, report, count in pairs:
        by_pair[event.isoformat(), report.isoformat()] += count
    kept = tuple((a, d, float(n)) for (a, d), n in sorted(by_cell.items()))
    both = tuple((a, d, float(n)) for (a, d), n in sorted(by_pair.items()))
    return Series(
        name,
        origin,
        is_list,
        rows,
        kept,
        both,
        tuple(faults),
        tuple(columns),
        digest_of(kept, both),
        disease,
    )


@dataclass(frozen=True)
class Binned:
    """
    Counts by interval: first days, and counts (NaN where nothing was reported).

    `unfinished`: days of the last interval after the last one of a series reported by day.
    """

    starts: tuple[date, ...]
    counts: np.ndarray
    interval: str
    unfinished: int = 0

    @property
    def last_day(self) -> date:
        """The last day of the last interval."""
        return end_of(self.starts[-1], self.interval)


def end_of(start: date, interval: str) -> date:
    """The last day of an interval that begins on a day."""
    if interval == "month":
        return (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return start + timedelta(days=6 if interval == "week" else 0)


def bin_series(series: Series, interval: str, area: str = "") -> Binned:
    """Count the series by day, week or month; in a reported series a bin without rows is a gap."""
    cells = [(d, n) for a, d, n in series.cells if not area or a == area]
    if not cells:
        return Binned((), np.zeros(0), interval)
    days = np.array([d for d, _ in cells], "datetime64[D]")
    curve = epicurve(days, interval)
    place = np.searchsorted(curve.starts, days, side="right") - 1
    counts = np.zeros(len(curve.starts))
    np.add.at(counts, place, [n for _, n in cells])
    starts = tuple(d.item() for d in curve.starts)
    if series.is_list:
        return Binned(starts, counts, interval)
    counts[~np.isin(np.arange(len(counts)), place)] = np.nan
    told = np.unique(days)
    is_daily = len(told) > 1 and bool(
        (np.diff(told) == np.timedelta64(1, "D")).mean() > DAILY_SHARE
    )
    unfinished = (end_of(starts[-1], interval) - told[-1].item()).days if is_daily else 0
    return Binned(starts, counts, interval, unfinished)
