"""Estimation by property: shifts, scales, orders, gaps, and nothing ever crashes."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lianfang.epi import (
    GivenSI,
    ParametricSI,
    UncertainSI,
    case_fatality,
    delay_summary,
    estimate_r,
    fit_interval_censored,
    gamma_fit,
    growth_rate,
    offspring_dispersion,
    overall_infectivity,
    secondary_attack_rate,
    sliding_windows,
    transmission_chains,
    upstream_reach,
    wallinga_teunis,
)

quick = settings(max_examples=20, deadline=None, derandomize=True)

SI = ParametricSI(4.0, 2.0)
COUNTS = st.lists(st.integers(0, 40), min_size=10, max_size=40)
GAPPY = st.lists(st.integers(0, 40) | st.just(math.nan), min_size=0, max_size=40)


@quick
@given(GAPPY)
def test_any_series_is_answered(series: list[float]) -> None:
    starts, ends = sliding_windows(len(series))

    found = estimate_r(series, starts, ends, si=SI)

    assert ((found.reason == "") == np.isfinite(found.mean)).all()
    told = found.reason == ""
    assert (found.quantile(0.025)[told] <= found.quantile(0.975)[told]).all()
    cohort = wallinga_teunis(series, starts, ends, si=SI, simulations=3)
    assert ((cohort.reason == "") == np.isfinite(cohort.mean)).all()
    for method in ("loglinear", "poisson"):
        growth = growth_rate(series, method=method)
        assert growth.rate.reason or growth.rate.low <= growth.rate.high


@quick
@given(st.lists(COUNTS.map(lambda c: (c * 4)[:40]), min_size=2, max_size=5))
def test_series_together_are_the_series_alone(series: list[list[int]]) -> None:
    starts, ends = sliding_windows(40)

    together = estimate_r(series, starts, ends, si=SI)

    for row, alone in enumerate(series):
        one = estimate_r(alone, starts, ends, si=SI)
        np.testing.assert_allclose(together.mean[row], one.mean)
        np.testing.assert_allclose(together.quantiles[row], one.quantiles)


@quick
@given(COUNTS, st.integers(1, 30))
def test_empty_days_before_only_shift_the_days(series: list[int], empty: int) -> None:
    starts, ends = sliding_windows(len(series))
    # Cases of day 1 are imported; begin with an empty day so that shifting changes nothing else.
    padded = [0] * (empty + 1) + series[1:]
    base = [0, *series[1:]]

    one = estimate_r(base, starts, ends, si=SI)
    other = estimate_r(padded, starts + empty, ends + empty, si=SI)

    told = (one.reason == "") & (other.reason == "")
    np.testing.assert_allclose(one.mean[told], other.mean[told])


def test_many_cases_leave_the_prior_behind() -> None:
    series = np.round(50 * 1.1 ** np.arange(40))
    few, many = (estimate_r(series * by, [30], [36], si=SI) for by in (1, 1000))

    weights = overall_infectivity(series, [0.0] + [stats.norm.pdf(k, 4, 1) for k in range(1, 20)])
    assert np.isnan(weights[0])
    assert many.sd[0] < few.sd[0] / 20
    assert many.mean[0] == pytest.approx(few.mean[0], rel=0.01)


def test_imported_cases_are_sources_but_no_offspring() -> None:
    series, away = np.full(30, 10.0), np.full(30, 4.0)

    plain = estimate_r(series, [20], [26], si=SI)
    found = estimate_r(series, [20], [26], si=SI, imported=away)

    assert found.mean[0] == pytest.approx(plain.mean[0] * 0.6, rel=0.03)
    with pytest.raises(ValueError, match="imported"):
        estimate_r(series, [20], [26], si=SI, imported=series + 1)


def test_a_gap_closes_the_windows_it_touches() -> None:
    series = np.full(40, 10.0)
    series[19] = math.nan
    starts, ends = sliding_windows(40)

    found = estimate_r(series, starts, ends, si=SI)

    touched = (starts <= 20) & (ends >= 20)
    assert all("缺报" in r for r in found.reason[touched])
    assert found.reason[-1] == found.reason[ends == 15][0] == ""


def test_an_uncertain_interval_is_wider_and_repeats_itself() -> None:
    series = np.round(20 * 1.08 ** np.arange(40))
    si = UncertainSI(4, 1, 2, 6, 2, 0.5, 1, 3, draws=40)

    sure, unsure = (estimate_r(series, [30], [36], si=s) for s in (SI, si))

    assert unsure.sd[0] > sure.sd[0]
    assert unsure.quantile(0.975)[0] > sure.quantile(0.975)[0]
    again = estimate_r(series, [30], [36], si=si)
    assert (again.quantiles == unsure.quantiles).all()


def test_an_even_mixture_of_one_is_that_one() -> None:
    series = np.full(30, 12.0)
    narrow = UncertainSI(4, 1e-9, 3.9, 4.1, 2, 1e-9, 1.9, 2.1, draws=3)

    found, plain = estimate_r(series, [20], [26], si=narrow), estimate_r(series, [20], [26], si=SI)

    np.testing.assert_allclose(found.quantiles, plain.quantiles, rtol=1e-6)


def test_the_r_of_a_simulated_epidemic_is_found_again() -> None:
    source, weights = np.random.default_rng(5), np.array([0, 0.2, 0.5, 0.2, 0.1])
    series = np.zeros(40)
    series[:5] = 20
    for day in range(5, 40):
        series[day] = source.poisson(1.4 * (series[day - 4 : day][::-1] @ weights[1:]))
    si = GivenSI(tuple(weights))

    found = estimate_r(series, [25], [38], si=si)
    cohort = wallinga_teunis(series, [15], [30], si=si, simulations=50)

    assert found.quantile(0.025)[0] < 1.4 < found.quantile(0.975)[0]
    assert cohort.mean[0] == pytest.approx(1.4, abs=0.1)
    assert cohort.low[0] < cohort.mean[0] < cohort.high[0]


@pytest.mark.parametrize(
    "arguments",
    [
        {"t_start": [1], "t_end": [7]},
        {"t_start": [5], "t_end": [4]},
        {"t_start": [5], "t_end": [99]},
        {"t_start": [2], "t_end": [8], "si": ParametricSI(1.0, 1.0)},
        {"t_start": [2], "t_end": [8], "si": GivenSI((0.5, 0.5))},
        {"t_start": [2], "t_end": [8], "prior_sd": 0},
        {"t_start": [2], "t_end": [8], "incidence": [-1.0] * 10},
    ],
)
def test_what_is_no_question_is_refused(arguments: dict) -> None:
    with pytest.raises(ValueError):
        estimate_r(**{"incidence": [1.0] * 10, "si": SI, **arguments})


@quick
@given(COUNTS, st.integers(1, 6), st.floats(1, 9))
def test_growth_by_other_units(series: list[int], days: int, by: float) -> None:
    one = growth_rate(series)
    slower = growth_rate(series, bin_days=days)
    more = growth_rate(np.array(series) * by)

    if not one.rate.reason:
        assert slower.rate.value * days == pytest.approx(one.rate.value, abs=1e-9)
        assert more.rate.value == pytest.approx(one.rate.value, abs=1e-9)


def test_poisson_growth_against_a_plain_search() -> None:
    from scipy import optimize

    y, t = np.array([3, 0, 5, 9, 8, 15, 22.0]), np.arange(7.0)

    def loss(p: np.ndarray) -> float:
        return float((np.exp(p[0] + p[1] * t) - y * (p[0] + p[1] * t)).sum())

    slow = optimize.minimize(loss, [1, 0.1], method="BFGS", options={"gtol": 1e-8})

    assert growth_rate(y, method="poisson").rate.value == pytest.approx(slow.x[1], abs=1e-6)


@pytest.mark.parametrize(
    "series, word", [([0, 0, 0], "没有病例"), ([5, 5], "不足"), ([2, 4, 8, 16], "残差")]
)
def test_growth_says_why_not(series: list[int], word: str) -> None:
    assert word in growth_rate(series).rate.reason


@quick
@given(st.lists(st.floats(-5, 40) | st.just(math.nan), max_size=30))
def test_delays_are_always_summarised(delays: list[float]) -> None:
    found = delay_summary(delays)

    assert found.n + found.missing == len(delays)
    assert found.gamma.reason or found.gamma.shape > 0


def test_gamma_against_scipy() -> None:
    x = np.random.default_rng(2).gamma(2.2, 3, 200)

    shape, _, scale = stats.gamma.fit(x, floc=0)

    assert gamma_fit(x).shape == pytest.approx(shape, rel=1e-4)
    assert gamma_fit(x).log_likelihood == pytest.approx(
        stats.gamma.logpdf(x, shape, scale=scale).sum(), rel=1e-8
    )


def test_a_known_delay_is_found_through_windows() -> None:
    source = np.random.default_rng(8)
    delay = source.gamma(4, 1.5, 300)
    begin = source.uniform(0, 2, 300)
    onset = np.floor(begin + delay)

    fits = {
        name: fit_interval_censored(
            np.zeros(300), np.full(300, 2), onset, onset + 1, distribution=name
        )
        for name in ("gamma", "lognormal", "weibull")
    }

    assert fits["gamma"].mean == pytest.approx(6, abs=0.5)
    assert fits["gamma"].log_likelihood > fits["lognormal"].log_likelihood - 10
    middle = stats.gamma.ppf(0.5, 4, scale=1.5)
    assert fits["gamma"].percentiles[1].low < middle < fits["gamma"].percentiles[1].high
    assert all(fit.percentiles[1].value == pytest.approx(middle, rel=0.1) for fit in fits.values())


@quick
@given(st.lists(st.tuples(*[st.integers(0, 6)] * 4), max_size=8))
def test_windows_of_any_kind_are_answered(rows: list[tuple[int, ...]]) -> None:
    ends = np.array(rows, float).reshape(-1, 4).T

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = fit_interval_censored(*ends)

    assert found.reason or math.isfinite(found.first.value)


@quick
@given(st.lists(st.integers(0, 30), max_size=30))
def test_dispersion_of_anything(secondary: list[int]) -> None:
    found = offspring_dispersion(secondary)

    assert found.reason or 0 < found.k < math.inf
    assert math.isnan(found.top_share) or 0 <= found.top_share <= 1


@quick
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=20))
def test_chains_of_anything(links: list[tuple[int, int]]) -> None:
    from tests.epi.estimation import slow_graphs as slow

    found = transmission_chains([a for a, _ in links], [b for _, b in links], listed=range(9))

    assert set(found.cluster_size.tolist()) == ({len(part) for part in slow.components(links, 9)})
    assert found.is_acyclic == slow.is_acyclic(links)
    assert int(found.out_degree.sum()) == len(links)
    reach = upstream_reach([a for a, _ in links], [b for _, b in links], [0, 1])
    assert all(
        count == sum(node in slow.ancestors(links, tip) for tip in (0, 1))
        for node, count in reach.items()
    )


def test_severity_in_words() -> None:
    assert case_fatality(0, 0, 5).wilson.reason
    assert case_fatality(2, 8, 10).wilson.value == 0.2
    assert case_fatality(2, 8, 10).naive.value == 0.1
    assert secondary_attack_rate(3, 23, immune=3).value == 0.15
    assert secondary_attack_rate(0, 0).reason
