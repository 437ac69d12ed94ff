"""Fixed thresholds: so many cases within so many days, as reporting rules word them."""

from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import ArrayLike

from lianfang.epi.days import as_days

from .series import Alarms, Floats, Reason, as_counts, columns, first_reason, judge


def count_threshold(counts: ArrayLike, window_days: int, at_least: float) -> Alarms:
    """
    Alarm on each day on which the last `window_days` days hold `at_least` cases or more.

    For the thresholds of 国家突发公共卫生事件相关信息报告管理工作规范（试行）, such as 5 cases of hepatitis A in 7
    days in one school: one row per place, one column per day. What is known already reaching the
    threshold is an alarm, whatever is missing; below it, a gap or a window that starts before the series
    makes the day not evaluable. `observed` is the sum over the window, `upperbound` the threshold.

    :raises ValueError: window_days under 1, at_least not above 0.
    """
    if window_days < 1 or at_least <= 0:
        raise ValueError("window_days must be at least 1, at_least above 0")
    table = as_counts(counts)
    known = ~np.isnan(table)
    total = _trailing(np.where(known, table, 0.0), window_days)
    complete = _trailing(known.astype(np.float64), window_days)
    at = columns(None, table.shape[1])
    days = np.broadcast_to(np.minimum(at + 1, window_days), table.shape)
    below = total < at_least
    reason = first_reason(
        (Reason.MISSING_CURRENT, below & ~known),
        (Reason.MISSING_BASELINE, below & (complete < days)),
        (Reason.TOO_SHORT, below & (days < window_days)),
    )
    bound = np.full(table.shape, float(at_least))
    return judge("count_threshold", at, total, bound, bound, reason, np.greater_equal)


def daily_counts(days: ArrayLike | Iterable[object], first: date, last: date) -> Floats:
    """
    Cases a day from `first` to `last`, both included, as one row; dates outside or missing are left out.

    :raises ValueError: something that is no date.
    """
    begin, end = as_days([first, last])
    length = max(int((end - begin).astype(int)) + 1, 0)
    told = as_days(days)
    offsets = (told[~np.isnat(told)] - begin).astype(np.int64)
    inside = offsets[(offsets >= 0) & (offsets < length)]
    return np.bincount(inside, minlength=length).astype(np.float64)[None, :length]


def _trailing(table: Floats, days: int) -> Floats:
    """Sum of each column and up to days-1 columns before it."""
    running = np.cumsum(table, axis=1)
    earlier = np.zeros(table.shape)
    earlier[:, days:] = running[:, :-days]
    return np.asarray(running - earlier)
