"""The regression of one period on its history: fitted, re-weighted, with or without a trend."""

from dataclasses import dataclass, fields, replace

import numpy as np
from scipy.stats import t as student

from .bounds import EXPONENTS, ThresholdMethod, Transform
from .quasipoisson import Design, Fit, fit
from .series import Flags, Floats

YEARS_FOR_A_TREND = 3
# A change of log μ over the whole baseline below this is rounding: a constant series has no trend, though
# its dispersion of nearly zero would make any slope significant.
LEAST_CHANGE = 1e-8


@dataclass(frozen=True)
class Method:
    """The choices that make one run of the method."""

    name: str
    years: int
    weights_threshold: float | None  # None: no re-weighting
    alpha: float  # of the upper tail
    trend: bool
    p_threshold_trend: float
    threshold: ThresholdMethod
    transform: Transform
    # farringtonFlexible of R works out the error of trend and forecast with a dispersion in which
    # the re-weights stand for the working weights; golden values have it so.
    weights_replace_working: bool

    def __post_init__(self) -> None:
        if not 0 < self.alpha < 1:
            raise ValueError("alpha must lie between 0 and 1")
        if self.threshold not in ("delta", "nbPlugin", "muan"):
            raise ValueError("threshold_method must be delta, nbPlugin or muan")
        if self.transform not in EXPONENTS:
            raise ValueError("power must be 2/3, 1/2 or none")


@dataclass(frozen=True, eq=False)
class RowForecasts:
    """What the regression says of each row: mean, error of its logarithm, dispersion, slope."""

    mean: Floats
    log_error: Floats
    dispersion: Floats
    slope: Floats
    has_trend: Flags
    converged: Flags


@dataclass(frozen=True, eq=False)
class _Weighted:
    """A fit with the weights it was made with, and the dispersion used for errors."""

    fit: Fit
    dispersion: Floats  # φ, not under 1
    error_dispersion: Floats  # of the forecast
    trend_dispersion: Floats  # of the slope: what the data show, also under 1


def forecast_rows(method: Method, design: Design, baseline: Floats) -> RowForecasts:
    """Forecast every row; the trend stays where the three conditions of Farrington et al. hold."""
    known = ~np.isnan(baseline)
    counts = np.where(known, baseline, 0.0)
    weights = known.astype(np.float64)
    fitted = _forecast(method, design, counts, weights)
    if design.has_trend:
        again = np.flatnonzero(~fitted.has_trend)
        plain = _forecast(method, replace(design, has_trend=False), counts[again], weights[again])
        for part in fields(RowForecasts):
            getattr(fitted, part.name)[again] = getattr(plain, part.name)
    # No case in all the baseline: the likelihood has no maximum, but the answer is plain.
    never = (counts.sum(axis=1) == 0) & ~fitted.converged
    fitted.mean[never], fitted.log_error[never], fitted.dispersion[never] = 0.0, 0.0, 1.0
    fitted.has_trend[never], fitted.converged[never] = False, True
    return fitted


def _forecast(method: Method, design: Design, counts: Floats, weights: Floats) -> RowForecasts:
    weighted = _weighted_fit(method, design, counts, weights)
    model = weighted.fit
    keeps = np.zeros(len(counts), dtype=bool)
    if design.has_trend:
        with np.errstate(divide="ignore", invalid="ignore"):
            size = np.abs(model.slope) / np.sqrt(weighted.trend_dispersion * model.slope_variance)
            p_trend = 2 * student.sf(size, np.maximum(model.residual_df, 1))
        keeps = (
            model.converged
            & (method.years >= YEARS_FOR_A_TREND)
            & (np.abs(model.slope) * np.abs(design.time).max(initial=0.0) > LEAST_CHANGE)
            & (p_trend < method.p_threshold_trend)
            & (model.forecast <= counts.max(axis=1))
        )
    with np.errstate(invalid="ignore"):
        error = np.sqrt(weighted.error_dispersion * model.forecast_variance)
    return RowForecasts(
        mean=model.forecast.copy(),
        log_error=error,
        dispersion=weighted.dispersion,
        slope=model.slope.copy(),
        has_trend=keeps,
        converged=model.converged & np.isfinite(error),
    )


def _weighted_fit(method: Method, design: Design, counts: Floats, weights: Floats) -> _Weighted:
    """Fit, down-weight periods with large Anscombe residuals, fit again."""
    model = fit(design, counts, weights)
    raw = model.dispersion(counts)
    dispersion = np.maximum(raw, 1.0)
    if method.weights_threshold is None:
        return _Weighted(model, dispersion, dispersion, raw)
    residual = anscombe_residuals(counts, model, dispersion)
    again = down_weights(residual, weights, method.weights_threshold)
    second = fit(design, counts, again)
    second = replace(second, converged=second.converged & model.converged)
    raw = second.dispersion(counts)
    dispersion = np.maximum(raw, 1.0)
    if method.weights_replace_working:
        swapped = second.dispersion(counts, again)
        return _Weighted(second, dispersion, swapped, swapped)
    return _Weighted(second, dispersion, dispersion, raw)


def anscombe_residuals(counts: Floats, model: Fit, dispersion: Floats) -> Floats:
    """Anscombe residuals of Poisson counts, standardised by leverage (Farrington et al. 1996)."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        raw = 1.5 * (counts ** (2 / 3) * model.mean ** (-1 / 6) - np.sqrt(model.mean))
        return np.asarray(raw / np.sqrt(dispersion[:, None] * (1 - model.leverage)))


def down_weights(residual: Floats, weights: Floats, threshold: float) -> Floats:
    """s⁻² where s exceeds the threshold, scaled so that the weights of a row add to its periods."""
    with np.errstate(divide="ignore", invalid="ignore"):
        large = weights * np.where(residual > threshold, residual**-2.0, 1.0)
        return np.asarray(large * (weights.sum(axis=1) / large.sum(axis=1))[:, None])
