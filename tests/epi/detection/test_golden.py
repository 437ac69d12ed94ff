"""Detection against the R packages' own results, within the tolerances of tests/reference/gpl/README.md."""

from datetime import date

import numpy as np
import pytest
from scipy.stats import norm

from lianfang.epi import (
    FarringtonAlarms,
    bayes,
    cusum,
    ears,
    farrington,
    farrington_flexible,
    moving_percentile,
    moving_percentile_daily,
    rki,
)
from tests.epi.reference import groups, numbers, periods, rows, series, starts

PERCENTILES = (40, 50, 60, 70, 75, 80, 85, 90, 95)
EARS = {(row["param_set"], row["method"]): row for row in rows("gpl/ears_parameters")}
CUSUM = {row["series"]: row for row in rows("gpl/cusum_parameters")}


@pytest.mark.parametrize("method", ["C1", "C2", "C3"])
def test_ears_bounds_and_alarms_are_those_of_r(method: str) -> None:
    compared = 0
    for (name, param_set, which), table in groups(
        "gpl/ears_c1_c2_c3", "series", "param_set", "method"
    ):
        if which != method:
            continue
        chosen = EARS[param_set, method]
        found = ears(
            series()[name],
            method,
            int(chosen["baseline"]),
            float(chosen["alpha"]),
            float(chosen["min_sigma"]),
        )
        at, bound = periods(table), numbers(table, "upperbound")
        defined = ~np.isnan(bound)
        tie = np.abs(found.observed[0, at] - bound) < 1e-9
        clear = defined & ~tie

        assert np.array_equal(found.evaluated[0, at], defined), (name, param_set)
        assert np.allclose(found.upperbound[0, at][defined], bound[defined], rtol=1e-9, atol=1e-12)
        assert np.array_equal(found.alarm[0, at][clear], numbers(table, "alarm")[clear] == 1), (
            name,
            param_set,
        )
        assert not found.alarm[0, at][~defined].any()
        compared += int(defined.sum())
    assert compared > 2000


def limit54(row: dict[str, str]) -> dict[str, int]:
    cases, periods_back = row["limit54"].split("/")
    return {"min_cases": int(cases), "min_cases_periods": int(periods_back)}


def flexible_sets(threshold: str) -> list[dict[str, str]]:
    return [
        row
        for row in rows("gpl/farrington_parameters")
        if row["algorithm"] == "farringtonFlexible" and row["thresholdMethod"] == threshold
    ]


def mu0(threshold: str, found: FarringtonAlarms, alpha: float) -> np.ndarray:
    """R's column of that name, as docs/reference/epi.md has it."""
    if threshold == "nbPlugin":
        return found.expected
    z = norm.ppf(1 - alpha)
    with np.errstate(over="ignore", invalid="ignore"):
        if threshold == "muan":
            return found.expected * np.exp(z * found.log_error)
        return np.exp(found.expected * (1 + z * found.log_error))


@pytest.mark.parametrize("threshold", ["nbPlugin", "muan", "delta"])
def test_farrington_flexible_is_that_of_r(threshold: str) -> None:
    golden = dict(groups("gpl/farrington_flexible", "series", "param_set"))
    off, evaluated = 0, 0
    for row in flexible_sets(threshold):
        name, table = row["series"], golden[row["series"], row["param_set"]]
        found = farrington_flexible(
            series()[name],
            starts()[name],
            int(row["freq"]),
            int(row["b"]),
            int(row["w"]),
            int(row["noPeriods"]),
            int(row["pastWeeksNotIncluded"]),
            float(row["weightsThreshold"]),
            float(row["alpha"]),
            float(row["pThresholdTrend"]),
            threshold,
            at=periods(table),
            **limit54(row),
        )
        bound = numbers(table, "upperbound")
        known = ~np.isnan(bound)
        where = (name, row["param_set"])

        assert np.array_equal(found.evaluated[0], known), where
        for ours, column, rtol in (
            (found.expected, "expected", 1e-4),
            (found.dispersion, "phi", 1e-3),
            (found.p_value, "pvalue", 1e-3),
            (mu0(threshold, found, float(row["alpha"])), "mu0", 1e-4),
            (found.slope, "trend_coef", 1e-3),
        ):
            theirs = numbers(table, column)[known]
            assert np.allclose(ours[0][known], theirs, rtol=rtol, equal_nan=True), where
        assert np.array_equal(found.has_trend[0][known], numbers(table, "trend_used")[known] == 1)
        assert np.array_equal(found.alarm[0][known], numbers(table, "alarm")[known] == 1), where
        if threshold == "delta":
            assert np.allclose(found.upperbound[0][known], bound[known], rtol=1e-3), where
        difference = np.abs(found.upperbound[0][known] - bound[known])
        off += int((difference > 1e-3 * np.maximum(bound[known], 1)).sum())
        evaluated += int(known.sum())
        assert difference.size == 0 or difference.max() <= 1
    assert off <= 0.005 * evaluated


