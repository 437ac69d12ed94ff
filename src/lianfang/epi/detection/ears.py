"""EARS C1, C2 and C3: short-baseline charts for daily counts without a history of years."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm

from .series import Alarms, Floats, Reason, as_counts, columns, first_reason, judge

Chart = Literal["C1", "C2", "C3"]
LAGS = {"C1": 0, "C2": 2, "C3": 2}
ALPHAS = {"C1": 0.001, "C2": 0.001, "C3": 0.025}


def ears(
    counts: ArrayLike,
    method: Chart = "C1",
    baseline: int = 7,
    alpha: float | None = None,
    min_sigma: float = 0.0,
    *,
    min_known: int | None = None,
) -> Alarms:
    """
    Compare each day with the days just before it (Hutwagner et al. 2003; Fricker et al. 2008).

    C1: mean + z·sd of days t-baseline … t-1. C2: the same two days earlier. C3: alarms when the
    excesses of C2 over 1 on the two days before add to more than z; its bound is written in counts.
    `alpha` is one-sided (0.001; C3 0.025); sd is the sample sd, at least `min_sigma` cases.
    `min_known` baseline days must not be gaps (all of them unless told).

    :raises ValueError: unknown method, baseline under 2, alpha not in (0, 1), negative min_sigma.
    """
    if method not in LAGS:
        raise ValueError("method must be C1, C2 or C3")
    level = ALPHAS[method] if alpha is None else alpha
    needed = baseline if min_known is None else min_known
    if baseline < 2 or not 2 <= needed <= baseline:
        raise ValueError("baseline and min_known must be at least 2, min_known at most baseline")
    if not 0 < level < 1 or min_sigma < 0:
        raise ValueError("alpha must lie between 0 and 1, min_sigma must not be negative")
    table = as_counts(counts)
    at = columns(None, table.shape[1])
    lag = LAGS[method]
    mean, sd, known = _moments(table, baseline, lag)
    sd = np.maximum(sd, min_sigma)
    z = float(norm.ppf(1 - level))
    too_short = np.broadcast_to(at < baseline + lag + (2 if method == "C3" else 0), table.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        bound = _recent_excess(table, mean, sd, z) if method == "C3" else mean + z * sd
    reason = first_reason(
        (Reason.TOO_SHORT, too_short),
        (Reason.MISSING_CURRENT, np.isnan(table)),
        (Reason.MISSING_BASELINE, ~(known >= needed)),
        (Reason.NO_VARIATION, np.isnan(bound)),
    )
    return judge(method, at, table, mean, bound, reason)


def _moments(table: Floats, baseline: int, lag: int) -> tuple[Floats, Floats, Floats]:
    """Mean, sample sd and number of known days of the baseline of every day; NaN where under two."""
    offset = baseline + lag
    length = max(table.shape[1] - offset, 0)
    is_known = ~np.isnan(table)
    filled = np.where(is_known, table, 0.0)
    number, total, squares = (np.zeros((table.shape[0], length)) for _ in range(3))
    for day in range(baseline):
        number += is_known[:, day : day + length]
        total += filled[:, day : day + length]
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = total / number
        for day in range(baseline):
            away = filled[:, day : day + length] - middle
            squares += is_known[:, day : day + length] * away**2
        spread = np.sqrt(squares / (number - 1))
    spread = np.where(number > 1, spread, np.nan)
    return _from(offset, middle, table), _from(offset, spread, table), _from(offset, number, table)


def _from(offset: int, part: Floats, table: Floats) -> Floats:
    """The part laid into a table of NaN from the column `offset` on."""
    whole = np.full(table.shape, np.nan)
    whole[:, offset:] = part
    return whole


def _recent_excess(table: Floats, mean: Floats, sd: Floats, z: float) -> Floats:
    """The bound of C3, floored at zero; NaN where a spread of zero leaves C2 undefined."""
    excess = np.maximum(0.0, (table - mean) / sd - 1)
    earlier = np.full(table.shape, np.nan)
    earlier[:, 2:] = excess[:, 1:-1] + excess[:, :-2]
    return np.maximum(0.0, table + sd * (z - earlier))
