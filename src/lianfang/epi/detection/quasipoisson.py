"""
Quasi-Poisson regression of thousands of short series at once: one level per season block, one slope.

Every Farrington model has this shape: log μ = level(block) + slope·time. The normal equations are then
an arrow (levels, bordered by the slope) and are solved exactly without a matrix per series, so a
step of iteratively re-weighted least squares is a handful of operations on a series × periods table.
Starting values and stopping rule are those that R documents for glm (μ = y + 0.1; relative
change of the deviance under 1e-8; 25 steps), so that results agree far below the tolerances.
"""

from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np

from .series import Flags, Floats, Ints

EPSILON = 1e-8
STEPS = 25
HALVINGS = 25
ETA_LIMIT = 700.0  # exp overflows at 709 and vanishes at -745


@dataclass(frozen=True, eq=False)
class Design:
    """What the series of one batch share: time and season block of every baseline period."""

    time: Floats  # (periods,), 0 at the period forecast
    block: Ints  # (periods,), 0 … blocks-1
    forecast_block: int
    blocks: int
    has_trend: bool

    @cached_property
    def members(self) -> Floats:
        """Periods × blocks, 1 where a period lies in a block."""
        return (self.block[:, None] == np.arange(self.blocks)).astype(np.float64)


@dataclass(frozen=True, eq=False)
class Fit:
    """Fits of many series; arrays are series, series × blocks or series × periods."""

    slope: Floats  # 0 without a trend
    mean: Floats  # fitted, series × periods
    working: Floats  # working weights of the last step, series × periods
    leverage: Floats  # series × periods
    residual_df: Ints
    forecast: Floats  # μ at the period forecast
    forecast_variance: Floats  # of log μ, before the dispersion
    slope_variance: Floats  # before the dispersion
    converged: Flags

    def dispersion(self, counts: Floats, weights: Floats | None = None) -> Floats:
        """Pearson χ² over its degrees of freedom; other weights may stand for the working ones."""
        used = self.working if weights is None else weights
        with np.errstate(divide="ignore", invalid="ignore"):
            residual = (counts - self.mean) / self.mean
            squares = np.where(used > 0, used * residual**2, 0.0)
            return np.asarray(squares.sum(axis=1) / self.residual_df)


@dataclass(frozen=True, eq=False)
class _Sums:
    """Weighted sums per block: the arrow of the normal equations, eliminated down to the slope."""

    level: Floats  # Σw, series × blocks
    centre: Floats  # weighted mean time of a block
    spread: Floats  # Σ w (t - centre)², series


def fit(design: Design, counts: Floats, weights: Floats) -> Fit:
    """
    Fit every row of `counts` (series × periods). A weight of 0 leaves a period out.

    A row that does not converge, or has no period in the block forecast, comes back `converged=False`.
    """
    rows = counts.shape[0]
    eta, working = np.zeros(counts.shape), np.zeros(counts.shape)
    slope, levels = np.zeros(rows), np.zeros((rows, design.blocks))
    converged = np.zeros(rows, dtype=bool)
    active = np.arange(rows)
    state = _start(design, counts, weights)
    for _ in range(STEPS):
        state = _step(state)
        eta[active], working[active] = state.eta, state.working
        slope[active], levels[active] = state.slope, state.levels
        done = state.is_settled
        converged[active[done]] = True
        active = active[~done]
        if not active.size:
            break
        if done.any():
            state = state.rows(~done)
    return _finish(design, counts, weights, eta, working, slope, levels, converged)


@dataclass(frozen=True, eq=False)
class _State:
    """Where the rows still at work stand."""

    design: Design
    counts: Floats
    weights: Floats
    log_counts: Floats  # y log y - y, the saturated part of the deviance
    eta: Floats
    mean: Floats
    deviance: Floats
    slope: Floats
    levels: Floats
    working: Floats
    is_settled: Flags

    def rows(self, keep: Flags) -> "_State":
        parts = {part.name: getattr(self, part.name) for part in fields(self)}
        return _State(
            **{name: part if name == "design" else part[keep] for name, part in parts.items()}
        )

    def deviance_of(self, eta: Floats, mean: Floats) -> Floats:
        with np.errstate(over="ignore", invalid="ignore"):
            parts = self.log_counts - self.counts * eta + mean
            return np.asarray(2.0 * np.einsum("rp,rp->r", self.weights, parts))


