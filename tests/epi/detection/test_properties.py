"""What must hold of detection whatever the counts: no crash, no unfounded alarm, and the same by other means."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lianfang.epi import (
    Alarms,
    Reason,
    bayes,
    count_threshold,
    cusum,
    daily_counts,
    ears,
    farrington,
    farrington_flexible,
    moving_percentile,
    moving_percentile_daily,
    rki,
)
from lianfang.epi.detection.percentile import quantile
from lianfang.epi.detection.quasipoisson import Design, fit

quick = settings(max_examples=12, deadline=None, derandomize=True)

# A year of four periods lets short series reach every branch of the methods that need years.
METHODS: dict[str, Callable[[np.ndarray], Alarms]] = {
    "C1": lambda counts: ears(counts, "C1"),
    "C2": lambda counts: ears(counts, "C2", min_known=4),
    "C3": lambda counts: ears(counts, "C3", 5, min_sigma=0.5),
    "flexible": lambda counts: farrington_flexible(
        counts, None, 6, 3, 1, 2, 2, min_cases=0, min_cases_periods=0
    ),
    "flexible delta": lambda counts: farrington_flexible(
        counts, None, 6, 3, 1, 1, 1, threshold_method="delta"
    ),
    "flexible muan": lambda counts: farrington_flexible(
        counts, None, 6, 2, 1, 2, 0, threshold_method="muan", min_cases=0
    ),
    "farrington": lambda counts: farrington(counts, None, 4, 3, 1, min_cases=0),
    "cusum": lambda counts: cusum(counts, counts.shape[1] // 2, "standard"),
    "cusum rossi": lambda counts: cusum(counts, counts.shape[1] // 2, "rossi", "glm", frequency=6),
    "cusum negbin": lambda counts: cusum(counts, 0, "pearsonNegBin", 2.0),
    "percentile": lambda counts: moving_percentile(counts, 2, 1, frequency=6),
    "percentile daily": lambda counts: moving_percentile_daily(
        counts, date(2024, 2, 20), 1, days=3, shifts=(0, 1)
    ),
    "rki": lambda counts: rki(counts, 2, frequency=15),
    "bayes": lambda counts: bayes(counts, 1),
    "threshold": lambda counts: count_threshold(counts, 5, 10),
}

cell = st.one_of(
    st.integers(0, 3), st.integers(0, 60), st.just(0), st.just(float("nan")), st.just(1e6)
).map(float)
tables = st.tuples(st.integers(0, 3), st.integers(0, 45)).flatmap(
    lambda shape: st.one_of(
        arrays(np.float64, shape, elements=cell),
        arrays(np.float64, shape, elements=st.integers(0, 9).map(float)),
        cell.map(lambda value: np.full(shape, value)),
    )
)


@pytest.mark.parametrize("name", METHODS)
def test_nothing_crashes_and_nothing_alarms_where_not_evaluated(name: str) -> None:
    @quick
    @given(tables)
    def holds(counts: np.ndarray) -> None:
        found = METHODS[name](counts)
        shape = (counts.shape[0], len(found.at))

        for part in (found.observed, found.expected, found.upperbound, found.alarm, found.reason):
            assert part.shape == shape
        unknown = ~found.evaluated
        assert not found.alarm[unknown].any()
        assert np.isnan(found.upperbound[unknown]).all()
        assert np.isfinite(found.upperbound[~unknown]).all()
        assert not np.isnan(found.observed[~unknown]).any()
        assert {int(reason) for reason in np.unique(found.reason)} <= {int(r) for r in Reason}

    holds()


@pytest.mark.parametrize("name", METHODS)
def test_each_series_is_judged_by_itself(name: str) -> None:
    @quick
    @given(tables, st.randoms(use_true_random=False))
    def holds(counts: np.ndarray, chance) -> None:
        order = list(range(len(counts)))
        chance.shuffle(order)
        together, turned = METHODS[name](counts), METHODS[name](counts[order])

        assert np.array_equal(together.alarm[order], turned.alarm)
        assert np.array_equal(together.reason[order], turned.reason)
        assert np.allclose(together.upperbound[order], turned.upperbound, equal_nan=True)

    holds()


SHIFTED = [name for name in METHODS if not name.startswith("cusum") and "daily" not in name]


@pytest.mark.parametrize("name", SHIFTED)
def test_periods_put_before_a_series_change_nothing_that_was_judged(name: str) -> None:
    @quick
    @given(arrays(np.float64, (2, 40), elements=st.integers(0, 30).map(float)), st.integers(1, 9))
    def holds(counts: np.ndarray, earlier: int) -> None:
        before = np.tile(np.arange(earlier) % 4.0, (2, 1))
        plain, later = METHODS[name](counts), METHODS[name](np.hstack([before, counts]))
        # A window cut by the start of the series is whole once there is something before it.
        judged = plain.evaluated & (plain.at >= 19)

        assert np.allclose(
            plain.upperbound[judged], later.upperbound[:, earlier:][judged], rtol=1e-6, atol=1e-9
        )
        assert np.array_equal(plain.alarm[judged], later.alarm[:, earlier:][judged])

    holds()


def test_a_later_start_shifts_the_calendar() -> None:
    counts = np.random.default_rng(5).poisson(4, (2, 900)).astype(float)
    start = date(2021, 3, 1)
    plain = moving_percentile_daily(counts, start, 2)
    later = moving_percentile_daily(counts[:, 30:], start + timedelta(days=30), 2)

    judged = later.evaluated
    assert judged.any()
    assert np.array_equal(plain.upperbound[:, 30:][judged], later.upperbound[judged])


def test_weeks_with_a_date_follow_the_calendar() -> None:
    counts = np.random.default_rng(6).poisson(9, (1, 420)).astype(float)
    start = date(2016, 1, 4)
    plain = farrington_flexible(counts, start)
    later = farrington_flexible(counts[:, 40:], start + timedelta(weeks=40))

    judged = later.evaluated & (later.at > 270)
    assert judged.sum() > 80
    assert np.allclose(plain.upperbound[:, 40:][judged], later.upperbound[judged])
    assert np.allclose(plain.expected[:, 40:][judged], later.expected[judged])


@quick
@given(
    arrays(np.float64, (2, 40), elements=st.integers(0, 30).map(float)), st.sampled_from([2.0, 10])
)
def test_bounds_made_of_counts_scale_with_them(counts: np.ndarray, factor: float) -> None:
    for name in ("C1", "percentile"):
        plain, larger = METHODS[name](counts), METHODS[name](counts * factor)

        assert np.allclose(plain.upperbound * factor, larger.upperbound, equal_nan=True)
        assert np.array_equal(plain.reason, larger.reason)
    one = farrington(counts + 1, None, 4, 3, 1, reweight=False, trend=False)
    many = farrington((counts + 1) * factor, None, 4, 3, 1, reweight=False, trend=False)
    judged = one.evaluated & many.evaluated
    assert np.allclose((one.expected * factor)[judged], many.expected[judged], rtol=1e-4)


def loop_ears(counts: np.ndarray, lag: int, baseline: int) -> list[float]:
    bounds = []
    for day in range(len(counts)):
        before = counts[max(day - lag - baseline, 0) : max(day - lag, 0)]
        whole = len(before) == baseline
        bounds.append(before.mean() + 3.0902323061678132 * before.std(ddof=1) if whole else np.nan)
    return bounds


@quick
@given(arrays(np.float64, 30, elements=st.integers(0, 40).map(float)))
def test_ears_is_a_plain_loop(counts: np.ndarray) -> None:
    for method, lag in (("C1", 0), ("C2", 2)):
        assert np.allclose(
            ears(counts, method).upperbound[0], loop_ears(counts, lag, 7), equal_nan=True
        )


@quick
@given(arrays(np.float64, 40, elements=st.integers(0, 9).map(float)), st.integers(1, 9))
def test_a_threshold_counts_the_window(counts: np.ndarray, days: int) -> None:
    found = count_threshold(counts, days, 12)
    sums = [counts[max(day + 1 - days, 0) : day + 1].sum() for day in range(40)]

    assert np.array_equal(found.observed[0], sums)
    assert np.array_equal(found.alarm[0], np.array(sums) >= 12)


def test_a_threshold_reached_in_spite_of_gaps_is_reached() -> None:
    nan = float("nan")
    found = count_threshold([[5, nan, 0, 0, nan, 1, 0, 0]], 3, 5)

    assert found.alarm[0].tolist() == [True] * 3 + [False] * 5
    assert found.reason[0].tolist() == [
        *[Reason.EVALUATED] * 3,
        Reason.MISSING_BASELINE,
        Reason.MISSING_CURRENT,
        *[Reason.MISSING_BASELINE] * 2,
        Reason.EVALUATED,
    ]


def test_daily_counts_fill_days_without_cases() -> None:
    days = [date(2025, 3, 2), date(2025, 3, 2), date(2025, 3, 4), date(2025, 4, 1)]

    assert daily_counts(days, date(2025, 3, 1), date(2025, 3, 5)).tolist() == [[0, 2, 0, 1, 0]]
    assert daily_counts([], date(2025, 3, 2), date(2025, 3, 1)).shape == (1, 0)


@quick
@given(
    arrays(np.float64, (3, 11), elements=cell), st.floats(0, 1), st.sampled_from([(6, "weibull")])
)
def test_quantiles_are_those_of_numpy(values: np.ndarray, chance: float, kind: tuple) -> None:
    for number, name in (kind, (7, "linear")):
        ours = quantile(values, chance, number)
        for row, found in zip(values, ours, strict=True):
            known = row[~np.isnan(row)]
            if not len(known):
                assert np.isnan(found)
            else:
                assert np.isclose(found, np.quantile(known, chance, method=name))


def dense_fit(matrix: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """One series by general least squares, no structure used."""
    eta = np.log(counts + 0.1)
    for _ in range(60):
        mean = np.exp(eta)
        root = np.sqrt(mean)
        target = eta + (counts - mean) / mean
        answer, *_ = np.linalg.lstsq(matrix * root[:, None], target * root, rcond=None)
        eta = matrix @ answer
    return answer


@quick
@given(arrays(np.float64, (3, 24), elements=st.integers(1, 60).map(float)))
def test_the_arrow_finds_what_general_least_squares_finds(counts: np.ndarray) -> None:
    time, block = np.arange(-30.0, -6.0), np.arange(24) % 3
    counts[0, 5] = np.nan
    known = ~np.isnan(counts)
    design = Design(time, block, forecast_block=2, blocks=3, has_trend=True)
    found = fit(design, np.where(known, counts, 0), known.astype(float))

    matrix = np.column_stack([design.members, time])
    for row in range(3):
        answer = dense_fit(matrix[known[row]], counts[row][known[row]])
        assert found.converged[row]
        assert np.isclose(found.slope[row], answer[3], rtol=1e-4, atol=1e-6)
        assert np.isclose(found.forecast[row], np.exp(answer[2]), rtol=1e-4)
        weight = np.exp(matrix[known[row]] @ answer)
        normal = np.linalg.inv((matrix[known[row]] * weight[:, None]).T @ matrix[known[row]])
        assert np.isclose(found.slope_variance[row], normal[3, 3], rtol=1e-3)
        assert np.isclose(found.forecast_variance[row], normal[2, 2], rtol=1e-3)


def test_a_disease_never_seen_alarms_when_it_appears() -> None:
    counts = np.zeros((1, 300))
    counts[0, -3:] = [1, 4, 7]

    found = farrington_flexible(counts, at=[299])

    assert found.evaluated.all()
    assert found.alarm.all()
    assert found.upperbound[0, 0] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("value", [2.0, 7.0, 11.0])
def test_a_constant_series_has_no_trend_whatever_the_rounding(value: float) -> None:
    counts = np.full((3, 40), value)

    for found in (METHODS["farrington"](counts), METHODS["flexible delta"](counts)):
        assert found.evaluated.any()
        assert not found.has_trend.any()
        assert not found.alarm.any()
        assert np.allclose(found.upperbound, found.upperbound[:1], equal_nan=True)


def test_the_reason_is_told() -> None:
    nan = float("nan")
    found = ears([[1, 2, 3, 2, 1, 2, 3, 2, nan, 4]], "C1")
    flat = ears([[2] * 15], "C3")
    few = farrington_flexible(np.zeros((1, 300)), at=[299])

    assert found.reason[0].tolist() == [Reason.TOO_SHORT] * 7 + [0, 2, 3]
    assert flat.reason[0, -1] == Reason.NO_VARIATION
    assert few.reason[0, 0] == Reason.TOO_FEW_CASES
    assert len({reason.label for reason in Reason}) == len(Reason)


@pytest.mark.parametrize(
    "call",
    [
        lambda: ears([[1, -1]]),
        lambda: ears([[1, float("inf")]]),
        lambda: ears(np.zeros((1, 2, 3))),
        lambda: ears([1], "C4"),
        lambda: ears([1], baseline=1),
        lambda: ears([1], alpha=0),
        lambda: ears([1], min_sigma=-1),
        lambda: farrington_flexible([1], b=0),
        lambda: farrington_flexible([1], alpha=1),
        lambda: farrington_flexible([1], no_periods=60),
        lambda: farrington_flexible([1], date(2024, 1, 1), 12, w=1, no_periods=2),
        lambda: farrington_flexible([1], threshold_method="x"),
        lambda: farrington([1], power="3"),
        lambda: farrington([1], at=[5]),
        lambda: cusum([1], -1),
        lambda: cusum([1], 0, "x"),
        lambda: cusum([1], 0, expectation="x"),
        lambda: moving_percentile([1], 0),
        lambda: moving_percentile([1], percentile=101),
        lambda: moving_percentile([1], quantile_type=5),
        lambda: moving_percentile([1], comparison="<"),
        lambda: moving_percentile_daily([1], date(2024, 1, 1), days=0),
        lambda: rki([1], 4),
        lambda: bayes([1], alpha=2),
        lambda: count_threshold([1], 0, 1),
        lambda: count_threshold([1], 7, 0),
    ],
)
def test_what_makes_no_sense_is_refused(call: Callable[[], object]) -> None:
    with pytest.raises(ValueError):
        call()
