"""Incubation periods and other delays of which only windows of begin and end are known."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from lianfang.epi.results import NAN, Estimate, Floats, not_estimable

from .delays import lognormal_fit

Distribution = Literal["lognormal", "weibull", "gamma"]
NAMES = {
    "lognormal": ("meanlog", "sdlog"),
    "weibull": ("shape", "scale"),
    "gamma": ("shape", "scale"),
}
TOO_FEW = "可用记录不足3条，分布不可估计"
NO_SPREAD = "记录没有差别，或找不到最大似然，分布不可估计"
PERCENTILES = (0.05, 0.5, 0.95, 0.99)
SMALLEST = 1e-300


@dataclass(frozen=True)
class CensoredFit:
    """
    A distribution fitted to windows, in the unit of the windows.

    `first`, `second`: its parameters by `NAMES`; `percentiles`: estimates in the order of
    `probabilities`; intervals by the delta method with Student's t on n − 1. `log_likelihood` is
    that of windows unnormalised by their widths. `dropped` rows had gaps or ended before they began.
    """

    distribution: str
    first: Estimate
    second: Estimate
    probabilities: tuple[float, ...]
    percentiles: tuple[Estimate, ...]
    mean: float
    sd: float
    log_likelihood: float
    n: int
    dropped: int
    reason: str = ""


def fit_interval_censored(
    exposure_low: ArrayLike,
    exposure_high: ArrayLike,
    onset_low: ArrayLike,
    onset_high: ArrayLike,
    *,
    distribution: Distribution = "lognormal",
    probabilities: tuple[float, ...] = PERCENTILES,
    level: float = 0.95,
) -> CensoredFit:
    """
    Fit a delay to windows of exposure and onset by maximum likelihood.

    Both windows wide: doubly censored, exposure and onset uniform within them; one of no width:
    singly censored; both: exact (Reich et al., Stat Med 2009;28:2769, eq. 2–5). The double
    integral is had in closed form from ∫F, so nothing is integrated numerically.

    :raises ValueError: lengths differ, unknown distribution.
    """
    if distribution not in NAMES:
        raise ValueError(f"unknown distribution {distribution}")
    windows, dropped = _windows(exposure_low, exposure_high, onset_low, onset_high)
    if windows.shape[1] < 3:
        return _no_fit(distribution, probabilities, windows.shape[1], dropped, TOO_FEW, level)

    def loss(point: Floats) -> float:
        with np.errstate(all="ignore"):
            value = -float(np.log(_likelihood(distribution, point, windows)).sum())
        return value if math.isfinite(value) else 1e12

    start = _start(distribution, windows)
    found = optimize.minimize(
        loss, start, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-10, "maxiter": 4000}
    )
    hessian = _hessian(loss, found.x)
    eigen = np.linalg.eigvalsh(hessian) if np.isfinite(hessian).all() else np.array([0.0])
    if found.fun >= 1e11 or eigen.min() <= 1e-8 or np.abs(found.x).max() > 12:
        return _no_fit(distribution, probabilities, windows.shape[1], dropped, NO_SPREAD, level)
    return _answer(
        distribution, found.x, np.asarray(np.linalg.inv(hessian), np.float64), float(-found.fun), windows.shape[1], dropped,
        probabilities, level,
    )  # fmt: skip


def _windows(*ends: ArrayLike) -> tuple[Floats, int]:
    """Rows with all four ends in order, as an array 4 × n."""
    columns = [np.asarray(end, float).ravel() for end in ends]
    if len({len(column) for column in columns}) != 1:
        raise ValueError("the four ends must be of one length")
    table = np.array(columns)
    with np.errstate(invalid="ignore"):
        el, er, sl, sr = table
        good = np.isfinite(table).all(axis=0) & (el <= er) & (sl <= sr) & (sr > el)
    return table[:, good], int((~good).sum())


def _parameters(distribution: str, point: Floats) -> tuple[float, float]:
    """Natural parameters from the free ones: logs of all but the lognormal's mean."""
    first = float(point[0]) if distribution == "lognormal" else math.exp(min(point[0], 50))
    return first, math.exp(min(point[1], 50))


def _likelihood(distribution: str, point: Floats, windows: Floats) -> Floats:
    el, er, sl, sr = windows
    a, b = _parameters(distribution, point)
    wide_exposure, wide_onset = er > el, sr > sl

    def whole(x: Floats) -> Floats:
        return _integral(distribution, a, b, np.maximum(x, 0))

    def below(x: Floats) -> Floats:
        return _cdf(distribution, a, b, np.maximum(x, 0))

    double = whole(sr - el) - whole(sr - er) - whole(sl - el) + whole(sl - er)
    single = below(sr - el) - below(sl - er)
    exact = _density(distribution, a, b, sr - el)
    value = np.where(
        wide_exposure & wide_onset, double, np.where(wide_exposure | wide_onset, single, exact)
    )
    return np.asarray(np.maximum(value, SMALLEST))


def _cdf(distribution: str, a: float, b: float, x: Floats) -> Floats:
    if distribution == "lognormal":
        with np.errstate(divide="ignore"):
            return np.asarray(special.ndtr((np.log(x) - a) / b))
    if distribution == "weibull":
        return np.asarray(-np.expm1(-((x / b) ** a)))
    return np.asarray(special.gammainc(a, x / b))


