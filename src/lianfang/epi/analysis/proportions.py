"""Intervals of proportions and of rates, many at once."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from lianfang.epi.results import Floats, Intervals, check_level

ProportionMethod = Literal["wilson", "exact", "wald", "wilson_cc", "agresti_coull"]
RateMethod = Literal["exact", "byar"]


def z_of(level: float) -> float:
    """Two-sided normal quantile of a confidence level."""
    return float(special.ndtri(0.5 + check_level(level) / 2))


def proportion_interval(
    events: ArrayLike,
    total: ArrayLike,
    method: ProportionMethod = "wilson",
    level: float = 0.95,
) -> Intervals:
    """
    Give events/total with its interval; arrays broadcast, NaN where total is 0.

    `wilson`: score interval (Wilson, JASA 1927;22:209); `wilson_cc` with continuity correction
    and `wald` as in Newcombe, Stat Med 1998;17:857, methods 4 and 1; `exact`: Clopper & Pearson,
    Biometrika 1934;26:404; `agresti_coull`: Am Stat 1998;52:119. Wald and Agresti-Coull are not
    cut to 0..1.

    :raises ValueError: negative counts, events above total, unknown method, level outside 0..1.
    """
    x, n = counts_of(events, total)
    if np.any(x > n):
        raise ValueError("events exceed total")
    z = z_of(level)
    bounds = {
        "wilson": _wilson,
        "exact": _clopper_pearson,
        "wald": _wald,
        "wilson_cc": _wilson_corrected,
        "agresti_coull": _agresti_coull,
    }
    if method not in bounds:
        raise ValueError(f"unknown method {method}")
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = bounds[method](x, n, z)
        return Intervals(x / n, low, high, level, method)


def counts_of(events: ArrayLike, total: ArrayLike) -> tuple[Floats, Floats]:
    """Broadcast events and denominators; a total of 0 becomes NaN (not evaluable), as a gap is."""
    x, n = np.broadcast_arrays(np.asarray(events, float), np.asarray(total, float))
    if np.any(x < 0) or np.any(n < 0) or np.isinf(x).any() or np.isinf(n).any():
        raise ValueError("counts and denominators must be finite and not negative")
    return x.astype(float), np.where(n == 0, np.nan, n)


def _wilson(x: Floats, n: Floats, z: float) -> tuple[Floats, Floats]:
    p = x / n
    middle = p + z * z / (2 * n)
    half = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    low, high = (middle - half) / scale, (middle + half) / scale
    return np.where(x == 0, 0 * n, low), np.where(x == n, 1 + 0 * n, high)


def _wilson_corrected(x: Floats, n: Floats, z: float) -> tuple[Floats, Floats]:
    p, zz = x / n, z * z
    below = z * np.sqrt(zz - 2 - 1 / n + 4 * p * (n * (1 - p) + 1))
    above = z * np.sqrt(zz + 2 - 1 / n + 4 * p * (n * (1 - p) - 1))
    low = (2 * x + zz - 1 - below) / (2 * (n + zz))
    high = (2 * x + zz + 1 + above) / (2 * (n + zz))
    return np.where(x == 0, 0 * n, low), np.where(x == n, 1 + 0 * n, high)


def _clopper_pearson(x: Floats, n: Floats, z: float) -> tuple[Floats, Floats]:
    tail = special.ndtr(-z)
    low = special.betaincinv(np.maximum(x, 1), n - np.maximum(x, 1) + 1, tail)
    high = special.betaincinv(x + 1, np.maximum(n - x, 1), 1 - tail)
    return np.where(x == 0, 0 * n, low), np.where(x == n, 1 + 0 * n, high)


def _wald(x: Floats, n: Floats, z: float) -> tuple[Floats, Floats]:
    p = x / n
    half = z * np.sqrt(p * (1 - p) / n)
    return p - half, p + half


def _agresti_coull(x: Floats, n: Floats, z: float) -> tuple[Floats, Floats]:
    wider = n + z * z
    p = (x + z * z / 2) / wider
    half = z * np.sqrt(p * (1 - p) / wider)
    return p - half, p + half


def rate_interval(
    events: ArrayLike,
    person_time: ArrayLike,
    method: RateMethod = "exact",
    level: float = 0.95,
    per: float = 100_000,
) -> Intervals:
    """
    Give events per `per` units of person-time with its Poisson interval; arrays broadcast.

    `exact`: Garwood, Biometrika 1936;28:437 (chi-square quantiles); `byar`: Breslow & Day 1987,
    eq. 2.10, around events + 0.5 as epitools does (its lower bound dips below 0 at 0 events).

    :raises ValueError: negative counts or person-time, unknown method, level outside 0..1.
    """
    x, time = counts_of(events, person_time)
    z = z_of(level)
    if method == "exact":
        tail = special.ndtr(-z)
        low = np.where(x > 0, special.gammaincinv(np.maximum(x, 1), tail), 0.0)
        high = special.gammaincinv(x + 1, 1 - tail)
    elif method == "byar":
        moved = x + 0.5
        step = z / 3 / np.sqrt(moved)
        low = moved * (1 - 1 / (9 * moved) - step) ** 3
        high = moved * (1 - 1 / (9 * moved) + step) ** 3
    else:
        raise ValueError(f"unknown method {method}")
    scale = per / time
    return Intervals(x * scale, low * scale, high * scale, level, method)
