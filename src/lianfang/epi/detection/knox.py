"""Knox test: do cases near each other in space also lie near each other in time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import poisson

from .series import Flags

MOST_CASES = 5000
NO_PAIRS = "有时间和地点的病例不足2例，不能检验"


@dataclass(frozen=True)
class Knox:
    """
    Pairs of cases: all, close in time, in space, in both; what chance alone would bring.

    `left_out` cases had no time or no place. `reason` says in Chinese why there is no test.
    """

    pairs: int
    close_in_time: int
    close_in_space: int
    close_in_both: int
    expected: float
    p_value: float  # Poisson chance of so many close pairs or more; NaN without pairs
    p_above: float  # of more than so many: what surveillance::knox of R reports
    p_value_permuted: float  # Monte Carlo over the order of the times; NaN without replicates
    left_out: int = 0
    reason: str = ""


def knox(
    times: ArrayLike,
    distances: ArrayLike,
    within_time: float,
    within_distance: float,
    *,
    replicates: int = 0,
    seed: int = 0,
) -> Knox:
    """
    Count pairs close in time (≤ `within_time`) and space (≤ `within_distance`) (Knox 1964, Appl Stat 13:25).

    `times` holds one number per case (days), `distances` is cases × cases. Expected close pairs are
    close-in-time × close-in-space / pairs, and their number is taken as Poisson. Cases without a time
    or without any distance are left out.

    :raises ValueError: shapes that do not fit, infinite numbers, single distances missing, more than
        5,000 cases.
    """
    days, table, left_out = _checked(times, distances)
    first, second = np.triu_indices(len(days), 1)
    near = table[first, second] <= within_distance
    soon = np.abs(days[first] - days[second]) <= within_time
    pairs, both = len(near), int((near & soon).sum())
    if not pairs:
        unknown = float("nan")
        return Knox(0, 0, 0, 0, unknown, unknown, unknown, unknown, left_out, NO_PAIRS)
    expected = int(near.sum()) * int(soon.sum()) / pairs
    return Knox(
        pairs=pairs,
        close_in_time=int(soon.sum()),
        close_in_space=int(near.sum()),
        close_in_both=both,
        expected=expected,
        p_value=float(poisson.sf(both - 1, expected)),
        p_above=float(poisson.sf(both, expected)),
        p_value_permuted=_permuted(days, near, within_time, both, replicates, seed),
        left_out=left_out,
    )


def _checked(times: ArrayLike, distances: ArrayLike) -> tuple[np.ndarray, np.ndarray, int]:
    """Times and distances of the cases that have both, and how many have not."""
    days = np.asarray(times, dtype=np.float64)
    table = np.asarray(distances, dtype=np.float64)
    if days.ndim != 1 or table.shape != (len(days), len(days)):
        raise ValueError("times must be one per case, distances cases × cases")
    if len(days) > MOST_CASES:
        raise ValueError(f"the test holds all pairs in memory: at most {MOST_CASES} cases")
    if np.isinf(days).any() or np.isinf(table).any():
        raise ValueError("times and distances must be finite; write a gap as NaN")
    known = ~np.isnan(days) & ~_without_place(table)
    table = table[np.ix_(known, known)]
    if np.isnan(table).any():
        raise ValueError("a distance between two cases with places is missing")
    return days[known], table, int((~known).sum())


def _without_place(table: np.ndarray) -> Flags:
    """Cases from which no distance to any other is known."""
    others = np.isnan(table) | np.eye(len(table), dtype=bool)
    return np.asarray(others.all(axis=1) & np.isnan(table).any(axis=1))


def _permuted(
    days: np.ndarray, near: Flags, within_time: float, both: int, replicates: int, seed: int
) -> float:
    """Share of shuffled times with as many close pairs or more, the data counted in."""
    if replicates < 1:
        return float("nan")
    generator = np.random.default_rng(seed)
    first, second = (side[near] for side in np.triu_indices(len(days), 1))
    as_many = 0
    for _ in range(replicates):
        dealt = generator.permutation(days)
        as_many += int((np.abs(dealt[first] - dealt[second]) <= within_time).sum()) >= both
    return (1 + as_many) / (replicates + 1)
