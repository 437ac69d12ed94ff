"""Growth rate and doubling time of a series."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from lianfang.epi.results import NAN, Estimate, Floats, not_estimable

from .reproduction import check_counts

TOO_FEW = "有病例的时段不足3个，增长率不可估计"
NO_CASES = "没有病例，增长率不可估计"
CROSSES = "增长率区间跨过0，倍增（减半）时间没有区间"
FLAT = "没有增减，倍增时间不可估计"
CONSTANT = "残差为0，区间不可估计"


@dataclass(frozen=True)
class Growth:
    """
    Growth of one series: rate per day (log scale), doubling or halving time in days.

    Exactly one of `doubling` and `halving` has a value; times are positive. `bins` were given,
    `zero_bins` of them empty (left out by the log-linear fit), `cases` counted.
    """

    rate: Estimate
    doubling: Estimate
    halving: Estimate
    bins: int
    zero_bins: int
    cases: float
    method: str


def growth_rate(
    counts: ArrayLike,
    *,
    bin_days: float = 1.0,
    times: ArrayLike | None = None,
    method: Literal["loglinear", "poisson"] = "loglinear",
    level: float = 0.95,
) -> Growth:
    """
    Fit exponential growth to counts by bin; unreported bins (NaN) are left out.

    `loglinear`: least squares of log counts on non-empty bins, t interval, as R's
    `incidence::fit`. `poisson`: generalised linear model on all bins, Wald interval. `times`: days
    of the bins, else every `bin_days`. Doubling time ln 2 / rate.

    :raises ValueError: negative counts, lengths differ, several series, unknown method.
    """
    y = check_counts(counts)
    t = np.arange(len(y)) * bin_days if times is None else np.asarray(times, float)
    if y.ndim != 1 or t.shape != y.shape:
        raise ValueError("one series, and one time per bin")
    known = np.isfinite(y) & np.isfinite(t)
    y, t = y[known], t[known]
    if method == "loglinear":
        rate = _loglinear(y, t, level)
    elif method == "poisson":
        rate = _poisson(y, t, level)
    else:
        raise ValueError(f"unknown method {method}")
    doubling, halving = _times(rate, level)
    return Growth(rate, doubling, halving, len(y), int((y == 0).sum()), float(y.sum()), method)


def _loglinear(y: Floats, t: Floats, level: float) -> Estimate:
    told = y > 0
    n = int(told.sum())
    x, line = t[told], np.log(y[told])
    off = x - x.mean() if n else x
    spread = float((off**2).sum())
    if n < 3 or not spread:
        return not_estimable(TOO_FEW if y.any() else NO_CASES, method="loglinear", level=level)
    slope = float((off * line).sum() / spread)
    rest = line - line.mean() - slope * off
    error = math.sqrt(float((rest**2).sum()) / (n - 2) / spread)
    if error < 1e-14:
        return Estimate(slope, NAN, NAN, level, "loglinear", CONSTANT)
    half = float(special.stdtrit(n - 2, 0.5 + level / 2)) * error
    return Estimate(slope, slope - half, slope + half, level, "loglinear")


def _poisson(y: Floats, t: Floats, level: float) -> Estimate:
    """Newton's steps on the profile of the rate: the intercept follows from the total."""
    if (y > 0).sum() < 2 or len(y) < 3:
        return not_estimable(TOO_FEW if y.any() else NO_CASES, method="poisson", level=level)
    x, total = t - t.mean(), float(y.sum())
    scale = float(np.abs(x).max())
    x = x / scale
    seen, slope = float((y * x).sum() / total), 0.0
    for _ in range(100):
        p = special.softmax(slope * x)
        mean = float(p @ x)
        spread = float(p @ (x - mean) ** 2)
        step = float(np.clip((seen - mean) / max(spread, 1e-12), -1, 1))
        slope += step
        if abs(step) < 1e-13:
            break
    error = 1 / math.sqrt(total * spread) / scale
    value, half = slope / scale, float(special.ndtri(0.5 + level / 2)) * error
    return Estimate(value, value - half, value + half, level, "poisson")


def _times(rate: Estimate, level: float) -> tuple[Estimate, Estimate]:
    r = rate.value
    if math.isnan(r) or r == 0:
        nothing = not_estimable(rate.reason or FLAT, method=rate.method, level=level)
        return nothing, nothing
    if rate.reason or rate.low * rate.high <= 0:
        reason = rate.reason or CROSSES
        found = Estimate(math.log(2) / abs(r), NAN, NAN, level, rate.method, reason)
    else:
        bounds = sorted(math.log(2) / abs(end) for end in (rate.low, rate.high))
        found = Estimate(math.log(2) / abs(r), bounds[0], bounds[1], level, rate.method)
    other = not_estimable("在减少" if r < 0 else "在增长", method=rate.method, level=level)
    return (found, other) if r > 0 else (other, found)