def test_farrington_of_1996_is_that_of_r() -> None:
    golden = dict(groups("gpl/farrington_original", "series", "param_set"))
    chosen = [row for row in rows("gpl/farrington_parameters") if row["algorithm"] == "farrington"]
    for row in chosen:
        name, table = row["series"], golden[row["series"], row["param_set"]]
        found = farrington(
            series()[name],
            starts()[name],
            int(row["freq"]),
            int(row["b"]),
            int(row["w"]),
            float(row["alpha"]),
            row["powertrans"],
            reweight=row["reweight"] == "1",
            trend=row["trend"] == "1",
            at=periods(table),
            **limit54(row),
        )
        bound = numbers(table, "upperbound")  # 0 where R did not evaluate
        known = bound != 0
        where = (name, row["param_set"])

        assert np.array_equal(found.evaluated[0], known), where
        assert np.allclose(found.upperbound[0][known], bound[known], rtol=1e-3, atol=0), where
        assert np.array_equal(found.alarm[0][known], numbers(table, "alarm")[known] == 1), where


def test_cusum_is_that_of_r() -> None:
    for (name, transformation, expectation), table in groups(
        "gpl/cusum", "series", "trans", "m_method"
    ):
        chosen = CUSUM[name]
        first = int(chosen["range_from"]) - 1
        found = cusum(
            series()[name],
            first,
            transformation,
            expectation,
            k=float(chosen["k"]),
            h=float(chosen["h"]),
            alpha=float(chosen["alpha_negbin"]),
            frequency=int(chosen["freq"]),
            start_period=int(chosen["start_period"]),
        )
        at = periods(table) - first

        assert np.allclose(found.expected[0, at], numbers(table, "m"), rtol=1e-6, atol=0)
        # Twelve digits are all that is written of a sum, so large sums also need a relative allowance.
        assert np.allclose(found.cusum[0, at], numbers(table, "cusum"), rtol=1e-9, atol=1e-6)
        assert np.array_equal(found.alarm[0, at], numbers(table, "alarm") == 1)
        assert np.array_equal(found.alarm[0], found.observed[0] >= found.upperbound[0])


def test_moving_percentiles_of_weeks_are_those_of_r() -> None:
    for (name, years, half), table in groups(
        "gpl/moving_percentile_weekly_monthly", "series", "years", "half_window"
    ):
        at = periods(table)
        for quantile_type in (6, 7):
            for percentile in PERCENTILES:
                found = moving_percentile(
                    series()[name],
                    int(years),
                    int(half),
                    percentile,
                    quantile_type=quantile_type,
                    at=at,
                )
                golden = numbers(table, f"p{percentile}_type{quantile_type}")
                assert np.allclose(found.upperbound[0], golden, rtol=1e-9, atol=0)
        for comparison, column in ((">", "gt_p80"), ("≥", "ge_p80")):
            found = moving_percentile(
                series()[name], int(years), int(half), at=at, comparison=comparison
            )
            assert np.array_equal(found.alarm[0], numbers(table, column) == 1)
            assert found.blocks.shape[2] == int(table[0]["n_blocks"])


def test_moving_percentiles_of_seven_days_are_those_of_r() -> None:
    start = date(2020, 1, 1)
    for (name,), table in groups("moving_percentile_daily7", "series"):
        counts = numbers([r for r in rows("synthetic_daily_5y") if r["series"] == name], "count")
        at = np.array([(date.fromisoformat(row["date"]) - start).days for row in table])
        blocks = np.array([[float(b) for b in row["blocks"].split()] for row in table])
        for percentile in PERCENTILES:
            found = moving_percentile_daily(counts, start, 3, percentile, at=at)
            golden = numbers(table, f"p{percentile}_type7")
            assert np.allclose(found.upperbound[0], golden, rtol=1e-9, atol=0)

        assert np.array_equal(found.blocks[0], blocks)
        assert np.array_equal(found.observed[0], numbers(table, "current7"))


def test_rki_and_bayes_are_those_of_r() -> None:
    for (name, algorithm), table in groups("gpl/rki_bayes", "series", "algorithm"):
        method = rki if algorithm.startswith("rki") else bayes
        found = method(series()[name], int(algorithm[-1]), at=periods(table))

        assert np.allclose(found.upperbound[0], numbers(table, "upperbound"), rtol=1e-6, atol=0)
        assert np.array_equal(found.alarm[0], numbers(table, "alarm") == 1)
