"""What every detection method takes and gives back: counts of many series, and a verdict on each cell."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Reason(IntEnum):
    """Why a cell was or was not evaluated. Only an evaluated cell can be an alarm."""

    EVALUATED = 0
    TOO_SHORT = 1  # the series does not reach back far enough
    MISSING_CURRENT = 2  # no count for the period in question
    MISSING_BASELINE = 3  # too many gaps in the periods compared with
    NO_VARIATION = 4  # the method divides by a spread that is zero
    TOO_FEW_CASES = 5  # fewer cases than the method's own minimum
    NOT_CONVERGED = 6  # the regression found no finite answer

    @property
    def label(self) -> str:
        """The reason in the words of a page."""
        return LABELS[self]


LABELS = {
    Reason.EVALUATED: "已评估",
    Reason.TOO_SHORT: "历史数据不够长，不能评估",
    Reason.MISSING_CURRENT: "本期缺报，不能评估",
    Reason.MISSING_BASELINE: "基线期缺报过多，不能评估",
    Reason.NO_VARIATION: "基线期没有变动，不能评估",
    Reason.TOO_FEW_CASES: "近期病例太少，不作评估",
    Reason.NOT_CONVERGED: "回归没有得到结果，不能评估",
}


@dataclass(frozen=True, eq=False)
class Alarms:
    """
    The verdict of one method on many series. All arrays are series × evaluated periods.

    `at` holds the 0-based columns of the input that the columns here stand for. Where `reason` is
    not EVALUATED, `upperbound` and `expected` are NaN and `alarm` is False.
    """

    method: str
    at: Ints
    observed: Floats
    expected: Floats
    upperbound: Floats
    alarm: Flags
    reason: NDArray[np.int8]

    @property
    def evaluated(self) -> Flags:
        """True where the method gave a verdict."""
        return np.asarray(self.reason == Reason.EVALUATED)


def as_counts(counts: ArrayLike) -> Floats:
    """
    Counts as series × time in floating point; one series may come flat. NaN is a gap.

    :raises ValueError: more than two dimensions, a negative or an infinite count.
    """
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim == 1:
        table = table[None, :]
    if table.ndim != 2:
        raise ValueError("counts must be series × time: one or two dimensions")
    if np.isinf(table).any():
        raise ValueError("counts must be finite; write a gap as NaN")
    if (table < 0).any():
        raise ValueError("counts must not be negative")
    return table


def columns(at: ArrayLike | None, length: int) -> Ints:
    """
    The periods asked for, as 0-based columns; none asked for means all.

    :raises ValueError: a column beyond the series.
    """
    if at is None:
        return np.arange(length, dtype=np.int64)
    wanted = np.atleast_1d(np.asarray(at, dtype=np.int64))
    if wanted.ndim != 1 or (wanted.size and (wanted.min() < 0 or wanted.max() >= length)):
        raise ValueError(f"periods must be columns from 0 to {length - 1}")
    return wanted


def take(table: Floats, indexes: Ints) -> Floats:
    """Columns of the table, NaN for indexes outside it. Shape: series × the shape of `indexes`."""
    inside = (indexes >= 0) & (indexes < table.shape[1])
    if not table.shape[1]:
        return np.full((table.shape[0], *indexes.shape), np.nan)
    taken = table[:, np.where(inside, indexes, 0)]
    return np.where(inside, taken, np.nan)


def first_reason(*faults: tuple[Reason, Flags]) -> NDArray[np.int8]:
    """The first fault that holds for each cell, else EVALUATED."""
    reason = np.full(faults[0][1].shape, Reason.EVALUATED, dtype=np.int8)
    for name, holds in reversed(faults):
        reason[holds] = name
    return reason


def judge(
    method: str,
    at: Ints,
    observed: Floats,
    expected: Floats,
    upperbound: Floats,
    reason: NDArray[np.int8],
    exceeds: Callable[[Floats, Floats], Flags] = np.greater,
) -> Alarms:
    """Alarm where the observed count exceeds the bound; nothing is said where not evaluated."""
    known = reason == Reason.EVALUATED
    return Alarms(
        method=method,
        at=at,
        observed=observed,
        expected=np.where(known, expected, np.nan),
        upperbound=np.where(known, upperbound, np.nan),
        alarm=known & np.asarray(exceeds(observed, upperbound)),
        reason=reason,
    )
