"""CUSUM for counts: small excesses add up until they tell."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .poisson_glm import fit_poisson
from .series import Alarms, Flags, Floats, Ints, Reason, as_counts, first_reason, judge

Transformation = Literal["standard", "rossi", "anscombe", "anscombe2nd", "pearsonNegBin"]
Expectation = Literal["mean", "glm"]
TRANSFORMATIONS = ("standard", "rossi", "anscombe", "anscombe2nd", "pearsonNegBin")
TERMS_OF_SEASON = 3


@dataclass(frozen=True, eq=False)
class CusumAlarms(Alarms):
    """Alarms with the sum itself; `upperbound` is the smallest count that would alarm."""

    cusum: Floats


def cusum(
    counts: ArrayLike,
    first: int,
    transformation: Transformation = "standard",
    expectation: ArrayLike | Expectation = "mean",
    *,
    k: float = 1.04,
    h: float = 2.26,
    alpha: float = 0.1,
    frequency: int = 52,
    start_period: int = 1,
) -> CusumAlarms:
    """
    Chart column `first` onwards; the columns before are the training part (Rossi et al. 1999; Höhle 2007).

    S_t = max(0, S_{t-1} + z_t - k), alarm where S_t ≥ h; the sum goes on after an alarm. z_t is the
    count made normal by `transformation`; `alpha` is the dispersion of pearsonNegBin (variance m + alpha·m²).
    The expected count m is the training mean, a Poisson regression with one sine and cosine a
    year (`glm`; `start_period` is the place in the year of column 0), or numbers given: one per
    series, or one per charted period. A gap leaves the sum as it was. A series that ends within its
    training part has no charted period.

    :raises ValueError: unknown transformation or expectation, `first`, k, h or alpha under 0.
    """
    table = as_counts(counts)
    if transformation not in TRANSFORMATIONS:
        raise ValueError(f"transformation must be one of {', '.join(TRANSFORMATIONS)}")
    if min(first, k, h, alpha) < 0:
        raise ValueError("first, k, h and alpha must not be negative")
    first = min(first, table.shape[1])
    mean, fault = _expected(table, first, expectation, frequency, start_period)
    observed = table[:, first:]
    sums, before = _sums(_standardised(observed, mean, transformation, alpha) - k)
    with np.errstate(invalid="ignore"):
        needed = _least_count(mean, h + k - before, transformation, alpha)
    at = np.arange(first, table.shape[1], dtype=np.int64)
    reason = _reason(observed, mean, fault)
    alarms = judge("cusum/" + transformation, at, observed, mean, needed, reason, np.greater_equal)
    sums = np.where(alarms.evaluated, sums, np.nan)
    return CusumAlarms(**vars(alarms) | {"alarm": sums >= h}, cusum=sums)


def _reason(observed: Floats, mean: Floats, fault: Reason) -> NDArray[np.int8]:
    """Why a charted period is not judged: no count, no expectation (`fault` says why), or one of zero."""
    shape = observed.shape
    return first_reason(
        (Reason.MISSING_CURRENT, np.isnan(observed)),
        (fault, np.broadcast_to(np.isnan(mean), shape)),
        (Reason.TOO_FEW_CASES, np.broadcast_to(~(mean > 0), shape)),
    )


def _expected(
    table: Floats, first: int, expectation: ArrayLike | Expectation, frequency: int, start: int
) -> tuple[Floats, Reason]:
    """Expected counts, series × charted periods, and what a NaN among them means."""
    shape = (table.shape[0], table.shape[1] - first)
    training = table[:, :first]
    known = ~np.isnan(training)
    if isinstance(expectation, str):
        if expectation == "mean":
            with np.errstate(invalid="ignore", divide="ignore"):
                mean = np.where(known, training, 0.0).sum(axis=1) / known.sum(axis=1)
            return np.broadcast_to(mean[:, None], shape), Reason.TOO_SHORT
        if expectation == "glm":
            return _seasonal(training, known, shape[1], frequency, start), Reason.NOT_CONVERGED
        raise ValueError("expectation must be mean, glm or numbers")
    given = np.asarray(expectation, dtype=np.float64)
    if given.ndim == 1 and len(given) == shape[0]:
        given = given[:, None]
    return np.broadcast_to(given, shape), Reason.MISSING_BASELINE


def _seasonal(training: Floats, known: Flags, ahead: int, frequency: int, start: int) -> Floats:
    """Training and charted periods on one wave a year: fit the first, forecast the second."""
    first = training.shape[1]
    wave = _wave(np.arange(first + ahead, dtype=np.int64) + start, frequency)
    counts = np.where(known, training, 0.0)
    able = (known.sum(axis=1) > TERMS_OF_SEASON) & (counts.sum(axis=1) > 0)
    mean = np.full((len(training), ahead), np.nan)
    mean[counts.sum(axis=1) == 0] = 0.0
    if able.any():
        found, settled = fit_poisson(wave[:first], counts[able], known[able])
        with np.errstate(over="ignore", invalid="ignore"):
            forecast = np.exp(found @ wave[first:].T)
        mean[able] = np.where(settled[:, None], forecast, np.nan)
    return mean


def _wave(period: Ints, frequency: int) -> Floats:
    angle = 2 * np.pi / frequency * period
    return np.stack([np.ones(len(period)), np.cos(angle), np.sin(angle)], axis=1)


def _standardised(x: Floats, m: Floats, transformation: Transformation, alpha: float) -> Floats:
    """Counts made roughly standard normal around their expectation m."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if transformation == "standard":
            return np.asarray((x - m) / np.sqrt(m))
        if transformation == "rossi":  # Rossi et al. 1999, z3
            return np.asarray((x - 3 * m + 2 * np.sqrt(x * m)) / (2 * np.sqrt(m)))
        if transformation == "anscombe":
            return np.asarray(1.5 * (x ** (2 / 3) - m ** (2 / 3)) / m ** (1 / 6))
        if transformation == "anscombe2nd":  # Pierce and Schafer 1986
            return np.asarray(1.5 * (x ** (2 / 3) - _second_order(m)) / m ** (1 / 6))
        return np.asarray((x - m) / np.sqrt(m + alpha * m**2))


def _second_order(m: Floats) -> Floats:
    """E(x^⅔) to the second order."""
    return np.asarray(m ** (2 / 3) - m ** (-1 / 3) / 9)


def _least_count(m: Floats, z: Floats, transformation: Transformation, alpha: float) -> Floats:
    """The smallest whole count whose standardised value reaches z."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if transformation == "standard":
            x = m + z * np.sqrt(m)
        elif transformation == "rossi":
            x = np.maximum(np.sqrt(np.maximum(4 * m + 2 * z * np.sqrt(m), 0)) - np.sqrt(m), 0) ** 2
        elif transformation == "pearsonNegBin":
            x = m + z * np.sqrt(m + alpha * m**2)
        else:
            centre = m ** (2 / 3) if transformation == "anscombe" else _second_order(m)
            x = np.maximum(centre + z * m ** (1 / 6) / 1.5, 0) ** 1.5
        return np.maximum(np.ceil(x - 1e-9), 0.0)


def _sums(excess: Floats) -> tuple[Floats, Floats]:
    """Running sums held at zero, and the sum before each period; gaps add nothing."""
    sums, before = np.zeros(excess.shape), np.zeros(excess.shape)
    current = np.zeros(excess.shape[0])
    for period in range(excess.shape[1]):
        before[:, period] = current
        step = np.where(np.isfinite(excess[:, period]), excess[:, period], 0.0)
        current = np.maximum(0.0, current + step)
        sums[:, period] = current
    return sums, before
