"""The serial interval as a distribution over whole days."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from lianfang.epi.results import Floats


@dataclass(frozen=True)
class ParametricSI:
    """A serial interval by its mean and standard deviation in days (mean above 1)."""

    mean: float
    sd: float


@dataclass(frozen=True)
class UncertainSI:
    """
    A serial interval whose mean and sd are themselves uncertain, in days.

    Each is drawn from a normal distribution cut to its range, `draws` times from `seed`; a pair is
    kept only where the sd lies below the mean (Cori et al. 2013, web appendix 4).
    """

    mean: float
    sd_of_mean: float
    low_mean: float
    high_mean: float
    sd: float
    sd_of_sd: float
    low_sd: float
    high_sd: float
    draws: int = 100
    seed: int = 1


@dataclass(frozen=True)
class GivenSI:
    """A serial interval by its probabilities on days 0, 1, 2, …; day 0 must be 0, the sum 1."""

    probabilities: tuple[float, ...]


# So many standard deviations behind its mean nothing is left of an interval.
SPREADS = 12
LONGEST_LAID = 20_000

SerialInterval = ParametricSI | UncertainSI | GivenSI


def discretised_si(mean: float, sd: float, k: ArrayLike) -> Floats:
    """
    Probability that the serial interval is k days, of a gamma distribution shifted by one day.

    Cori et al., Am J Epidemiol 2013;178:1505, web appendix 11. Not renormalised over k.

    :raises ValueError: mean not above 1, sd not positive, k negative.
    """
    if not (np.isfinite(mean) and np.isfinite(sd) and mean > 1 and sd > 0):
        raise ValueError("the mean must exceed 1 day and the sd exceed 0")
    days = np.asarray(k, float)
    if (days < 0).any() or np.isinf(days).any():
        raise ValueError("days must be finite and not negative")
    shape, scale = ((mean - 1) / sd) ** 2, sd**2 / (mean - 1)

    def below(x: Floats, a: float) -> Floats:
        return np.asarray(special.gammainc(a, np.maximum(x, 0) / scale))

    mass = days * below(days, shape) + (days - 2) * below(days - 2, shape)
    mass = mass - 2 * (days - 1) * below(days - 1, shape)
    tail = 2 * below(days - 1, shape + 1) - below(days - 2, shape + 1) - below(days, shape + 1)
    return np.asarray(np.maximum(0.0, mass + shape * scale * tail))


def si_probabilities(si: SerialInterval, days: int) -> Floats:
    """
    Lay a serial interval out as draws × days 0..days (one draw unless it is uncertain).

    :raises ValueError: an impossible mean, sd, range or distribution.
    """
    if isinstance(si, GivenSI):
        given = np.asarray(si.probabilities, float)
        if not len(given) or (given < 0).any() or given[0] != 0 or abs(given.sum() - 1) > 1e-2:
            raise ValueError("probabilities must be ≥ 0, 0 on day 0, and sum to 1")
        laid = np.zeros(days + 1)
        laid[: min(len(given), days + 1)] = given[: days + 1]
        return laid[None, :]
    if isinstance(si, ParametricSI):
        return _laid(si.mean, si.sd, days)[None, :]
    return np.array([_laid(mean, sd, days) for mean, sd in _draws(si)])


def mean_days(si: SerialInterval, days: int) -> float:
    """
    The mean of a serial interval as laid out over days, long enough for all of it.

    Laid over a series of `days` that is shorter than the interval, the mean would come out too small.
    """
    if isinstance(si, GivenSI):
        return float(np.dot(si.probabilities, np.arange(len(si.probabilities))))
    high = (si.high_mean, si.high_sd) if isinstance(si, UncertainSI) else (si.mean, si.sd)
    whole = max(days, math.ceil(high[0] + SPREADS * high[1]))
    weights = si_probabilities(si, min(whole, LONGEST_LAID)).mean(axis=0)
    return float(weights @ np.arange(len(weights)))


def _laid(mean: float, sd: float, days: int) -> Floats:
    """Days 0..days−1, and 0 on the last one, as EpiEstim lays it out."""
    return np.append(discretised_si(mean, sd, np.arange(days)), 0.0)


def _draws(si: UncertainSI) -> list[tuple[float, float]]:
    ranges = si.low_mean < si.mean < si.high_mean and si.low_sd < si.sd < si.high_sd
    if not ranges or si.low_mean <= 1 or si.low_sd <= 0 or si.draws < 1:
        raise ValueError("mean and sd must lie inside their ranges, above 1 and 0 days")
    if not (si.sd_of_mean > 0 and si.sd_of_sd > 0):
        raise ValueError("the spreads of mean and sd must exceed 0")
    source, kept = np.random.default_rng(si.seed), list[tuple[float, float]]()
    for _ in range(1000):
        means = _cut_normal(source, si.mean, si.sd_of_mean, si.low_mean, si.high_mean, si.draws)
        sds = _cut_normal(source, si.sd, si.sd_of_sd, si.low_sd, si.high_sd, si.draws)
        kept += [(float(m), float(s)) for m, s in zip(means, sds, strict=True) if s < m]
        if len(kept) >= si.draws:
            return kept[: si.draws]
    raise ValueError("no sd in its range lies below the mean")


def _cut_normal(
    source: np.random.Generator, mean: float, sd: float, low: float, high: float, n: int
) -> Floats:
    bottom, top = special.ndtr((low - mean) / sd), special.ndtr((high - mean) / sd)
    return np.asarray(mean + sd * special.ndtri(source.uniform(bottom, top, n)))
