"""Delays between two dates: summaries, and gamma and lognormal fits."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from lianfang.epi.days import as_days
from lianfang.epi.results import NAN, Floats

TOO_FEW = "不同的正间隔不足2个，分布不可估计"
NOTHING = "没有可用的间隔"
NOT_POSITIVE = "有0或负的间隔，这种分布只能拟合正的间隔；请剔除后再拟合，并说明剔除了几个"


@dataclass(frozen=True)
class GammaFit:
    """Gamma distribution by maximum likelihood: shape, rate per day, log likelihood; or why none."""

    shape: float
    rate: float
    log_likelihood: float
    n: int
    reason: str = ""


@dataclass(frozen=True)
class LognormalFit:
    """Lognormal distribution by maximum likelihood: mean and sd of the logs; or why none."""

    meanlog: float
    sdlog: float
    log_likelihood: float
    n: int
    reason: str = ""


@dataclass(frozen=True)
class DelaySummary:
    """
    Delays of many pairs of dates, in days.

    `n` usable, `missing` without a date, `negative` and `zero` among the usable. Mean, sd (n − 1)
    and quantiles (R's type 7) are over all usable ones, negative ones too; the fits over the
    positive ones.
    """

    n: int
    missing: int
    negative: int
    zero: int
    mean: float
    sd: float
    q25: float
    median: float
    q75: float
    p95: float
    least: float
    most: float
    gamma: GammaFit
    lognormal: LognormalFit
    reason: str = ""


def days_between(begin: ArrayLike | Sequence[object], end: ArrayLike | Sequence[object]) -> Floats:
    """
    Return end − begin in whole days, NaN where either is missing; any dates numpy can read.

    :raises ValueError: columns of different lengths, something that is no date.
    """
    first, second = as_days(begin), as_days(end)
    if first.shape != second.shape:
        raise ValueError("begin and end must be of one length")
    gap = (second - first) / np.timedelta64(1, "D")
    return cast(Floats, np.where(np.isnat(first) | np.isnat(second), np.nan, gap))


def delay_summary(delays: ArrayLike) -> DelaySummary:
    """Summarise delays in days (NaN = missing); says so where there is nothing to summarise."""
    all_of = np.asarray(delays, float).ravel()
    x = all_of[np.isfinite(all_of)]
    positive = x[x > 0]
    told, n = len(x) > 0, len(x)
    q25, median, q75, p95 = np.quantile(x if told else [NAN], [0.25, 0.5, 0.75, 0.95]).tolist()
    return DelaySummary(
        n=n,
        missing=len(all_of) - n,
        negative=int((x < 0).sum()),
        zero=int((x == 0).sum()),
        mean=float(x.mean()) if told else NAN,
        sd=float(x.std(ddof=1)) if n > 1 else NAN,
        q25=q25,
        median=median,
        q75=q75,
        p95=p95,
        least=float(x.min()) if told else NAN,
        most=float(x.max()) if told else NAN,
        gamma=gamma_fit(positive),
        lognormal=lognormal_fit(positive),
        reason="" if told else NOTHING,
    )


def gamma_fit(delays: ArrayLike) -> GammaFit:
    """
    Fit a gamma distribution to positive delays by maximum likelihood.

    The shape solves ln k − ψ(k) = ln mean − mean of logs (Choi & Wette, Technometrics 1969;11:683).
    With a delay of 0 or less there is no fit, and the reason says so; missing ones are left out.
    """
    x = _known(delays)
    if (x <= 0).any():
        return GammaFit(NAN, NAN, NAN, len(x), NOT_POSITIVE)
    if len(x) < 2 or x.min() == x.max():
        return GammaFit(NAN, NAN, NAN, len(x), TOO_FEW)
    mean, gap = x.mean(), math.log(x.mean()) - np.log(x).mean()
    if gap < 1e-10:
        return GammaFit(NAN, NAN, NAN, len(x), TOO_FEW)

    def slope(log_shape: float) -> float:
        shape = math.exp(log_shape)
        return float(math.log(shape) - special.digamma(shape) - gap)

    shape = math.exp(optimize.brentq(slope, math.log(0.05 / gap), math.log(2 / gap), xtol=1e-13))
    rate = shape / mean
    value = (
        len(x) * (shape * math.log(rate) - math.lgamma(shape))
        + ((shape - 1) * np.log(x) - rate * x).sum()
    )
    return GammaFit(shape, float(rate), float(value), len(x))


def lognormal_fit(delays: ArrayLike) -> LognormalFit:
    """
    Fit a lognormal distribution to positive delays: mean of the logs, their sd over n.

    With a delay of 0 or less there is no fit, and the reason says so; missing ones are left out.
    """
    x = _known(delays)
    if (x <= 0).any():
        return LognormalFit(NAN, NAN, NAN, len(x), NOT_POSITIVE)
    logs = np.log(x)
    if len(x) < 2 or not logs.std():
        return LognormalFit(NAN, NAN, NAN, len(x), TOO_FEW)
    sd = float(logs.std())
    value = -len(x) * (math.log(sd) + 0.5 * math.log(2 * math.pi) + 0.5) - logs.sum()
    return LognormalFit(float(logs.mean()), sd, float(value), len(x))


def _known(delays: ArrayLike) -> Floats:
    x = np.asarray(delays, float).ravel()
    return np.asarray(x[np.isfinite(x)])
