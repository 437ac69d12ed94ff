"""Logistic regression, free and within matched sets, by Newton's method."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from lianfang.epi.results import NAN, Estimate, Floats, not_estimable

from .proportions import z_of

SEPARATED = "病例与对照被完全分开（或格子为0），回归系数不可估计"
SINGULAR = "变量之间完全相关或没有变化，回归系数不可估计"
NO_CONTRAST = "没有病例与非病例之分，不可估计"
STEPS = 50
# A log odds ratio beyond this with a still wider error is on its way to infinity.
WANDERING = 10.0


@dataclass(frozen=True)
class Term:
    """One coefficient: its name, the log odds ratio and the odds ratio with interval and Wald p."""

    name: str
    coefficient: float
    standard_error: float
    z: float
    p_value: float
    odds_ratio: Estimate


@dataclass(frozen=True)
class Regression:
    """
    A fitted model: its terms, log likelihood, and rows or sets used.

    `deviance` is −2 log likelihood. `dropped` rows had a missing value. `reason` tells in Chinese
    why there is no fit; then all numbers are NaN.
    """

    terms: tuple[Term, ...]
    log_likelihood: float
    deviance: float
    n: int
    dropped: int
    reason: str = ""

    def term(self, name: str) -> Term:
        """Return the term of that name."""
        return next(term for term in self.terms if term.name == name)


Score = Callable[[Floats], tuple[float, Floats, Floats]]


def logistic_regression(
    ill: ArrayLike, columns: ArrayLike, names: Sequence[str], *, level: float = 0.95
) -> Regression:
    """
    Regress illness (0/1) on columns (n × p) with an intercept; rows with a gap are dropped.

    Maximum likelihood by iteratively reweighted least squares (McCullagh & Nelder 1989, ch. 2.5),
    Wald intervals. Begins and stops as R's `glm` does (deviance settled to 1e-8, errors from the
    last weights), so that the same data give the same digits. Separation and collinearity are
    named, not hidden behind huge numbers.

    :raises ValueError: shapes differ, illness other than 0, 1 or missing.
    """
    y, x, dropped = _rows(ill, columns, names)
    design = np.column_stack([np.ones(len(y)), x])
    named = ("(intercept)", *names)
    if not len(y) or y.min() == y.max():
        return _no_fit(named, len(y), dropped, NO_CONTRAST, level)
    p = (y + 0.5) / 2
    line, before = special.logit(p), math.inf
    for _ in range(STEPS):
        weight = p * (1 - p)
        if weight.max() < 1e-9:
            return _no_fit(named, len(y), dropped, SEPARATED, level)
        information = (design * weight[:, None]).T @ design
        if np.linalg.matrix_rank(design * np.sqrt(weight)[:, None]) < len(named):
            reason = SEPARATED if np.linalg.matrix_rank(design) == len(named) else SINGULAR
            return _no_fit(named, len(y), dropped, reason, level)
        working = line + (y - p) / np.maximum(weight, 1e-300)
        beta = np.linalg.solve(information, (design * weight[:, None]).T @ working)
        line = design @ beta
        p = special.expit(line)
        value = float((y * line - np.logaddexp(0, line)).sum())
        if abs(before + 2 * value) / (abs(2 * value) + 0.1) < 1e-8:
            break
        before = -2 * value
    return _answer(named, beta, np.asarray(information), value, len(y), dropped, level)


def conditional_logistic_regression(
    ill: ArrayLike,
    sets: ArrayLike,
    columns: ArrayLike,
    names: Sequence[str],
    *,
    level: float = 0.95,
) -> Regression:
    """
    Regress illness on columns within matched sets, any number of cases and controls in each.

    Exact conditional likelihood (Breslow & Day 1980, eq. 7.2), its sums over subsets by the
    recursion of Gail, Lubin & Rubinstein, Biometrika 1981;68:703. Sets without a contrast say
    nothing. `n` counts the sets used.

    :raises ValueError: shapes differ, illness other than 0, 1 or missing.
    """
    y, x, dropped = _rows(ill, columns, names)
    labels = np.asarray(sets).ravel()
    whole = _complete(ill, columns)
    if len(labels) != len(whole):
        raise ValueError("sets must have one label per row")
    _, numbers = np.unique(labels[whole], return_inverse=True)
    groups = [
        (y[numbers == g], x[numbers == g])
        for g in range(int(numbers.max(initial=-1)) + 1)
        if 0 < y[numbers == g].sum() < (numbers == g).sum()
    ]
    if not groups:
        return _no_fit(tuple(names), 0, dropped, NO_CONTRAST, level)

    def score(beta: Floats) -> tuple[float, Floats, Floats]:
        parts = [_set_score(beta, *group) for group in groups]
        return (
            sum(part[0] for part in parts),
            np.sum([part[1] for part in parts], axis=0),
            np.sum([part[2] for part in parts], axis=0),
        )

    return _fit(score, tuple(names), len(groups), dropped, level)


def _set_score(beta: Floats, y: Floats, x: Floats) -> tuple[float, Floats, Floats]:
    """Log likelihood, score and information of one set, by the recursion over its members."""
    cases, width = int(y.sum()), x.shape[1]
    x = x - x.mean(axis=0)
    line = x @ beta
    top = float(line.max())
    risk = np.exp(line - top)
    sums = np.zeros(cases + 1)
    sums[0] = 1.0
    first = np.zeros((cases + 1, width))
    second = np.zeros((cases + 1, width, width))
    for r, row in zip(risk, x, strict=True):
        for k in range(cases, 0, -1):
            outer = np.outer(first[k - 1], row)
            second[k] += r * (second[k - 1] + outer + outer.T + sums[k - 1] * np.outer(row, row))
            first[k] += r * (first[k - 1] + sums[k - 1] * row)
            sums[k] += r * sums[k - 1]
    total = sums[cases]
    mean = first[cases] / total
    value = float(y @ line - math.log(total) - cases * top)
    return value, y @ x - mean, second[cases] / total - np.outer(mean, mean)


def _complete(ill: ArrayLike, columns: ArrayLike) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    y, x = np.asarray(ill, float).ravel(), np.asarray(columns, float)
    if not len(y):
        return np.zeros(0, np.bool_)
    x = x.reshape(len(y), -1)
    return np.asarray(np.isfinite(y) & np.isfinite(x).all(axis=1))


def _rows(ill: ArrayLike, columns: ArrayLike, names: Sequence[str]) -> tuple[Floats, Floats, int]:
    y, x = np.asarray(ill, float).ravel(), np.asarray(columns, float)
    if x.size != len(y) * len(names):
        raise ValueError("columns must have one row per person and one column per name")
    x = x.reshape(len(y), len(names))
    whole = _complete(ill, columns)
    if not np.isin(y[whole], (0, 1)).all():
        raise ValueError("illness must be 0, 1 or missing")
    return y[whole], x[whole], int(len(y) - whole.sum())


def _fit(score: Score, names: tuple[str, ...], n: int, dropped: int, level: float) -> Regression:
    """Climb to the maximum by Newton's steps, halved where they would go down."""
    beta = np.zeros(len(names))
    value, slope, information = score(beta)
    for _ in range(STEPS):
        if np.linalg.matrix_rank(information) < len(names):
            reason = SEPARATED if np.abs(beta).max() > 5 else SINGULAR
            return _no_fit(names, n, dropped, reason, level)
        step = np.linalg.solve(information, slope)
        for _ in range(30):
            tried = score(beta + step)
            if tried[0] >= value - 1e-12:
                break
            step = step / 2
        beta, change = beta + step, abs(tried[0] - value)
        value, slope, information = tried
        if change < 1e-12 * (abs(value) + 1e-3):
            break
    return _answer(names, beta, information, value, n, dropped, level)


