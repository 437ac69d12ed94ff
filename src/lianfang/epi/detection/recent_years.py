"""Simple charts on a few recent weeks and the same weeks of one or two earlier years: RKI and Bayes."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import nbinom

from .series import Alarms, Floats, Ints, Reason, as_counts, columns, first_reason, judge, take

Variant = Literal[1, 2, 3]
# Years back, half window, whether the weeks just before count: surveillance::algo.rki, algo.bayes.
VARIANTS = {1: (0, 6, True), 2: (1, 6, True), 3: (2, 4, False)}
# Upper 95 % limits of a Poisson mean for 0 … 20 observed (Crow and Gardner 1959, Biometrika 46, table 1).
CROW_GARDNER = np.array(
    [
        *(3.285, 5.323, 6.686, 8.102, 9.598, 11.177, 12.817, 13.765, 14.921, 16.768, 17.633),
        *(19.050, 20.335, 21.364, 22.945, 23.762, 25.400, 26.306, 27.735, 28.966, 30.017),
    ]
)
LARGEST_IN_TABLE = 20
MOST_MISSING = 0.5  # share of the baseline that may be gaps


def rki(
    counts: ArrayLike, variant: Variant = 1, *, frequency: int = 52, at: ArrayLike | None = None
) -> Alarms:
    """
    Robert Koch Institute's charts: alarm where the count exceeds mean + 2 sd of the baseline.

    Variant 1 compares with the 6 weeks before; 2 adds the 13 weeks around the same week of last year; 3 takes
    the 9 weeks around the same week of two earlier years alone. For a mean up to 20 the bound is the upper
    limit of a Poisson mean (Crow and Gardner 1959) at the whole number below.

    :raises ValueError: unknown variant.
    """
    table, wanted, baseline, reason = _ground(counts, variant, frequency, at)
    number, mean = _mean(baseline)
    with np.errstate(invalid="ignore", divide="ignore"):
        squares = np.where(np.isnan(baseline), 0.0, baseline - mean[..., None]) ** 2
        spread = np.sqrt(squares.sum(axis=2) / (number - 1))
        index = np.clip(np.nan_to_num(np.floor(mean)), 0, LARGEST_IN_TABLE).astype(np.int64)
        bound = np.where(mean > LARGEST_IN_TABLE, mean + 2 * spread, CROW_GARDNER[index])
    return judge(f"rki{variant}", wanted, table[:, wanted], mean, bound, reason)


def bayes(
    counts: ArrayLike,
    variant: Variant = 1,
    alpha: float = 0.05,
    *,
    frequency: int = 52,
    at: ArrayLike | None = None,
) -> Alarms:
    """
    Riebler's chart: predictive distribution of a Poisson count under Jeffreys' prior (Höhle 2007).

    Baselines as in `rki`. With n weeks and s cases the next count is negative binomial with size s + ½ and
    chance n / (n + 1); the bound is its quantile 1 - alpha.

    :raises ValueError: unknown variant, alpha not in (0, 1).
    """
    if not 0 < alpha < 1:
        raise ValueError("alpha must lie between 0 and 1")
    table, wanted, baseline, reason = _ground(counts, variant, frequency, at)
    number, mean = _mean(baseline)
    size = np.where(np.isnan(baseline), 0.0, baseline).sum(axis=2) + 0.5
    some = np.maximum(number, 1)
    bound = nbinom.ppf(1 - alpha, size, some / (some + 1))
    return judge(f"bayes{variant}", wanted, table[:, wanted], mean, bound, reason)


def _ground(
    counts: ArrayLike, variant: Variant, frequency: int, at: ArrayLike | None
) -> tuple[Floats, Ints, Floats, NDArray[np.int8]]:
    """The table, the columns asked for, their baselines (series × columns × weeks), the reasons."""
    if variant not in VARIANTS:
        raise ValueError("variant must be 1, 2 or 3")
    years, width, has_recent = VARIANTS[variant]
    table = as_counts(counts)
    wanted = columns(at, table.shape[1])
    around = np.arange(-width, width + 1)
    back = [frequency * year - around for year in range(1, years + 1)]
    if has_recent:
        back.append(np.arange(1, width + 1))
    lags = np.concatenate(back)
    baseline = take(table, wanted[:, None] - lags)
    observed = table[:, wanted]
    reason = first_reason(
        (Reason.TOO_SHORT, np.broadcast_to(wanted < lags.max(), observed.shape)),
        (Reason.MISSING_CURRENT, np.isnan(observed)),
        (Reason.MISSING_BASELINE, np.isnan(baseline).mean(axis=2) > MOST_MISSING),
    )
    return table, wanted, baseline, reason


def _mean(baseline: Floats) -> tuple[Ints, Floats]:
    number = (~np.isnan(baseline)).sum(axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        return number, np.where(np.isnan(baseline), 0.0, baseline).sum(axis=2) / number
