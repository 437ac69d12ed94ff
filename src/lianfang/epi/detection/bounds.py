"""From a forecast mean, its error and a dispersion to the largest count that is still usual."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import nbinom, norm, poisson

from .series import Floats

ThresholdMethod = Literal["delta", "nbPlugin", "muan"]
Transform = Literal["2/3", "1/2", "none"]
LARGEST_LOG_ERROR = 10.0
EXPONENTS = {"2/3": 2 / 3, "1/2": 1 / 2, "none": 1.0}


@dataclass(frozen=True, eq=False)
class Forecast:
    """Mean of the period, standard error of its logarithm, dispersion φ ≥ 1. One entry per row."""

    mean: Floats
    log_error: Floats
    dispersion: Floats


@dataclass(frozen=True, eq=False)
class Bound:
    """The bound in cases, and the chance of the observed count or more."""

    upper: Floats
    p_value: Floats


def bound(
    method: ThresholdMethod,
    forecast: Forecast,
    observed: Floats,
    alpha: float,
    transform: Transform,
) -> Bound:
    """
    The bound of one method.

    :raises ValueError: unknown method or transform.
    """
    if method == "delta":
        return delta_bound(forecast, observed, alpha, transform)
    if method == "nbPlugin":
        return plugin_bound(forecast, observed, alpha)
    if method == "muan":
        return plugin_bound(_raised(forecast, alpha), observed, alpha)
    raise ValueError("threshold_method must be delta, nbPlugin or muan")


def _raised(forecast: Forecast, alpha: float) -> Forecast:
    """The forecast with its mean at the upper confidence limit, on the scale of the logarithm."""
    # Without any case around this time of year the logarithm has no useful error: the mean stays.
    error = np.where(forecast.log_error > LARGEST_LOG_ERROR, 0.0, forecast.log_error)
    raised = forecast.mean * np.exp(norm.ppf(1 - alpha) * error)
    return Forecast(raised, forecast.log_error, forecast.dispersion)


def delta_bound(forecast: Forecast, observed: Floats, alpha: float, transform: Transform) -> Bound:
    """
    Symmetric interval on a power scale (Farrington et al. 1996).

    :raises ValueError: unknown transform.
    """
    if transform not in EXPONENTS:
        raise ValueError("power must be 2/3, 1/2 or none")
    power, mean = EXPONENTS[transform], forecast.mean
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = mean * forecast.dispersion + (forecast.log_error * mean) ** 2
        error = power * mean ** (power - 1) * np.sqrt(variance)
        error = np.where(mean > 0, error, 0.0)
        upper = (mean**power + norm.ppf(1 - alpha) * error) ** (1 / power)
        distance = (observed**power - mean**power) / error
    p_value = np.where(error > 0, norm.sf(distance), np.where(observed > mean, 0.0, 1.0))
    return Bound(upper, p_value)


def plugin_bound(forecast: Forecast, observed: Floats, alpha: float) -> Bound:
    """Quantile of the negative binomial with variance φ·mean (Noufaily et al. 2013)."""
    mean, dispersion = forecast.mean, forecast.dispersion
    is_plain = dispersion <= 1
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.where(is_plain | (mean <= 0), 1.0, mean / (dispersion - 1))
        chance = np.where(is_plain, 0.5, 1 / dispersion)
        plain = np.where(is_plain | (mean <= 0), np.maximum(mean, 0.0), 1.0)
    use_plain = is_plain | (mean <= 0)
    upper = np.where(use_plain, poisson.ppf(1 - alpha, plain), nbinom.ppf(1 - alpha, size, chance))
    tail = np.where(
        use_plain, poisson.sf(observed - 1, plain), nbinom.sf(observed - 1, size, chance)
    )
    return Bound(np.maximum(upper, 0.0), tail)
