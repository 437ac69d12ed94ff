"""How many cases of the last days there will be once all are reported."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lianfang.epi.results import Floats, Texts, check_level

from .delays import days_between

NOT_SEEN = "没有足够的历史报告延迟，不可估计"
TOO_LITTLE = "预计已报不足一成，不可估计"
LEAST_COMPLETE = 0.1


@dataclass(frozen=True)
class ReportingTriangle:
    """
    Cases by day of event and days until reported: days × (longest delay + 1).

    NaN where that report cannot have arrived by `as_of`. `left_out`: rows without a date, reported
    before the event, later than `longest` days, or after `as_of`.
    """

    days: np.ndarray
    counts: Floats
    as_of: np.datetime64
    left_out: int


@dataclass(frozen=True)
class Nowcast:
    """
    Expected final cases by day of event.

    `reported` so far, `completeness` expected of that day so far, `expected` by the chain ladder,
    `low`/`high` prediction interval of the final count; NaN with a `reason` where not estimable.
    """

    reported: Floats
    completeness: Floats
    expected: Floats
    low: Floats
    high: Floats
    delay: Floats
    reason: Texts


def reporting_triangle(
    events: ArrayLike | Sequence[object],
    reports: ArrayLike | Sequence[object],
    *,
    as_of: object,
    days: int,
    longest: int,
) -> ReportingTriangle:
    """
    Count rows by event day (the last `days` up to `as_of`) and delay (0 to `longest` days).

    :raises ValueError: days or longest delay impossible, columns of different lengths.
    """
    if days < 1 or longest < 0:
        raise ValueError("at least one day, and a delay of 0 or more")
    last = np.datetime64(as_of, "D")  # type: ignore[call-overload]
    first = last - (days - 1)
    delay = days_between(events, reports)
    row = days_between([first] * len(delay), events)
    arrived = row + delay <= days - 1
    with np.errstate(invalid="ignore"):
        told = (row >= 0) & (row < days) & (delay >= 0) & (delay <= longest) & arrived
    counts = np.zeros((days, longest + 1))
    np.add.at(counts, (row[told].astype(int), delay[told].astype(int)), 1)
    age = np.arange(days)[::-1]
    counts[np.arange(longest + 1)[None, :] > age[:, None]] = np.nan
    with np.errstate(invalid="ignore"):
        older = int((row < 0).sum())
    return ReportingTriangle(
        first + np.arange(days), counts, last, int(len(delay) - told.sum() - older)
    )


def nowcast(
    triangle: ArrayLike | ReportingTriangle,
    *,
    level: float = 0.95,
    draws: int = 2000,
    seed: int = 1,
) -> Nowcast:
    """
    Complete a reporting triangle (days × delays, NaN = not yet observable), as it is or as counts.

    The chance g(d) that a case reported within d days was reported on day d exactly is estimated
    from all days old enough; completeness at age a is the product of 1 − g over longer delays
    (Lawless, Can J Stat 1994;22:15; identical to the chain ladder, Mack, ASTIN 1993;23:213).
    Interval: g from its beta posterior, unreported cases from the negative binomial given those
    reported (both with Jeffreys' half case), `draws` times from `seed`. Delays are taken to be alike
    on all days: holidays and campaigns break this.

    :raises ValueError: not two axes, negative counts, level outside 0..1.
    """
    given = triangle.counts if isinstance(triangle, ReportingTriangle) else triangle
    counts = np.array(given, float)
    if counts.ndim != 2 or not counts.shape[1]:
        raise ValueError("a triangle is days × delays")
    if (counts < 0).any() or np.isinf(counts).any():
        raise ValueError("counts must be finite and not negative")
    check_level(level)
    # Observed without a gap up to its age: what comes after the first NaN is not used.
    seen = np.logical_and.accumulate(np.isfinite(counts), axis=1)
    known = np.where(seen, counts, 0.0)
    age = seen.sum(axis=1) - 1
    exact, within = _risk_sets(known, seen)
    share = np.divide(exact, within, out=np.zeros_like(exact), where=within > 0)
    complete = _completeness(share[None, :])[0]
    reported = known.sum(axis=1)
    told = np.where(age >= 0, complete[np.maximum(age, 0)], np.nan)
    unknown = _unknown_from(within)
    reason = np.full(len(counts), "", dtype="<U40")
    reason[told < LEAST_COMPLETE] = TOO_LITTLE
    reason[(age < unknown) | (age < 0)] = NOT_SEEN
    blank = np.where(reason == "", 1.0, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = reported / told
    low, high = _predict(exact, within, age, reported, level, draws, seed)
    delay = np.append(complete[:1], np.diff(complete))
    return Nowcast(reported, told, expected * blank, low * blank, high * blank, delay, reason)


def _risk_sets(known: Floats, seen: np.ndarray) -> tuple[Floats, Floats]:
    """Per delay d: cases reported on d, and within d, of days observed at least that long."""
    within = np.cumsum(known, axis=1)
    return (known * seen).sum(axis=0), (within * seen).sum(axis=0)


def _completeness(share: Floats) -> Floats:
    """Share reported within each delay: product of 1 − g over all longer ones."""
    keep = 1 - share[:, 1:]
    reversed_products = np.cumprod(keep[:, ::-1], axis=1)[:, ::-1]
    return np.concatenate([reversed_products, np.ones((len(share), 1))], axis=1)


def _unknown_from(within: Floats) -> int:
    """Least age whose later delays have all been seen at least once."""
    unseen = np.flatnonzero(within[1:] == 0) + 1
    return int(unseen.max()) if len(unseen) else 0


def _predict(
    exact: Floats,
    within: Floats,
    age: np.ndarray,
    reported: Floats,
    level: float,
    draws: int,
    seed: int,
) -> tuple[Floats, Floats]:
    source = np.random.default_rng(seed)
    share = source.beta(exact + 0.5, within - exact + 0.5, (draws, len(exact)))
    complete = _completeness(share)[:, np.maximum(age, 0)]
    complete = np.clip(complete, 1e-6, 1.0)
    # Poisson with a gamma mean is the negative binomial, and takes a chance of exactly 1.
    mean = source.gamma(reported + 0.5, 1.0, (draws, len(reported))) * (1 - complete) / complete
    final = reported + source.poisson(np.minimum(mean, 1e12))
    tails = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(final, tails, axis=0)
    return low, high
