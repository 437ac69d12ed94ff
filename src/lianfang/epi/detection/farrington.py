"""Farrington's regression with a history of years: the 1996 method and the flexible one of 2013."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .bounds import Forecast, ThresholdMethod, Transform, bound
from .history import History, group_by_history, too_short
from .quasipoisson import Design
from .regression import Method, RowForecasts, forecast_rows
from .series import (
    Alarms,
    Flags,
    Floats,
    Ints,
    Reason,
    as_counts,
    columns,
    first_reason,
    judge,
    take,
)

ROWS_AT_ONCE = 256
MOST_MISSING = 0.5  # share of the baseline that may be gaps


@dataclass(frozen=True, eq=False)
class FarringtonAlarms(Alarms):
    """Alarms with what the regression found; all arrays series × evaluated periods."""

    dispersion: Floats  # φ ≥ 1
    log_error: Floats  # standard error of the logarithm of the expected count
    has_trend: Flags
    slope: Floats  # of log μ per period; NaN where no trend was kept
    score: Floats  # (observed - expected) / (bound - expected): over 1 is an alarm
    p_value: Floats  # of so many cases or more


def farrington_flexible(
    counts: ArrayLike,
    start: date | None = None,
    frequency: int = 52,
    b: int = 5,
    w: int = 3,
    no_periods: int = 10,
    past_weeks_not_included: int = 26,
    weights_threshold: float = 2.58,
    alpha: float = 0.05,
    p_threshold_trend: float = 1.0,
    threshold_method: ThresholdMethod = "nbPlugin",
    *,
    trend: bool = True,
    at: ArrayLike | None = None,
    min_cases: int = 5,
    min_cases_periods: int = 4,
) -> FarringtonAlarms:
    """
    Compare a period with a quasi-Poisson regression on `b` years (Noufaily et al. 2013, doi:10.1002/sim.5595).

    Counts are weekly (`frequency` 52), monthly (12) or any other number of periods a year. The year is cut
    into the window of ±`w` periods around the same time of year and `no_periods`-1 blocks; the last
    `past_weeks_not_included` periods are left out; periods with an Anscombe residual over
    `weights_threshold` weigh its inverse square. The trend stays where b ≥ 3, its p is under `p_threshold_trend`
    and the forecast is within the baseline. `alpha` is one-sided. With `start`, the Monday (say) of
    the first week, the same time of year follows the calendar (a step may be 53 weeks); without, it is
    `frequency` periods back. Fewer than `min_cases` in `min_cases_periods` periods: not evaluated.

    :raises ValueError: parameters that leave no block, alpha not in (0, 1), start without weeks.
    """
    method = Method(
        name=f"farrington_flexible/{threshold_method}",
        years=b,
        weights_threshold=weights_threshold,
        alpha=alpha,
        trend=trend,
        p_threshold_trend=p_threshold_trend,
        threshold=threshold_method,
        transform="2/3",
        weights_replace_working=True,
    )
    history = History(b, w, no_periods, past_weeks_not_included, frequency, start)
    return _run(counts, method, history, at, (min_cases, min_cases_periods))


def farrington(
    counts: ArrayLike,
    start: date | None = None,
    frequency: int = 52,
    b: int = 5,
    w: int = 3,
    alpha: float = 0.05,
    power: Transform = "2/3",
    *,
    reweight: bool = True,
    trend: bool = True,
    at: ArrayLike | None = None,
    min_cases: int = 5,
    min_cases_periods: int = 4,
) -> FarringtonAlarms:
    """
    Compare a period with the same weeks of `b` years (Farrington et al. 1996, doi:10.2307/2983331).

    Only the ±`w` periods around the same time of each year count. The prediction interval is
    symmetric on the scale `power` and **two-sided**: z = Φ⁻¹(1 - alpha/2). Residuals over 1 weigh their inverse
    square. Other parameters as in `farrington_flexible`.

    :raises ValueError: as `farrington_flexible`.
    """
    method = Method(
        name="farrington",
        years=b,
        weights_threshold=1.0 if reweight else None,
        alpha=alpha / 2,
        trend=trend,
        p_threshold_trend=0.05,
        threshold="delta",
        transform=power,
        weights_replace_working=False,
    )
    history = History(b, w, 1, w, frequency, start)
    return _run(counts, method, history, at, (min_cases, min_cases_periods))


def _run(
    counts: ArrayLike,
    method: Method,
    history: History,
    at: ArrayLike | None,
    limit: tuple[int, int],
) -> FarringtonAlarms:
    table = as_counts(counts)
    wanted = columns(at, table.shape[1])
    reason = _reasons_before(table, wanted, history, limit)
    found = _nothing(table.shape[0], len(wanted))
    for design, positions in group_by_history(history, wanted):
        rows, places = np.nonzero(reason[:, positions] == Reason.EVALUATED)
        places = positions[places]
        for first in range(0, len(rows), ROWS_AT_ONCE):
            row, place = rows[first : first + ROWS_AT_ONCE], places[first : first + ROWS_AT_ONCE]
            periods = wanted[place][:, None] + design.time.astype(np.int64)
            baseline = table[row[:, None], periods]
            fault = _too_many_gaps(design, baseline)
            reason[row[fault], place[fault]] = Reason.MISSING_BASELINE
            row, place, baseline = row[~fault], place[~fault], baseline[~fault]
            if len(row):
                forecasts = forecast_rows(method, replace(design, has_trend=method.trend), baseline)
                for name, values in vars(forecasts).items():
                    getattr(found, name)[row, place] = values
    return _verdicts(method, wanted, table[:, wanted], reason, found)


def _too_many_gaps(design: Design, baseline: Floats) -> Flags:
    """Rows with half the baseline missing, or all of the same time of year."""
    gaps = np.isnan(baseline)
    window = design.block == design.forecast_block
    return np.asarray((gaps.mean(axis=1) > MOST_MISSING) | gaps[:, window].all(axis=1))


def _reasons_before(
    table: Floats, wanted: Ints, history: History, limit: tuple[int, int]
) -> NDArray[np.int8]:
    """What can be refused before any regression: short, missing, too few cases lately."""
    least, periods = limit
    short = np.array([too_short(history, column) for column in wanted.tolist()], dtype=bool)
    lately = take(table, wanted[:, None] - np.arange(periods)) if periods else None
    few = np.zeros((table.shape[0], len(wanted)), dtype=bool)
    if lately is not None:
        few = np.where(np.isnan(lately), 0.0, lately).sum(axis=2) < least
    return first_reason(
        (Reason.TOO_SHORT, np.broadcast_to(short, few.shape)),
        (Reason.MISSING_CURRENT, np.isnan(table[:, wanted])),
        (Reason.TOO_FEW_CASES, few),
    )


def _nothing(rows: int, periods: int) -> RowForecasts:
    empty = [np.full((rows, periods), np.nan) for _ in range(4)]
    flags = [np.zeros((rows, periods), dtype=bool) for _ in range(2)]
    return RowForecasts(*empty, *flags)


def _verdicts(
    method: Method, wanted: Ints, observed: Floats, reason: NDArray[np.int8], found: RowForecasts
) -> FarringtonAlarms:
    """Bounds from forecasts, alarms from bounds; nothing where the regression found nothing."""
    reason[(reason == Reason.EVALUATED) & ~found.converged] = Reason.NOT_CONVERGED
    known = reason == Reason.EVALUATED
    upper, p_value = np.full(observed.shape, np.nan), np.full(observed.shape, np.nan)
    forecast = Forecast(found.mean[known], found.log_error[known], found.dispersion[known])
    limits = bound(method.threshold, forecast, observed[known], method.alpha, method.transform)
    upper[known], p_value[known] = limits.upper, limits.p_value
    alarms = judge(method.name, wanted, observed, found.mean, upper, reason)
    with np.errstate(divide="ignore", invalid="ignore"):
        score = (observed - alarms.expected) / (alarms.upperbound - alarms.expected)
    return FarringtonAlarms(
        **vars(alarms),
        dispersion=np.where(known, found.dispersion, np.nan),
        log_error=np.where(known, found.log_error, np.nan),
        has_trend=known & found.has_trend,
        slope=np.where(known & found.has_trend, found.slope, np.nan),
        score=score,
        p_value=p_value,
    )
