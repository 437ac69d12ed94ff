"""The reproduction number by day of onset of the source: Wallinga and Teunis' method."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lianfang.epi.results import Floats, Texts

from .reproduction import _check_windows, check_counts
from .serial_interval import SerialInterval, UncertainSI, si_probabilities

NO_CASES = "时间窗内没有病例，不可估计"


@dataclass(frozen=True)
class CohortR:
    """
    Mean secondary cases of those with onset in each window, with a simulated interval.

    `low`/`high` are NaN unless simulations were asked for. Late windows are too low: their
    secondary cases are not yet seen (the method's right truncation).
    """

    t_start: np.ndarray
    t_end: np.ndarray
    mean: Floats
    low: Floats
    high: Floats
    reason: Texts


def wallinga_teunis(
    incidence: ArrayLike,
    t_start: ArrayLike,
    t_end: ArrayLike,
    *,
    si: SerialInterval,
    simulations: int = 0,
    seed: int = 1,
    level: float = 0.95,
) -> CohortR:
    """
    Estimate the case reproduction number of one series (gaps count as 0).

    Each case is spread over its possible sources by the serial interval (Wallinga & Teunis, Am J
    Epidemiol 2004;160:509, eq. 2); a window's R is the case-weighted mean of its days.

    :raises ValueError: more than one series, windows outside 2..days, an uncertain interval.
    """
    counts = np.nan_to_num(check_counts(incidence))
    if counts.ndim != 1 or isinstance(si, UncertainSI):
        raise ValueError("one series and one serial interval")
    days = len(counts)
    starts, ends = _check_windows(t_start, t_end, days)
    weights = si_probabilities(si, days)[0][:days]
    lag = np.arange(days)[None, :] - np.arange(days)[:, None]
    # w[i, j]: a case of day j comes from one of day i.
    w = np.where(lag > 0, weights[np.abs(lag)], 0.0)
    pressure = counts @ w
    share = np.divide(w, pressure, out=np.zeros_like(w), where=pressure > 0)
    mean = _windows(share @ counts, counts, starts, ends)
    reason = np.where(np.isnan(mean), NO_CASES, "").astype("<U40")
    low = high = np.full(len(starts), np.nan)
    if simulations:
        source = np.random.default_rng(seed)
        drawn = [
            _windows(_offspring(source, share, counts), counts, starts, ends)
            for _ in range(simulations)
        ]
        tails = [(1 - level) / 2, (1 + level) / 2]
        low, high = np.quantile(np.array(drawn), tails, axis=0)
    return CohortR(starts, ends, mean, low, high, reason)


def _windows(r: Floats, counts: Floats, starts: np.ndarray, ends: np.ndarray) -> Floats:
    caused = np.concatenate([[0.0], np.cumsum(r * counts)])
    cases = np.concatenate([[0.0], np.cumsum(counts)])
    top, bottom = caused[ends] - caused[starts - 1], cases[ends] - cases[starts - 1]
    return np.divide(top, bottom, out=np.full(len(starts), np.nan), where=bottom > 0)


def _offspring(source: np.random.Generator, share: Floats, counts: Floats) -> Floats:
    """Secondary cases per case of each day in one random tree."""
    caused = np.zeros(len(counts))
    for day, cases in enumerate(counts):
        p = share[:, day] * counts
        if cases and p.sum() > 0:
            caused += source.multinomial(int(cases), p / p.sum())
    return np.divide(caused, counts, out=np.zeros_like(caused), where=counts > 0)
