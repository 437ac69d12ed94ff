"""The answers that estimates and tests are given in: numbers with their interval, or why there is none."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Estimate", "Intervals", "Test"]

Floats = NDArray[np.float64]
Texts = NDArray[np.str_]
NAN = math.nan
NOBODY = "分母为0或缺数，不可估计"
MISSING = "有缺数，不可估计"


@dataclass(frozen=True)
class Estimate:
    """
    One estimated number with its interval.

    `value` is NaN where nothing can be said; `low` and `high` are NaN where only the interval
    cannot be had. `reason` then says why in Chinese, and is empty when all three stand.
    """

    value: float
    low: float
    high: float
    level: float = 0.95
    method: str = ""
    reason: str = ""

    @property
    def is_estimable(self) -> bool:
        """Whether value and interval all stand."""
        return not self.reason


@dataclass(frozen=True)
class Test:
    """One test: statistic, degrees of freedom and p value; NaN and a reason where undefined."""

    __test__ = False  # pytest: not a class of tests

    statistic: float
    p_value: float
    df: float = NAN
    method: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Intervals:
    """Many estimates of one kind: arrays of one shape; NaN where a denominator is zero or missing."""

    value: Floats
    low: Floats
    high: Floats
    level: float
    method: str

    @property
    def reason(self) -> Texts:
        """Why there is no value, in Chinese; empty where there is one."""
        return np.where(np.isnan(self.value), NOBODY, "")


def not_estimable(reason: str, *, method: str = "", level: float = 0.95) -> Estimate:
    """Return the estimate that says only why there is none."""
    return Estimate(NAN, NAN, NAN, level, method, reason)


def check_level(level: float) -> float:
    """
    Return the confidence level as given.

    :raises ValueError: not strictly between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")
    return level
