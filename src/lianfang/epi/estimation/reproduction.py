"""The reproduction number by day of infection: Cori's method."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from lianfang.epi.results import Floats, Texts

from .serial_interval import SerialInterval, mean_days, si_probabilities

TOO_EARLY = "时间窗早于平均代际间隔，不可估计"
GAP = "时间窗内或其前的代际间隔内有缺报日，不可估计"
NO_SOURCE = "时间窗之前没有可作传染来源的病例，估计只反映先验，不可采用"
# A window is not evaluable once unreported days hold more than this share of its sources.
MOST_UNKNOWN = 0.05
QUANTILES = (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)


@dataclass(frozen=True)
class ReproductionNumber:
    """
    R by window: posterior mean, sd and quantiles.

    Arrays are series × windows (windows alone for one series); `quantiles` has one more axis, in
    the order of `probabilities`. `reason` is empty where R stands; where it is not, mean, sd and
    quantiles are NaN. `t_start`, `t_end`: days from 1, both within the window.
    """

    t_start: np.ndarray
    t_end: np.ndarray
    mean: Floats
    sd: Floats
    probabilities: tuple[float, ...]
    quantiles: Floats
    reason: Texts

    def quantile(self, probability: float) -> Floats:
        """Return the quantile of a probability that was asked for."""
        return np.asarray(self.quantiles[..., self.probabilities.index(probability)])


def sliding_windows(days: int, width: int = 7) -> tuple[np.ndarray, np.ndarray]:
    """
    First and last days (from 1) of all windows of `width` days, the first beginning on day 2.

    :raises ValueError: a width of less than a day.
    """
    if width < 1:
        raise ValueError("a window holds at least one day")
    starts = np.arange(2, days - width + 2)
    return starts, starts + width - 1


def overall_infectivity(incidence: ArrayLike, si: ArrayLike) -> Floats:
    """
    Λ of each day: the cases before it, weighted by the serial interval (Cori 2013, eq. 1).

    `incidence`: (series ×) days, local and imported together; unreported days (NaN) count as 0.
    `si`: probabilities on days 0, 1, …. Day 1 has none: NaN.

    :raises ValueError: negative counts.
    """
    counts = np.nan_to_num(check_counts(incidence))
    weights = np.asarray(si, float)
    answer = _past(np.atleast_2d(counts), weights).reshape(counts.shape)
    answer[..., :1] = np.nan
    return answer


def check_counts(incidence: ArrayLike) -> Floats:
    """
    Return counts as floats, gaps as NaN.

    :raises ValueError: negative or infinite counts, more than two axes.
    """
    counts = np.array(incidence, float)
    if counts.ndim not in (1, 2):
        raise ValueError("incidence is one series or series × days")
    if (counts < 0).any() or np.isinf(counts).any():
        raise ValueError("counts must be finite and not negative")
    return counts


def _past(counts: Floats, weights: Floats) -> Floats:
    """Σ over s of counts[t − s]·weights[s], for all series by one product of matrices."""
    days = counts.shape[1]
    laid = np.zeros(days)
    laid[: min(days, len(weights))] = weights[:days]
    lag = np.arange(days)[:, None] - np.arange(days)[None, :]
    matrix = np.where(lag >= 0, laid[np.abs(lag)], 0.0)
    return np.asarray(counts @ matrix.T)


def estimate_r(
    incidence: ArrayLike,
    t_start: ArrayLike,
    t_end: ArrayLike,
    *,
    si: SerialInterval,
    imported: ArrayLike | None = None,
    prior_mean: float = 5.0,
    prior_sd: float = 5.0,
    probabilities: Sequence[float] = QUANTILES,
) -> ReproductionNumber:
    """
    Estimate the instantaneous reproduction number of one or many series over windows of days.

    Posterior Gamma(a + local cases of the window, 1 / (1/b + Λ of the window)) with prior mean
    a·b (Cori et al., Am J Epidemiol 2013;178:1505, eq. 4; imported cases are sources only:
    Thompson et al., Epidemics 2019;29:100356). Cases of day 1 count as imported. An uncertain
    serial interval gives the even mixture over its draws. Windows ending within one mean serial
    interval, with unreported days, or without any source are not evaluable.

    :raises ValueError: windows outside 2..days, negative counts, more imported than all cases,
        an impossible serial interval or prior.
    """
    counts = check_counts(incidence)
    series = np.atleast_2d(counts)
    starts, ends = _check_windows(t_start, t_end, series.shape[1])
    if not (prior_mean > 0 and prior_sd > 0):
        raise ValueError("prior mean and sd must exceed 0")
    gaps, local = np.isnan(series), _local(series, imported)
    known = np.where(gaps, 0.0, series)
    draws = si_probabilities(si, series.shape[1])
    a, b = (prior_mean / prior_sd) ** 2, prior_sd**2 / prior_mean
    shape = a + _window_sums(local, starts, ends)
    sources = np.array([_window_sums(_past(known, w), starts, ends) for w in draws])
    scale = 1 / (1 / b + sources)
    means = shape * scale
    mean = means.mean(axis=0)
    sd = np.sqrt((shape * scale**2 + means**2).mean(axis=0) - mean**2)
    reason = _reasons(gaps, draws, starts, ends, sources)
    reason[:, ends <= mean_days(si, series.shape[1])] = TOO_EARLY
    blank = np.where(reason == "", 1.0, np.nan)
    asked = tuple(probabilities)
    quantiles = _mixture_quantiles(shape, scale, asked) * blank[..., None]
    out = (mean * blank, sd * blank, quantiles, reason)
    if counts.ndim == 1:
        return ReproductionNumber(starts, ends, out[0][0], out[1][0], asked, out[2][0], out[3][0])
    return ReproductionNumber(starts, ends, out[0], out[1], asked, out[2], out[3])


def _check_windows(
    t_start: ArrayLike, t_end: ArrayLike, days: int
) -> tuple[np.ndarray, np.ndarray]:
    starts, ends = np.atleast_1d(np.asarray(t_start)), np.atleast_1d(np.asarray(t_end))
    if starts.shape != ends.shape or starts.ndim != 1:
        raise ValueError("t_start and t_end must be of one length")
    if len(starts) and (starts.min() < 2 or ends.max() > days or (starts > ends).any()):
        raise ValueError("windows must lie within day 2 and the last day")
    return starts.astype(int), ends.astype(int)


def _local(series: Floats, imported: ArrayLike | None) -> Floats:
    """Cases infected here: all but the imported; those of day 1 have no source here."""
    local = np.nan_to_num(series)
    if imported is not None:
        away = np.nan_to_num(np.atleast_2d(check_counts(imported)))
        if away.shape != series.shape or (away > local).any():
            raise ValueError("imported must have the shape of incidence and not exceed it")
        local = local - away
    local[:, :1] = 0.0
    return local


def _window_sums(values: Floats, starts: np.ndarray, ends: np.ndarray) -> Floats:
    sums = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    return np.asarray(sums[:, ends] - sums[:, starts - 1])


def _reasons(
    gaps: np.ndarray, draws: Floats, starts: np.ndarray, ends: np.ndarray, sources: Floats
) -> Texts:
    """Why a window of a series is not evaluable; empty where it is."""
    weights = draws.mean(axis=0)
    reason = np.full((len(gaps), len(starts)), "", dtype="<U40")
    no_source = sources.max(axis=0) <= 1e-12
    reason[no_source] = NO_SOURCE
    if gaps.any():
        unknown = _window_sums(_past(gaps.astype(float), weights), starts, ends)
        inside = _window_sums(gaps.astype(float), starts, ends) > 0
        reason[inside | (unknown / (ends - starts + 1) > MOST_UNKNOWN)] = GAP
    return reason


def _mixture_quantiles(shape: Floats, scale: Floats, asked: tuple[float, ...]) -> Floats:
    """Quantiles of the even mixture of gammas over draws (first axis of scale)."""
    single = [special.gammaincinv(shape, p) for p in asked]
    if len(scale) == 1:
        return np.stack(single, axis=-1) * scale[0][..., None]
    columns = []
    for p, unit in zip(asked, single, strict=True):
        low, high = unit * scale.min(axis=0), unit * scale.max(axis=0)
        for _ in range(26):
            middle = (low + high) / 2
            over = special.gammainc(shape, middle / scale).mean(axis=0) > p
            low, high = np.where(over, low, middle), np.where(over, middle, high)
        columns.append((low + high) / 2)
    return np.stack(columns, axis=-1)