def _integral(distribution: str, a: float, b: float, x: Floats) -> Floats:
    """∫ of the distribution function from 0 to x: x·F(x) − E[X; X ≤ x]."""
    if distribution == "lognormal":
        with np.errstate(divide="ignore"):
            below = math.exp(min(a + b * b / 2, 700)) * special.ndtr((np.log(x) - a - b * b) / b)
    elif distribution == "weibull":
        below = b * special.gamma(1 + 1 / a) * special.gammainc(1 + 1 / a, (x / b) ** a)
    else:
        below = a * b * special.gammainc(a + 1, x / b)
    return np.asarray(x * _cdf(distribution, a, b, x) - below)


def _density(distribution: str, a: float, b: float, x: Floats) -> Floats:
    x = np.maximum(x, SMALLEST)
    if distribution == "lognormal":
        z = (np.log(x) - a) / b
        return np.asarray(np.exp(-z * z / 2) / (x * b * math.sqrt(2 * math.pi)))
    if distribution == "weibull":
        return np.asarray(a / b * (x / b) ** (a - 1) * np.exp(-((x / b) ** a)))
    return np.asarray(np.exp((a - 1) * np.log(x / b) - x / b - special.gammaln(a)) / b)


def quantiles_of(distribution: str, a: float, b: float, p: ArrayLike) -> Floats:
    """Quantiles of a distribution by its natural parameters."""
    share = np.asarray(p, float)
    if distribution == "lognormal":
        return np.asarray(np.exp(a + b * special.ndtri(share)))
    if distribution == "weibull":
        return np.asarray(b * (-np.log1p(-share)) ** (1 / a))
    return np.asarray(b * special.gammaincinv(a, share))


def _start(distribution: str, windows: Floats) -> Floats:
    """Begin at the fit to the middles of the windows."""
    el, er, sl, sr = windows
    middles = np.maximum((sl + sr) / 2 - (el + er) / 2, np.maximum((sr - el) / 4, 1e-6))
    fit = lognormal_fit(middles)
    meanlog = fit.meanlog if not fit.reason else float(np.log(middles).mean())
    sdlog = max(fit.sdlog, 0.05) if not fit.reason else 0.3
    if distribution == "lognormal":
        return np.array([meanlog, math.log(sdlog)])
    if distribution == "weibull":
        return np.array([math.log(1.2 / sdlog), meanlog + 0.3])
    return np.array([-2 * math.log(sdlog), meanlog + 2 * math.log(sdlog)])


def _hessian(loss: Callable[[Floats], float], point: Floats) -> Floats:
    """Second derivatives by central differences."""
    step, n = 1e-4, len(point)
    found = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            one, two = np.eye(n)[i] * step, np.eye(n)[j] * step
            found[i, j] = (
                loss(point + one + two) - loss(point + one - two)
                - loss(point - one + two) + loss(point - one - two)
            ) / (4 * step * step)  # fmt: skip
    return (found + found.T) / 2


def _answer(
    distribution: str,
    point: Floats,
    covariance: Floats,
    log_likelihood: float,
    n: int,
    dropped: int,
    probabilities: tuple[float, ...],
    level: float,
) -> CensoredFit:
    def everything(at: Floats) -> Floats:
        a, b = _parameters(distribution, at)
        return np.concatenate([[a, b], quantiles_of(distribution, a, b, probabilities)])

    step = 1e-5
    slopes = np.array(
        [(everything(point + e) - everything(point - e)) / (2 * step) for e in np.eye(2) * step]
    )
    errors = np.sqrt(np.einsum("ik,ij,jk->k", slopes, covariance, slopes))
    half = float(special.stdtrit(n - 1, 0.5 + level / 2)) * errors
    found = [
        Estimate(float(v), float(v - h), float(v + h), level, "delta")
        for v, h in zip(everything(point), half, strict=True)
    ]
    mean, sd = moments_of(distribution, *_parameters(distribution, point))
    return CensoredFit(
        distribution, found[0], found[1], probabilities, tuple(found[2:]), mean, sd,
        log_likelihood, n, dropped,
    )  # fmt: skip


def moments_of(distribution: str, a: float, b: float) -> tuple[float, float]:
    """Mean and sd of a distribution by its natural parameters."""
    if distribution == "lognormal":
        mean = math.exp(a + b * b / 2)
        return mean, mean * math.sqrt(math.expm1(b * b))
    if distribution == "weibull":
        mean = b * math.gamma(1 + 1 / a)
        return mean, math.sqrt(max(b * b * math.gamma(1 + 2 / a) - mean * mean, 0))
    return a * b, math.sqrt(a) * b


def _no_fit(
    distribution: str,
    probabilities: tuple[float, ...],
    n: int,
    dropped: int,
    reason: str,
    level: float,
) -> CensoredFit:
    nothing = not_estimable(reason, method="delta", level=level)
    return CensoredFit(
        distribution, nothing, nothing, probabilities, (nothing,) * len(probabilities), NAN, NAN,
        NAN, n, dropped, reason,
    )  # fmt: skip