def _start(design: Design, counts: Floats, weights: Floats) -> _State:
    rows = counts.shape[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        saturated = np.where(counts > 0, counts * np.log(counts), 0.0) - counts
    state = _State(
        design=design,
        counts=counts,
        weights=weights,
        log_counts=saturated,
        eta=np.log(counts + 0.1),
        mean=counts + 0.1,
        deviance=np.zeros(rows),
        slope=np.zeros(rows),
        levels=np.full((rows, design.blocks), np.nan),
        working=np.zeros(counts.shape),
        is_settled=np.zeros(rows, dtype=bool),
    )
    return replace(state, deviance=state.deviance_of(state.eta, state.mean))


def _step(state: _State) -> _State:
    """One weighted least-squares step, halved towards the last one where the deviance blows up."""
    design, time = state.design, state.design.time
    working = state.weights * state.mean
    sums = _sums(design, working)
    target = state.eta + (state.counts - state.mean) / state.mean
    with np.errstate(divide="ignore", invalid="ignore"):
        average = ((working * target) @ design.members) / sums.level
        if design.has_trend:
            away = time - sums.centre[:, design.block]
            slope = np.einsum("rp,rp->r", working * away, target) / sums.spread
        else:
            slope = np.zeros(len(working))
        levels = average - slope[:, None] * sums.centre
    slope, levels, eta, mean, deviance = _halved(state, slope, levels)
    with np.errstate(invalid="ignore"):
        settled = np.abs(deviance - state.deviance) / (np.abs(deviance) + 0.1) < EPSILON
    return replace(
        state,
        eta=eta,
        mean=mean,
        deviance=deviance,
        slope=slope,
        levels=levels,
        working=working,
        is_settled=settled,
    )


def _halved(
    state: _State, slope: Floats, levels: Floats
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """The new coefficients, moved back half the way while the deviance is not finite."""
    for _ in range(HALVINGS):
        eta = levels[:, state.design.block] + slope[:, None] * state.design.time
        eta = np.where(state.weights > 0, eta, 0.0)
        mean = _exp(eta)
        deviance = state.deviance_of(eta, mean)
        wild = ~np.isfinite(deviance) | (eta > ETA_LIMIT).any(axis=1)
        wild &= np.isfinite(state.levels).any(axis=1)
        if not wild.any():
            break
        slope = np.where(wild, (slope + state.slope) / 2, slope)
        levels = np.where(wild[:, None], (levels + state.levels) / 2, levels)
    return slope, levels, eta, mean, deviance


def _exp(eta: Floats) -> Floats:
    return np.asarray(np.exp(np.clip(eta, -ETA_LIMIT, ETA_LIMIT)))


def _sums(design: Design, working: Floats) -> _Sums:
    level = working @ design.members
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = ((working * design.time) @ design.members) / level
    centre = np.where(level > 0, centre, 0.0)
    if not design.has_trend:
        return _Sums(level, np.zeros_like(level), np.full(len(working), np.inf))
    away = design.time - centre[:, design.block]
    return _Sums(level, centre, np.einsum("rp,rp->r", working * away, away))


def _finish(
    design: Design,
    counts: Floats,
    weights: Floats,
    eta: Floats,
    working: Floats,
    slope: Floats,
    levels: Floats,
    converged: Flags,
) -> Fit:
    """Variances and leverages belong to the weights of the last step, as R reports them."""
    sums = _sums(design, working)
    here = design.forecast_block
    away = (
        design.time - sums.centre[:, design.block]
        if design.has_trend
        else np.zeros_like(design.time)
    )
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        leverage = working * (1 / sums.level[:, design.block] + away**2 / sums.spread[:, None])
        variance = 1 / sums.level[:, here] + sums.centre[:, here] ** 2 / sums.spread
        forecast = _exp(levels[:, here])
        slope_variance = 1 / sums.spread  # 0 without a trend: the spread is infinite
    used = (sums.level > 0).sum(axis=1) + (1 if design.has_trend else 0)
    residual_df = (weights > 0).sum(axis=1) - used
    sound = converged & np.isfinite(forecast) & np.isfinite(variance) & (residual_df > 0)
    return Fit(
        slope=slope,
        mean=_exp(eta),
        working=working,
        leverage=leverage,
        residual_df=residual_df,
        forecast=forecast,
        forecast_variance=variance,
        slope_variance=slope_variance,
        converged=sound,
    )
