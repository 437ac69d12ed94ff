"""How well did each method do on series whose outbreaks are known?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lianfang.epi.detection.series import Alarms, Flags, Floats, Ints, as_counts


@dataclass(frozen=True)
class Detector:
    """A method under test: its name, and what it says of counts (series × time)."""

    name: str
    detect: Callable[[Floats], Alarms]


@dataclass(frozen=True, eq=False)
class Outbreaks:
    """Runs of flagged periods. One entry per outbreak; `last` is included."""

    series: Ints
    first: Ints
    last: Ints


@dataclass(frozen=True, eq=False)
class Performance:
    """
    One method over all series.

    An outbreak counts where at least one of its periods was evaluated; it is found by an alarm from its
    first period to `grace` periods after its last. An alarm outside that is false.
    """

    method: str
    outbreaks: int  # in the data
    judged: int  # of them, those the method could have found
    found: int
    sensitivity: float  # found / judged; NaN without any
    false_alarms: int
    quiet_years: float  # evaluated periods outside outbreaks, all series together
    false_alarms_per_year: float  # of one series; NaN without a quiet period
    delay: Floats  # periods from the start to the first alarm; one per outbreak, NaN if not found
    median_delay: float  # of those found; NaN without any
    found_by_series: Ints
    false_alarms_by_series: Ints


def backtest(
    counts: ArrayLike,
    outbreak: ArrayLike,
    detectors: Iterable[Detector],
    *,
    periods_a_year: float = 52.0,
    first: int = 0,
    grace: int = 0,
    same_ground: bool = True,
) -> list[Performance]:
    """
    Run every detector over the series and hold its alarms against the flags.

    `counts` and `outbreak` are series × time. Periods before column `first` are history only. With
    `same_ground` all methods are judged on the periods that each of them evaluated, so that a
    method that needs no history is not judged on times when others were silent.

    :raises ValueError: shapes that differ, `first` or `grace` negative, periods_a_year not above 0.
    """
    table = as_counts(counts)
    flags = np.atleast_2d(np.asarray(outbreak)).astype(bool)
    if flags.shape != table.shape:
        raise ValueError("outbreak must have the shape of counts")
    if first < 0 or grace < 0 or periods_a_year <= 0:
        raise ValueError("first and grace must not be negative, periods_a_year above 0")
    named = [(each.name, *_spread(each.detect(table), table.shape)) for each in detectors]
    later = np.arange(table.shape[1]) >= first
    common = np.broadcast_to(later, table.shape).copy()
    if same_ground:
        for _, evaluated, _ in named:
            common &= evaluated
    known = outbreaks_of(flags)
    return [
        _performance(name, known, evaluated & common, alarm & common, periods_a_year, grace)
        for name, evaluated, alarm in named
    ]


def outbreaks_of(flags: Flags) -> Outbreaks:
    """Every run of flagged periods, series after series."""
    edge = np.zeros((flags.shape[0], 1), dtype=np.int8)
    change = np.diff(np.hstack([edge, flags.astype(np.int8), edge]), axis=1)
    series, first = np.nonzero(change == 1)
    _, after = np.nonzero(change == -1)
    return Outbreaks(series, first, after - 1)


def _spread(found: Alarms, shape: tuple[int, ...]) -> tuple[Flags, Flags]:
    """Evaluated and alarm for every column, also those the method was not asked about."""
    evaluated, alarm = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    evaluated[:, found.at], alarm[:, found.at] = found.evaluated, found.alarm
    return evaluated, alarm


def _performance(
    name: str,
    known: Outbreaks,
    evaluated: Flags,
    alarm: Flags,
    periods_a_year: float,
    grace: int,
) -> Performance:
    rows = len(evaluated)
    outside = np.ones(evaluated.shape, dtype=bool)
    delay = np.full(len(known.series), np.nan)
    is_judged = np.zeros(len(known.series), dtype=bool)
    for number, (row, first, last) in enumerate(
        zip(known.series.tolist(), known.first.tolist(), known.last.tolist(), strict=True)
    ):
        within = slice(first, last + grace + 1)
        outside[row, within] = False
        is_judged[number] = evaluated[row, first : last + 1].any()
        hits = np.flatnonzero(alarm[row, within])
        if is_judged[number] and len(hits):
            delay[number] = hits[0]
    is_found = ~np.isnan(delay)
    false = (alarm & outside).sum(axis=1)
    quiet = float((evaluated & outside).sum()) / periods_a_year
    return Performance(
        method=name,
        outbreaks=len(known.series),
        judged=int(is_judged.sum()),
        found=int(is_found.sum()),
        sensitivity=_ratio(is_found.sum(), is_judged.sum()),
        false_alarms=int(false.sum()),
        quiet_years=quiet,
        false_alarms_per_year=_ratio(false.sum(), quiet),
        delay=delay,
        median_delay=float(np.median(delay[is_found])) if is_found.any() else float("nan"),
        found_by_series=np.bincount(known.series[is_found], minlength=rows),
        false_alarms_by_series=false,
    )


def _ratio(part: float | np.integer, whole: float | np.integer) -> float:
    return float(part) / float(whole) if whole else float("nan")


def alarms_table(counts: ArrayLike, detectors: Sequence[Detector]) -> dict[str, NDArray[np.bool_]]:
    """Alarms of every detector, series × time, to be drawn over the series."""
    table = as_counts(counts)
    return {each.name: _spread(each.detect(table), table.shape)[1] for each in detectors}