def _answer(
    names: tuple[str, ...],
    beta: Floats,
    information: Floats,
    value: float,
    n: int,
    dropped: int,
    level: float,
) -> Regression:
    errors = np.sqrt(np.diag(np.linalg.pinv(information)))
    # Separated data climb for ever: log odds and errors grow together, out of all proportion.
    wandering = (np.abs(beta) > WANDERING) & (errors > np.abs(beta))
    if wandering.any() or abs(value) < 1e-6 or not (errors > 0).all():
        return _no_fit(names, n, dropped, SEPARATED, level)
    z = z_of(level)
    terms = tuple(
        Term(
            name,
            float(b),
            float(e),
            float(b / e),
            float(2 * special.ndtr(-abs(b / e))),
            Estimate(
                math.exp(b), math.exp(b - z * e), math.exp(min(b + z * e, 700)), level, "wald"
            ),
        )
        for name, b, e in zip(names, beta, errors, strict=True)
    )
    return Regression(terms, value, -2 * value, n, dropped)


def _no_fit(names: tuple[str, ...], n: int, dropped: int, reason: str, level: float) -> Regression:
    nothing = not_estimable(reason, method="wald", level=level)
    terms = tuple(Term(name, NAN, NAN, NAN, NAN, nothing) for name in names)
    return Regression(terms, NAN, NAN, n, dropped, reason)
