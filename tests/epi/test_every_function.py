"""Every function of the library, given what surveillance really hands over: it answers, or says why not."""

import contextlib
import dataclasses
import inspect
import warnings
from collections.abc import Callable, Iterator
from datetime import date, datetime

import numpy as np
import pytest

import lianfang.epi as epi
from lianfang.epi.results import Estimate, Test


class Column:
    """A column of a data frame: has a length and items, and becomes an array."""

    def __init__(self, values: list[float]) -> None:
        self.values = values

    def __len__(self) -> int:
        return len(self.values)

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        return np.asarray(self.values, dtype=dtype)  # type: ignore[call-overload]

    def __iter__(self) -> Iterator[float]:
        return iter(self.values)

    def __getitem__(self, place: int) -> float:
        return self.values[place]


NAN = float("nan")
COUNTS = [0, 2, 1, 0, 3, 5, 1, 2, 0, 1, 4, 8, 3, 1, 0, 2, 1, 1, 0, 6, 2, 3, 1, 0]
SERIES: dict[str, object] = {
    "empty": [],
    "one": [3],
    "a zero": [0],
    "a gap": [NAN],
    "two": [1, 2],
    "zeros": [0] * 30,
    "constant": [4] * 30,
    "gaps": [NAN] * 30,
    "none": [1, None, 0, 2, None],
    "list": COUNTS,
    "tuple": tuple(COUNTS),
    "gaps within": [NAN if n % 5 == 2 else c for n, c in enumerate(COUNTS)],
    "column": Column([float(c) for c in COUNTS]),
    "whole": np.array(COUNTS, dtype=np.int32),
    "flags": np.array(COUNTS) > 2,
    "large": [1e6, 3e6, 2e6, 0, 1e6],
}
IMPOSSIBLE: dict[str, object] = {
    "negative": [1, -1, 3] * 6,
    "infinite": [1, float("inf"), 3] * 6,
    "text": ["a", "b"],
}
LINE = epi.ParametricSI(3, 1)


def _floats(x: object) -> np.ndarray:
    return np.asarray(x, dtype=float)


def _line(x: object) -> np.ndarray:
    return epi.distances_plane(np.arange(len(x), dtype=float))  # type: ignore[arg-type]


def _windows(x: object) -> tuple[np.ndarray, np.ndarray]:
    return epi.sliding_windows(len(x), 3)  # type: ignore[arg-type]


def _zones(x: object) -> np.ndarray:
    return epi.zones_of([[0]], 1)


def _one_row(x: object) -> np.ndarray:
    return np.atleast_2d(_floats(x))


