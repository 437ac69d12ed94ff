"""How unevenly cases cause further cases."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from lianfang.epi.results import NAN, Floats

NO_EXCESS = "二代病例数的方差不大于均值，没有超级传播迹象，k不可估计（趋于无穷）"
NO_OFFSPRING = "没有二代病例，k不可估计"
TOO_FEW = "病例不足2例，不可估计"
SMALLEST_K = 1e-8
# Beyond this the distribution is Poisson to any reader, and the slope is rounding.
LARGEST_K = 1e4


@dataclass(frozen=True)
class Offspring:
    """
    Negative binomial of secondary cases per case: mean R and dispersion k with its standard error.

    The smaller k, the fewer cases cause most others. `top_share`: share of secondary cases caused
    by the most infectious fifth of the cases.
    """

    r: float
    k: float
    k_error: float
    log_likelihood: float
    top_share: float
    n: int
    reason: str = ""


def offspring_dispersion(secondary: ArrayLike) -> Offspring:
    """
    Fit R and k to numbers of secondary cases, one per case, zeros included.

    Lloyd-Smith et al., Nature 2005;438:355; maximum likelihood of the negative binomial with its
    mean at the sample mean; standard error from the observed information, as MASS::theta.ml.

    :raises ValueError: negative or fractional numbers.
    """
    x = np.asarray(secondary, float).ravel()
    x = x[np.isfinite(x)]
    if (x < 0).any() or (x != np.floor(x)).any():
        raise ValueError("numbers of secondary cases are whole and not negative")
    n = len(x)
    if n < 2:
        return Offspring(NAN, NAN, NAN, NAN, NAN, n, TOO_FEW)
    mean = float(x.mean())
    if not mean:
        return Offspring(0.0, NAN, NAN, NAN, NAN, n, NO_OFFSPRING)
    share = _top_share(x)

    # Overdispersed exactly where the likelihood has a maximum at a finite k
    # (Levin & Reeds, Ann Stat 1977;5:79): Σ x(x − 1) > n·mean².
    if (x * (x - 1)).sum() <= n * mean * mean * (1 + 1e-9):
        return Offspring(mean, math.inf, NAN, NAN, share, n, NO_EXCESS)
    if _slope(x, mean, LARGEST_K) >= 0:
        return Offspring(mean, math.inf, NAN, NAN, share, n, NO_EXCESS)
    ends = math.log(SMALLEST_K), math.log(LARGEST_K)
    k = math.exp(optimize.brentq(lambda at: _slope(x, mean, math.exp(at)), *ends, xtol=1e-12))
    information = -float(
        (
            special.polygamma(1, k + x)
            - special.polygamma(1, k)
            + 1 / k
            - 2 / (mean + k)
            + (x + k) / (mean + k) ** 2
        ).sum()
    )
    error = 1 / math.sqrt(information) if information > 0 else NAN
    return Offspring(mean, k, error, _log_likelihood(x, mean, k), share, n)


def _slope(x: Floats, mean: float, k: float) -> float:
    """Slope of the log likelihood in k, the mean at that of the sample."""
    psi = special.digamma(k + x) - special.digamma(k)
    return float((psi + math.log(k / (k + mean)) + 1 - (x + k) / (mean + k)).sum())


def _log_likelihood(x: Floats, mean: float, k: float) -> float:
    gammas = special.gammaln(x + k) - special.gammaln(k) - special.gammaln(x + 1)
    return float((gammas + k * math.log(k / (k + mean)) + x * math.log(mean / (k + mean))).sum())


def _top_share(x: Floats) -> float:
    """Share of all offspring of the first fifth (rounded up) of the cases by offspring."""
    first = math.ceil(0.2 * len(x))
    return float(np.sort(x)[::-1][:first].sum() / x.sum())
