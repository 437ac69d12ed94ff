"""Tables by property, and against a second way of computing them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from lianfang.epi import (
    conditional_logistic_regression,
    direct_standardisation,
    indirect_standardisation,
    logistic_regression,
    mantel_haenszel,
    matched_pairs,
    proportion_interval,
    rate_interval,
    trend_test,
    two_by_two,
)

quick = settings(max_examples=25, deadline=None, derandomize=True)

CELL = st.integers(0, 60)
TABLE = st.tuples(CELL, CELL, CELL, CELL)
FULL = st.tuples(*[st.integers(1, 60)] * 4)


@quick
@given(TABLE)
def test_any_table_is_answered(table: tuple[int, ...]) -> None:
    found = two_by_two(*table)

    for name, answer in vars(found).items():
        if hasattr(answer, "reason") and not answer.reason:
            told = (
                [answer.value, answer.low, answer.high]
                if hasattr(answer, "low")
                else [answer.p_value]
            )
            assert not any(map(math.isnan, told)), name
        if hasattr(answer, "low") and not answer.reason:
            assert answer.low <= answer.high


@quick
@given(FULL)
def test_swapping_exposed_and_unexposed_inverts_the_ratios(table: tuple[int, ...]) -> None:
    a, b, c, d = table
    one, other = two_by_two(a, b, c, d), two_by_two(c, d, a, b)

    for name in ("risk_ratio", "odds_ratio", "odds_ratio_exact", "odds_ratio_midp"):
        x, y = getattr(one, name), getattr(other, name)
        np.testing.assert_allclose(
            [x.value, x.low, x.high], [1 / y.value, 1 / y.high, 1 / y.low], rtol=1e-6
        )
    assert one.risk_difference.value == pytest.approx(-other.risk_difference.value)
    assert one.fisher.p_value == pytest.approx(other.fisher.p_value)


@quick
@given(FULL, st.integers(2, 9))
def test_scaling_keeps_the_ratio_and_narrows_it(table: tuple[int, ...], by: int) -> None:
    one, more = two_by_two(*table), two_by_two(*(by * n for n in table))

    assert more.risk_ratio.value == pytest.approx(one.risk_ratio.value)
    assert more.odds_ratio.high / more.odds_ratio.low < one.odds_ratio.high / one.odds_ratio.low


@quick
@given(FULL)
def test_exact_bounds_against_scipy_s_noncentral_distribution(table: tuple[int, ...]) -> None:
    a, b, c, d = table
    found = two_by_two(a, b, c, d)

    def law(ratio: float) -> object:
        return stats.nchypergeom_fisher(a + b + c + d, a + c, a + b, ratio)

    lowest = max(0, a + c - (c + d))
    if a > lowest:
        assert 1 - law(found.odds_ratio_exact.low).cdf(a - 1) == pytest.approx(0.025, rel=1e-6)
        middle = law(found.odds_ratio_midp.value)
        assert middle.cdf(a - 1) + middle.pmf(a) / 2 == pytest.approx(0.5, rel=1e-6)
        assert law(found.odds_ratio_exact.value).mean() == pytest.approx(a, rel=1e-6)
    assert found.fisher.p_value == pytest.approx(stats.fisher_exact([[a, b], [c, d]])[1], rel=1e-6)


@quick
@given(st.lists(TABLE, max_size=5), st.randoms(use_true_random=False))
def test_strata_in_any_order_give_the_same_answer(tables: list, random: object) -> None:
    shuffled = list(tables)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    one, other = mantel_haenszel(tables), mantel_haenszel(shuffled)

    for name, answer in vars(one).items():
        if hasattr(answer, "p_value"):
            assert answer.p_value == pytest.approx(
                getattr(other, name).p_value, nan_ok=True, abs=1e-9
            )
        elif hasattr(answer, "value"):
            assert answer.value == pytest.approx(getattr(other, name).value, nan_ok=True, rel=1e-9)


@quick
@given(FULL)
def test_one_stratum_is_the_crude_table(table: tuple[int, ...]) -> None:
    common, crude = mantel_haenszel([table]), two_by_two(*table)

    assert common.odds_ratio.value == pytest.approx(crude.odds_ratio.value)
    assert common.odds_ratio.high == pytest.approx(crude.odds_ratio.high)
    assert common.risk_ratio.high == pytest.approx(crude.risk_ratio.high)
    assert common.odds_ratio_exact.low == pytest.approx(crude.odds_ratio_exact.low, rel=1e-6)
    assert common.breslow_day.reason


@pytest.mark.parametrize(
    "bad", [(-1, 1, 1, 1), (0.5, 1, 1, 1), (math.nan, 1, 1, 1), (math.inf, 1, 1, 1)]
)
def test_what_is_no_table_is_refused(bad: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="counts"):
        two_by_two(*bad)
    with pytest.raises(ValueError, match="counts"):
        mantel_haenszel([bad])


@quick
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6))
def test_intervals_of_anything(pairs: list[tuple[int, int]]) -> None:
    x, n = [a for a, _ in pairs], [a + b for a, b in pairs]

    for method in ("wilson", "exact", "wald", "wilson_cc", "agresti_coull"):
        found = proportion_interval(x, n, method)
        told = np.array(n) > 0
        assert (found.low[told] <= found.value[told] + 1e-12).all()
        assert (found.high[told] >= found.value[told] - 1e-12).all()
        assert np.isnan(found.value[~told]).all()
    rates = rate_interval(x, n)
    assert (rates.low <= rates.high)[np.array(n) > 0].all()


def test_trend_against_the_correlation() -> None:
    cases, totals = np.array([3, 7, 12, 20]), np.array([40, 40, 50, 45])
    ill = np.concatenate(
        [np.r_[np.ones(c), np.zeros(n - c)] for c, n in zip(cases, totals, strict=True)]
    )
    score = np.repeat([1, 2, 3, 4], totals)

    found = trend_test(cases, totals)

    # The statistic is N·r² (Agresti 2002, eq. 3.15).
    assert found.statistic == pytest.approx(len(ill) * np.corrcoef(ill, score)[0, 1] ** 2)
    assert trend_test(cases, totals, [10, 20, 30, 40]).statistic == pytest.approx(found.statistic)
    assert trend_test([0, 0], [5, 5]).reason
    assert trend_test([], []).reason
    assert trend_test([2], [5]).reason


def test_mcnemar_and_its_odds_ratio_against_conditional_regression() -> None:
    pairs = [(1, 0)] * 14 + [(0, 1)] * 5 + [(1, 1)] * 9 + [(0, 0)] * 22
    exposed = np.array(pairs).ravel()
    ill = np.tile([1, 0], len(pairs))
    sets = np.repeat(np.arange(len(pairs)), 2)

    found, model = (
        matched_pairs(14, 5),
        conditional_logistic_regression(ill, sets, exposed, ["exposed"]),
    )

    term = model.term("exposed").odds_ratio
    np.testing.assert_allclose(
        [found.odds_ratio.value, found.odds_ratio.low, found.odds_ratio.high],
        [term.value, term.low, term.high],
        rtol=1e-8,
    )
    assert found.mcnemar.statistic == pytest.approx(81 / 19)
    assert found.exact.p_value == pytest.approx(stats.binomtest(14, 19).pvalue)
    assert matched_pairs(0, 0).mcnemar.reason
    assert matched_pairs(3, 0).odds_ratio.reason
    assert matched_pairs(3, 0).odds_ratio_exact.low > 0


def test_conditional_regression_against_a_search_over_subsets() -> None:
    from itertools import combinations

    source = np.random.default_rng(4)
    sets = np.repeat(np.arange(25), 5)
    x = source.normal(size=(125, 2))
    ill = np.zeros(125)
    for k in range(25):
        cases = source.choice(
            5, 1 + k % 2, replace=False, p=np.exp(x[sets == k, 0]) / np.exp(x[sets == k, 0]).sum()
        )
        ill[5 * k + cases] = 1

    def loss(beta: np.ndarray) -> float:
        total = 0.0
        for k in range(25):
            line, y = x[sets == k] @ beta, ill[sets == k]
            ways = [sum(line[list(w)]) for w in combinations(range(5), int(y.sum()))]
            total -= y @ line - np.log(np.exp(ways).sum())
        return total

    slow = optimize.minimize(loss, [0, 0], method="BFGS", options={"gtol": 1e-7})
    found = conditional_logistic_regression(ill, sets, x, ["a", "b"])

    np.testing.assert_allclose([t.coefficient for t in found.terms], slow.x, atol=1e-4)
    assert found.log_likelihood == pytest.approx(-slow.fun, abs=1e-8)
    np.testing.assert_allclose(
        [t.standard_error for t in found.terms], np.sqrt(np.diag(slow.hess_inv)), rtol=0.05
    )


def test_one_yes_no_column_gives_the_odds_ratio_of_the_table() -> None:
    a, b, c, d = 30, 10, 12, 40
    ill = np.repeat([1, 0, 1, 0], [a, b, c, d])
    exposed = np.repeat([1, 1, 0, 0], [a, b, c, d])

    found = logistic_regression(ill, exposed, ["exposed"]).term("exposed").odds_ratio
    crude = two_by_two(a, b, c, d).odds_ratio

    np.testing.assert_allclose(
        [found.value, found.low, found.high], [crude.value, crude.low, crude.high], rtol=1e-5
    )


@pytest.mark.parametrize(
    "ill, columns",
    [
        ([1, 1, 0, 0], [[1], [1], [0], [0]]),
        ([1, 1, 0, 0, 1, 0], [[1, 2], [1, 2], [0, 0], [0, 0], [0, 0], [1, 2]]),
        ([1, 1, 1], [[0], [1], [2]]),
        ([], np.zeros((0, 1))),
        ([1, 0, 1, 0], [[3], [3], [3], [3]]),
    ],
)
def test_what_cannot_be_fitted_says_so(ill: list, columns: object) -> None:
    names = ["a", "b"][: np.asarray(columns).shape[1]]

    found = logistic_regression(ill, columns, names)

    assert found.reason
    assert math.isnan(found.terms[0].coefficient)


@quick
@given(
    st.lists(st.tuples(st.sampled_from([0, 1]), st.integers(-3, 3), st.integers(0, 4)), max_size=25)
)
def test_regression_never_fails(people: list[tuple[int, int, int]]) -> None:
    ill, x, sets = ([p[i] for p in people] for i in range(3))

    for found in (
        logistic_regression(ill, x, ["x"]),
        conditional_logistic_regression(ill, sets, x, ["x"]),
    ):
        assert found.reason or math.isfinite(found.deviance)


@quick
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(51, 900)), min_size=1, max_size=6))
def test_a_population_standardised_by_itself_keeps_its_rate(groups: list[tuple[int, int]]) -> None:
    cases, people = np.array(groups).T

    direct = direct_standardisation(cases, people, people)
    indirect = indirect_standardisation(cases, people, cases, people)

    assert direct.rate.value == pytest.approx(direct.crude)
    assert direct.rate.low <= direct.rate.value <= direct.rate.high
    if cases.sum():
        assert indirect.ratio.value == pytest.approx(1)
    assert direct_standardisation([1], [0], [1]).rate.reason
    assert indirect_standardisation([0], [10], [0], [10]).ratio.reason