# Every function that takes counts, delays or other numbers of people.
CALLS: dict[str, Callable[..., object]] = {
    "attack_rate": lambda x: [epi.attack_rate(n, 3e6 + 9) for n in _floats(x)],
    "bayes": lambda x: epi.bayes(x, 2, frequency=6),
    "case_fatality": lambda x: [epi.case_fatality(n, 2) for n in _floats(x)],
    "conditional_logistic_regression": lambda x: epi.conditional_logistic_regression(
        np.arange(len(x)) % 2, np.arange(len(x)) // 2, _floats(x)[:, None], ["x"]
    ),
    "count_threshold": lambda x: epi.count_threshold(x, 3, 5),
    "cusum": lambda x: [epi.cusum(x, first, "rossi", "glm", frequency=6) for first in (0, 9, 99)],
    "delay_summary": epi.delay_summary,
    "direct_standardisation": lambda x: epi.direct_standardisation(
        x, np.full(len(x), 9e6), np.ones(len(x))
    ),
    "discretised_si": lambda x: epi.discretised_si(3, 1, x),
    "distances_plane": epi.distances_plane,
    "ears": lambda x: [epi.ears(x, chart) for chart in ("C1", "C2", "C3")],
    "estimate_r": lambda x: epi.estimate_r(x, *_windows(x), si=LINE),
    "farrington": lambda x: epi.farrington(x, None, 6, 2, 1),
    "farrington_flexible": lambda x: [
        epi.farrington_flexible(x, None, 6, 2, 1, 2, 1, threshold_method=method)
        for method in ("nbPlugin", "muan", "delta")
    ],
    "gamma_fit": epi.gamma_fit,
    "growth_rate": lambda x: [epi.growth_rate(x, method=m) for m in ("loglinear", "poisson")],
    "indirect_standardisation": lambda x: epi.indirect_standardisation(
        x, np.full(len(x), 9e6), x, np.full(len(x), 9e6)
    ),
    "knox": lambda x: epi.knox(x, _line(x), 2, 2, replicates=5),
    "kulldorff": lambda x: [
        epi.kulldorff(x, np.full(len(x), 9e6), _line(x), model=model, replicates=3)
        for model in ("poisson", "binomial")
    ],
    "logistic_regression": lambda x: epi.logistic_regression(
        np.arange(len(x)) % 2, _floats(x)[:, None], ["x"]
    ),
    "lognormal_fit": epi.lognormal_fit,
    "mantel_haenszel": lambda x: epi.mantel_haenszel([(n, 1, 2, 3) for n in np.nan_to_num(_floats(x))]),
    "matched_pairs": lambda x: [epi.matched_pairs(n, 2) for n in _floats(x)],
    "moving_percentile": lambda x: epi.moving_percentile(x, 2, 1, frequency=6),
    "moving_percentile_daily": lambda x: epi.moving_percentile_daily(x, date(2024, 2, 20), 1, days=3),
    "nowcast": lambda x: epi.nowcast(np.reshape(_floats(x)[: len(x) // 2 * 2], (-1, 2))),
    "offspring_dispersion": epi.offspring_dispersion,
    "overall_infectivity": lambda x: epi.overall_infectivity(x, [0, 0.5, 0.5]),
    "proportion_interval": lambda x: epi.proportion_interval(x, np.full(len(x), 9e6)),
    "rate_interval": lambda x: epi.rate_interval(x, np.zeros(len(x))),
    "rki": lambda x: epi.rki(x, 2, frequency=6),
    "scan_permutation": lambda x: epi.scan_permutation(_one_row(x), _zones(x), replicates=2)
    if np.nansum(_floats(x)) < 1e6
    else None,
    "scan_poisson": lambda x: epi.scan_poisson(_one_row(x), [10], _zones(x), replicates=2),
    "secondary_attack_rate": lambda x: [epi.secondary_attack_rate(n, 9e6) for n in _floats(x)],
    "trend_test": lambda x: epi.trend_test(x, np.full(len(x), 9e6)),
    "two_by_two": lambda x: [epi.two_by_two(n, 1, 2, 3) for n in np.nan_to_num(_floats(x))],
    "wallinga_teunis": lambda x: epi.wallinga_teunis(x, *_windows(x), si=LINE, simulations=2),
}  # fmt: skip
# These take days, places or links; each has tests of its own.
OTHERS = {
    "circular_zones", "daily_counts", "days_between", "distances_km", "epicurve", "fit_interval_censored", "outcomes",
    "reporting_triangle", "serial_intervals", "sliding_windows", "transmission_chains", "upstream_reach",
    "zones_of",
}  # fmt: skip


def test_no_function_is_forgotten() -> None:
    functions = {name for name in epi.__all__ if inspect.isfunction(getattr(epi, name))}

    assert functions == set(CALLS) | OTHERS


def silent(answer: object, path: str = "") -> Iterator[str]:
    """Where a number is missing and nobody says why."""
    if isinstance(answer, (list, tuple)):
        for place, part in enumerate(answer):
            yield from silent(part, f"{path}[{place}]")
    elif dataclasses.is_dataclass(answer):
        if hasattr(answer, "reason") and is_unsaid(answer):
            yield path
        for field in dataclasses.fields(answer):
            yield from silent(getattr(answer, field.name), f"{path}.{field.name}")


def is_unsaid(answer: object) -> bool:
    """A missing number without a reason, in one answer or in any cell of its arrays."""
    if isinstance(answer, Estimate):
        numbers: object = [answer.value, answer.low, answer.high]
    elif isinstance(answer, Test):
        numbers = answer.p_value
    else:
        numbers = next((getattr(answer, name) for name in MAIN if hasattr(answer, name)), 0.0)
    reason = np.asarray(answer.reason)  # type: ignore[attr-defined]
    nothing = reason == ("" if reason.dtype.kind == "U" else 0)
    return bool((np.isnan(_floats(numbers)) & nothing).any())


MAIN = ("upperbound", "mean", "expected", "value", "shape", "meanlog", "k", "log_likelihood")


@pytest.mark.parametrize("name", sorted(CALLS))
def test_whatever_the_series_there_is_an_answer_or_a_reason(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for kind, series in SERIES.items():
            found = list(silent(CALLS[name](series)))
            assert not found, (kind, found)


@pytest.mark.parametrize(
    "name", sorted(set(CALLS) - {"delay_summary", "gamma_fit", "lognormal_fit"})
)
def test_what_no_count_can_be_is_refused_or_answered(name: str) -> None:
    for kind, series in IMPOSSIBLE.items():
        with contextlib.suppress(ValueError):
            assert not list(silent(CALLS[name](series))), kind


def test_dates_come_in_many_forms_and_may_be_missing() -> None:
    forms = [
        date(2026, 3, 1),
        datetime(2026, 3, 1, 23, 59),
        "2026-03-02",
        np.datetime64("2026-03-02"),
        None,
        "",
        NAN,
    ]
    days = ["2026-03-03", *[None] * 5, NAN]

    assert epi.daily_counts(forms, date(2026, 3, 1), date(2026, 3, 3)).tolist() == [[2.0, 2.0, 0.0]]
    assert np.isnan(epi.days_between(forms, days)).tolist() == [False] + [True] * 6
    assert epi.days_between(forms, days)[0] == 2
    with pytest.raises(ValueError, match="unreadable"):
        epi.days_between(["2026-13-01"], ["2026-03-01"])
    with pytest.raises(ValueError, match="unreadable"):
        epi.daily_counts([3.5], date(2026, 3, 1), date(2026, 3, 3))


def test_tables_too_large_for_exact_methods_say_so_at_once() -> None:
    one = epi.two_by_two(1e12, 1e12, 1e12, 2e12)
    strata = epi.mantel_haenszel([(1e12, 1e12, 1e12, 2e12)] * 2)

    assert one.risk_ratio.is_estimable
    assert one.chi_square.p_value == 0
    assert (
        one.fisher.reason == one.mid_p.reason == one.odds_ratio_exact.reason == strata.exact.reason
    )
    assert strata.odds_ratio.is_estimable


def test_a_series_shorter_than_the_serial_interval_gives_no_r() -> None:
    for si in (LINE, epi.GivenSI((0, 0, 0, 1.0)), epi.UncertainSI(3, 1, 2, 4, 1, 0.3, 0.5, 2, 5)):
        found = epi.estimate_r([1, 2], [2], [2], si=si)

        assert np.isnan(found.mean).all()
        assert "早于平均代际间隔" in found.reason[0]


def test_many_cohorts_are_each_alone_and_gaps_close_them() -> None:
    counts = np.array([COUNTS, COUNTS[::-1]], dtype=float)
    gap = counts[0].copy()
    gap[12] = NAN
    windows = [2, 6, 12, 20], [5, 10, 15, 23]
    both = epi.wallinga_teunis(counts, *windows, si=LINE, simulations=3)
    alone = epi.wallinga_teunis(counts[1], *windows, si=LINE, simulations=3)
    holed = epi.wallinga_teunis(gap, *windows, si=LINE)

    assert both.mean.shape == (2, 4)
    assert np.array_equal(both.mean[1], alone.mean)
    assert np.array_equal(both.low[1], alone.low)
    assert [bool(r) for r in holed.reason] == [False, True, True, False]
    assert np.array_equal(np.isnan(holed.mean), holed.reason != "")


def test_a_triangle_is_taken_as_it_was_made() -> None:
    made = epi.reporting_triangle(
        ["2026-03-01"] * 4, ["2026-03-02"] * 4, as_of="2026-03-05", days=5, longest=3
    )

    assert np.array_equal(
        epi.nowcast(made).expected, epi.nowcast(made.counts).expected, equal_nan=True
    )
    with pytest.raises(ValueError, match="window"):
        epi.sliding_windows(10, 0)
