"""The reproduction number by day of onset of the source: Wallinga and Teunis' method."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lianfang.epi.results import Floats, Texts, check_level

from .reproduction import MOST_UNKNOWN, _check_windows, check_counts
from .serial_interval import SerialInterval, UncertainSI, si_probabilities

NO_CASES = "时间窗内没有病例，不可估计"
GAP_AFTER = "时间窗内或其后的代际间隔内有缺报日，不可估计"


@dataclass(frozen=True)
class CohortR:
    """
    Mean secondary cases of those with onset in each window, with a simulated interval.

    Arrays are series × windows (windows alone for one series). `low`/`high` are NaN unless
    simulations were asked for; where `reason` is not empty, all three are. Late windows are too low:
    their secondary cases are not yet seen (the method's right truncation).
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
    Estimate the case reproduction number of one or many series.

    Each case is spread over its possible sources by the serial interval (Wallinga & Teunis, Am J
    Epidemiol 2004;160:509, eq. 2); a window's R is the case-weighted mean of its days. Windows
    with unreported days, or whose secondary cases would have fallen on such days, are not evaluable.

    :raises ValueError: windows outside 2..days, negative counts, an uncertain interval.
    """
    counts = check_counts(incidence)
    if isinstance(si, UncertainSI):
        raise ValueError("one serial interval, not a range of them")
    series = np.atleast_2d(counts)
    days = series.shape[1]
    starts, ends = _check_windows(t_start, t_end, days)
    weights = si_probabilities(si, days)[0][:days]
    lag = np.arange(days)[None, :] - np.arange(days)[:, None]
    # w[i, j]: a case of day j comes from one of day i.
    w = np.where(lag > 0, weights[np.abs(lag)], 0.0)
    found = [_one(row, w, starts, ends, simulations, seed, check_level(level)) for row in series]
    columns = (list(column) for column in zip(*found, strict=True)) if found else ([[]] * 4)
    mean, low, high, reason = (np.array(column) for column in columns)
    answer = (mean, low, high, reason.astype("<U40"))
    if counts.ndim == 1:
        return CohortR(starts, ends, mean[0], low[0], high[0], answer[3][0])
    return CohortR(starts, ends, *(part.reshape(len(series), len(starts)) for part in answer))


def _one(
    row: Floats,
    w: Floats,
    starts: np.ndarray,
    ends: np.ndarray,
    simulations: int,
    seed: int,
    level: float,
) -> tuple[Floats, Floats, Floats, Texts]:
    """Mean, bounds and reason of one series."""
    counts = np.nan_to_num(row)
    pressure = counts @ w
    share = np.divide(w, pressure, out=np.zeros_like(w), where=pressure > 0)
    mean = _windows(share @ counts, counts, starts, ends)
    reason = np.where(np.isnan(mean), NO_CASES, _gaps(np.isnan(row), w, starts, ends))
    blank = np.where(reason == "", 1.0, np.nan)
    low = high = np.full(len(starts), np.nan)
    if simulations:
        source = np.random.default_rng(seed)
        drawn = [
            _windows(_offspring(source, share, counts), counts, starts, ends)
            for _ in range(simulations)
        ]
        tails = [(1 - level) / 2, (1 + level) / 2]
        low, high = np.quantile(np.array(drawn), tails, axis=0)
    return mean * blank, low * blank, high * blank, reason


def _gaps(gaps: np.ndarray, w: Floats, starts: np.ndarray, ends: np.ndarray) -> Texts:
    """The reason of windows that hold unreported days, or lose secondary cases to later ones."""
    if not gaps.any():
        return np.full(len(starts), "", dtype="<U40")
    inside = np.concatenate([[0], np.cumsum(gaps)])
    lost = np.concatenate([[0.0], np.cumsum(w @ gaps)])
    share = (lost[ends] - lost[starts - 1]) / (ends - starts + 1)
    faulty = (inside[ends] > inside[starts - 1]) | (share > MOST_UNKNOWN)
    return np.where(faulty, GAP_AFTER, "").astype("<U40")


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
