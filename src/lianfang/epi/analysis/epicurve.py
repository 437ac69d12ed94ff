"""Epidemic curves: dates counted in bins of any length, by group."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import ArrayLike, NDArray

Days = NDArray[np.datetime64]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MISSING = "(missing)"
MONTHS = {"month": 1, "quarter": 3, "year": 12}
MONDAY = np.datetime64("1970-01-05", "D")
# A curve of more bins is a wrong date, not an epidemic.
MOST_BINS = 200_000


@dataclass(frozen=True)
class EpiCurve:
    """
    Counts by bin and group.

    `starts`: first moment of each bin (datetime64[D], or [s] for hours); `groups`: sorted names,
    `(missing)` for an empty one, or one group `all`; `counts`: bins × groups; `missing`: dates that
    were empty; `outside`: dates before `first` or after `last`. A curve of no dates has no bins.
    """

    interval: str
    starts: Days
    groups: tuple[str, ...]
    counts: NDArray[np.int64]
    missing: int
    outside: int

    @property
    def totals(self) -> NDArray[np.int64]:
        """Count of each bin over all groups."""
        return np.asarray(self.counts.sum(axis=1))

    @property
    def total(self) -> int:
        """All dates counted."""
        return int(self.counts.sum())

    @property
    def peak(self) -> np.datetime64 | None:
        """First bin of the greatest total; None for a curve without cases."""
        return self.starts[int(self.totals.argmax())] if self.total else None


def epicurve(
    dates: ArrayLike | Sequence[date | datetime | str | None],
    interval: int | str = "day",
    *,
    anchor: str | date | datetime | None = None,
    groups: Sequence[object] | None = None,
    first: date | datetime | str | None = None,
    last: date | datetime | str | None = None,
) -> EpiCurve:
    """
    Count dates in bins, empty bins between included.

    `interval`: days as a number, or `day`, `week`, `month`, `quarter`, `year`, `2 weeks`,
    `10 days`, `3 hours`. `anchor`: a weekday for weeks (Monday unless given), a date or moment on
    which a bin begins for days, weeks or hours. As in R's incidence: 7 days begin on Mondays,
    other days at the first date, calendar bins on the first of the month, quarter, year.

    :raises ValueError: unknown interval or anchor, unreadable dates, groups of another length.
    """
    kind, size = _read_interval(interval)
    unit = "s" if kind == "hours" else "D"
    moments = _moments(dates, unit)
    names = _names(groups, len(moments))
    told = ~np.isnat(moments)
    ends = [_moments([end], unit)[0] if end is not None else None for end in (first, last)]
    inside = told.copy()
    if ends[0] is not None:
        inside &= moments >= ends[0]
    if ends[1] is not None:
        inside &= moments <= ends[1]
    chosen = tuple(sorted(set(names[told].tolist())))
    shown = str(interval)
    missing, outside = int((~told).sum()), int((told & ~inside).sum())
    if not inside.any() and None in ends:
        nothing = np.zeros((0, len(chosen)), np.int64)
        return EpiCurve(shown, moments[:0], chosen, nothing, missing, outside)
    low = ends[0] if ends[0] is not None else moments[inside].min()
    high = ends[1] if ends[1] is not None else moments[inside].max()
    starts = _starts(low, high, kind, size, anchor)
    place = np.searchsorted(starts, moments[inside], side="right") - 1
    column = np.searchsorted(np.array(chosen), names[inside]) if chosen else place[:0]
    counts = np.zeros((len(starts), len(chosen)), np.int64)
    np.add.at(counts, (place, column), 1)
    return EpiCurve(shown, starts, chosen, counts, missing, outside)


def _read_interval(interval: int | str) -> tuple[str, int]:
    if isinstance(interval, int):
        kind, size = "days", interval
    elif interval in MONTHS:
        kind, size = "months", MONTHS[interval]
    else:
        match = re.fullmatch(r"(?:(\d+) )?(hour|day|week|month|quarter|year)s?", interval)
        if not match:
            raise ValueError(f"unknown interval {interval!r}")
        size, kind = int(match[1] or 1), match[2] + "s"
        if match[2] in MONTHS:
            kind, size = "months", size * MONTHS[match[2]]
        elif kind == "weeks":
            kind, size = "days", size * 7
    if size < 1:
        raise ValueError("an interval holds at least one day or hour")
    return kind, size


def _moments(dates: ArrayLike | Sequence[date | datetime | str | None], unit: str) -> Days:
    if isinstance(dates, np.ndarray) and dates.dtype.kind == "M":
        return np.asarray(dates.ravel().astype(f"datetime64[{unit}]"))
    plain = [None if d is None or d == "" else d for d in np.asarray(dates, object).ravel()]
    try:
        found = [np.datetime64("NaT") if d is None or d != d else np.datetime64(d) for d in plain]
    except (ValueError, TypeError) as fault:
        raise ValueError(f"unreadable date: {fault}") from fault
    return np.array(found, f"datetime64[{unit}]")


def _names(groups: Sequence[object] | None, n: int) -> NDArray[np.str_]:
    if groups is None:
        return np.full(n, "all")
    if len(groups) != n:
        raise ValueError("groups must have one name per date")
    empty = (None, "")
    return np.array([MISSING if g in empty or g != g else str(g) for g in groups], np.str_)


def _starts(
    low: np.datetime64,
    high: np.datetime64,
    kind: str,
    size: int,
    anchor: str | date | datetime | None,
) -> Days:
    """First moments of all bins from the one that holds `low` to the one that holds `high`."""
    if kind == "months":
        months = low.astype("datetime64[M]").astype(int)
        begin = months - months % size if 12 % size == 0 else months
        end = high.astype("datetime64[M]").astype(int)
        return np.arange(begin, end + 1, size).astype("datetime64[M]").astype("datetime64[D]")
    step = np.timedelta64(size * 3600, "s") if kind == "hours" else np.timedelta64(size, "D")
    zero = _zero(low, kind, size, anchor)
    begin_at = low - (low - zero) % step
    if (high - begin_at) / step > MOST_BINS:
        raise ValueError("the dates lie too far apart for this interval")
    return np.asarray(
        np.arange(begin_at, high + np.timedelta64(1, "s" if kind == "hours" else "D"), step)
    )


def _zero(
    low: np.datetime64, kind: str, size: int, anchor: str | date | datetime | None
) -> np.datetime64:
    """A moment on which a bin begins."""
    unit = "s" if kind == "hours" else "D"
    if isinstance(anchor, str) and anchor.lower() in WEEKDAYS:
        # 1970-01-05 was a Monday.
        return MONDAY + np.timedelta64(WEEKDAYS.index(anchor.lower()), "D")
    if anchor is not None:
        try:
            return np.datetime64(anchor, unit)  # type: ignore[call-overload]
        except ValueError as fault:
            raise ValueError(f"unknown anchor {anchor!r}") from fault
    if kind == "hours":
        return low.astype("datetime64[D]").astype("datetime64[s]")
    return MONDAY if size == 7 else low
