"""Rates made comparable between populations of different age."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from lianfang.epi.results import MISSING, NAN, Estimate, Floats, not_estimable

from .proportions import z_of

NO_PEOPLE = "有年龄组人口为0，不可标化"
NO_EXPECTED = "按标准率计算的期望病例为0，不可估计"


@dataclass(frozen=True)
class Standardised:
    """A crude rate and the standardised one, both per person."""

    crude: float
    rate: Estimate


@dataclass(frozen=True)
class Indirect:
    """Cases seen and expected, their ratio (SIR/SMR), and the indirectly standardised rate."""

    observed: float
    expected: float
    ratio: Estimate
    rate: Estimate


def direct_standardisation(
    cases: ArrayLike, population: ArrayLike, standard: ArrayLike, *, level: float = 0.95
) -> Standardised:
    """
    Weight the rates of each group by a standard population.

    Gamma interval: Fay & Feuer, Stat Med 1997;16:791, eq. 5 and 6.

    :raises ValueError: shapes differ or negative numbers.
    """
    x, n, s = _columns(cases, population, standard)
    tail = (1 - level) / 2
    z_of(level)
    if why := _fault(x, n, s):
        return Standardised(NAN, not_estimable(why, method="gamma", level=level))
    weight = s / s.sum() / n
    rate, spread = float((weight * x).sum()), float((weight**2 * x).sum())
    low = float(special.gammaincinv(rate**2 / spread, tail)) * spread / rate if rate else 0.0
    most = float(weight.max())
    moved, wider = rate + most, spread + most**2
    high = float(special.gammaincinv(moved**2 / wider, 1 - tail)) * wider / moved
    return Standardised(float(x.sum() / n.sum()), Estimate(rate, low, high, level, "gamma"))


def indirect_standardisation(
    cases: ArrayLike,
    population: ArrayLike,
    standard_cases: ArrayLike,
    standard_population: ArrayLike,
    *,
    level: float = 0.95,
) -> Indirect:
    """
    Hold the cases of all groups against those expected at the standard's rates.

    Interval on the log scale with standard error 1/√observed (Breslow & Day 1987, eq. 2.12).

    :raises ValueError: shapes differ or negative numbers.
    """
    x, n, xs = _columns(cases, population, standard_cases)
    ns = _columns(standard_population, x, x)[0]
    z = z_of(level)
    if why := _fault(x, ns, n) or _fault(xs, ns, n):
        nothing = not_estimable(why, method="log", level=level)
        return Indirect(float(x.sum()), NAN, nothing, nothing)
    observed, expected = float(x.sum()), float((xs / ns * n).sum())
    if not expected:
        nothing = not_estimable(NO_EXPECTED, method="log", level=level)
        return Indirect(observed, expected, nothing, nothing)
    ratio = observed / expected
    base = float(xs.sum() / ns.sum())
    if not observed:
        reason = "没有病例，区间不可估计"
        none = Estimate(0.0, NAN, NAN, level, "log", reason)
        return Indirect(observed, expected, none, none)
    half = math.exp(z / math.sqrt(observed))
    return Indirect(
        observed,
        expected,
        Estimate(ratio, ratio / half, ratio * half, level, "log"),
        Estimate(ratio * base, ratio * base / half, ratio * base * half, level, "log"),
    )


def _columns(*columns: ArrayLike) -> tuple[Floats, Floats, Floats]:
    x, n, s = (np.asarray(c, float).ravel() for c in columns)
    if not len(x) == len(n) == len(s):
        raise ValueError("all columns must be of one length")
    if any((c < 0).any() or np.isinf(c).any() for c in (x, n, s)):
        raise ValueError("numbers must be finite and not negative")
    return x, n, s


def _fault(cases: Floats, divided_by: Floats, weights: Floats) -> str:
    """Why nothing can be standardised: a gap, a group of nobody, or no one to weight by."""
    if np.isnan([*cases, *divided_by, *weights]).any():
        return MISSING
    return NO_PEOPLE if not (divided_by > 0).all() or weights.sum() <= 0 else ""
