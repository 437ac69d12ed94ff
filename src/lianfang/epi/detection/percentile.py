"""Moving percentiles of the same time of earlier years, as China's automated warning system uses them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .series import Alarms, Floats, Ints, Reason, as_counts, columns, first_reason, judge, take

Quantile = Literal[6, 7]
Comparison = Literal[">", "≥"]
MOST_MISSING = 0.5  # share of the blocks that may be gaps
FUZZ = 4 * np.finfo(np.float64).eps
COMPARE = {">": np.greater, "≥": np.greater_equal}


@dataclass(frozen=True, eq=False)
class PercentileAlarms(Alarms):
    """Alarms with the counts they were compared with; `expected` is their median."""

    blocks: Floats  # series × evaluated periods × blocks, last year first


def moving_percentile(
    counts: ArrayLike,
    years: int = 5,
    half_window: int = 2,
    percentile: float = 80.0,
    *,
    frequency: int = 52,
    quantile_type: Quantile = 7,
    comparison: Comparison = ">",
    at: ArrayLike | None = None,
) -> PercentileAlarms:
    """
    Compare a week (month: `frequency` 12, `half_window` 1) with the same weeks of `years` years.

    Blocks are the same period of each earlier year and `half_window` periods on both sides, so 5 years
    and 2 weeks make 25 (CIDARS: Yang et al. 2011, doi:10.5365/wpsar.2010.1.1.009). Quantile type 7 is that of Excel and
    numpy, 6 that of SPSS (Hyndman and Fan 1996). Whether a count equal to the percentile is a signal
    is policy: `comparison`. Blocks may be missing, up to half of them.

    :raises ValueError: years under 1, percentile not in 0 … 100, unknown quantile type or comparison.
    """
    table = as_counts(counts)
    wanted = columns(at, table.shape[1])
    if half_window < 0 or frequency <= 2 * half_window:
        raise ValueError("half_window must not be negative and fit into the year")
    year = np.arange(1, years + 1)[:, None] * frequency
    back = (year - np.arange(-half_window, half_window + 1)).ravel()
    blocks = take(table, wanted[:, None] - back)
    short = wanted < years * frequency + half_window
    policy = _Policy(years, percentile, quantile_type, comparison)
    return _judged("moving_percentile", policy, wanted, table[:, wanted], blocks, short)


def moving_percentile_daily(
    counts: ArrayLike,
    start: date,
    years: int = 3,
    percentile: float = 80.0,
    *,
    days: int = 7,
    shifts: tuple[int, ...] = (-14, -7, 0, 7, 14),
    quantile_type: Quantile = 7,
    comparison: Comparison = ">",
    at: ArrayLike | None = None,
) -> PercentileAlarms:
    """
    Compare the last `days` days, every day anew, with the same days of `years` years.

    A block is the sum of `days` days that end on the same calendar date of an earlier year (29 February:
    the 28th), or `shifts` days from it: 3 years × 5 shifts make 15. `start` is the date of column 0.

    :raises ValueError: as `moving_percentile`; days under 1 or no shift.
    """
    table = as_counts(counts)
    wanted = columns(at, table.shape[1])
    policy = _Policy(years, percentile, quantile_type, comparison)
    if days < 1 or not shifts:
        raise ValueError("days must be at least 1 and shifts not empty")
    sums = trailing_sums(table, days)
    ends = _same_dates(wanted, start, years)[:, :, None] + np.array(shifts)
    ends = ends.reshape(len(wanted), years * len(shifts))
    short = ends.min(axis=1) < days - 1
    return _judged(
        "moving_percentile_daily", policy, wanted, sums[:, wanted], take(sums, ends), short
    )


@dataclass(frozen=True)
class _Policy:
    years: int
    percentile: float
    quantile_type: Quantile
    comparison: Comparison

    def __post_init__(self) -> None:
        if self.years < 1 or not 0 <= self.percentile <= 100:
            raise ValueError("years must be at least 1, percentile between 0 and 100")
        if self.quantile_type not in (6, 7):
            raise ValueError("quantile_type must be 6 or 7")
        if self.comparison not in COMPARE:
            raise ValueError("comparison must be > or ≥")


def _judged(
    name: str,
    policy: _Policy,
    wanted: Ints,
    observed: Floats,
    blocks: Floats,
    short: NDArray[np.bool_],
) -> PercentileAlarms:
    reason = first_reason(
        (Reason.TOO_SHORT, np.broadcast_to(short, observed.shape)),
        (Reason.MISSING_CURRENT, np.isnan(observed)),
        (Reason.MISSING_BASELINE, np.isnan(blocks).mean(axis=2) > MOST_MISSING),
    )
    alarms = judge(
        f"{name}/P{policy.percentile:g}",
        wanted,
        observed,
        quantile(blocks, 0.5, policy.quantile_type),
        quantile(blocks, policy.percentile / 100, policy.quantile_type),
        reason,
        COMPARE[policy.comparison],
    )
    return PercentileAlarms(**vars(alarms), blocks=blocks)


def quantile(values: Floats, probability: float, quantile_type: Quantile) -> Floats:
    """Quantile along the last axis, gaps left out, by Hyndman and Fan's type 6 or 7. NaN of nothing."""
    ordered = np.sort(values, axis=-1)
    number = (~np.isnan(ordered)).sum(axis=-1)
    if not ordered.shape[-1]:
        return np.full(ordered.shape[:-1], np.nan)
    ends = 1 if quantile_type == 7 else -1
    place = (number - ends) * probability - (1 - ends) / 2
    place = np.clip(place, 0, np.maximum(number - 1, 0))
    low = np.floor(place + FUZZ)
    part = np.where(np.abs(place - low) < FUZZ, 0.0, place - low)
    high = np.minimum(low + 1, np.maximum(number - 1, 0))
    below, above = (
        np.take_along_axis(ordered, index.astype(np.int64)[..., None], axis=-1)[..., 0]
        for index in (low, high)
    )
    return np.asarray(np.where(part == 0, below, below + part * (above - below)))


def trailing_sums(table: Floats, days: int) -> Floats:
    """Sum of each column and the `days`-1 before it; NaN with a gap among them or too few columns."""
    sums = np.full(table.shape, np.nan)
    length = table.shape[1] - days + 1
    if length > 0:
        sums[:, days - 1 :] = sum(table[:, day : day + length] for day in range(days))
    return sums


def _same_dates(wanted: Ints, start: date, years: int) -> Ints:
    """Columns of the same calendar date one year back, two years back …: periods × years."""
    found = np.empty((len(wanted), years), dtype=np.int64)
    for row, column in enumerate(wanted.tolist()):
        day = start + timedelta(days=column)
        for back in range(1, years + 1):
            found[row, back - 1] = (_years_before(day, back) - start).days
    return found


def _years_before(day: date, years: int) -> date:
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year - years)
