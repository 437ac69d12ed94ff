"""Growth, delays, censored fits and fatality: the values of incidence, MASS, coarseDataTools."""

import math

import numpy as np
import pytest
from scipy import stats

from lianfang.epi import (
    case_fatality,
    days_between,
    delay_summary,
    epicurve,
    fit_interval_censored,
    growth_rate,
    outcomes,
)
from tests.epi.reference import Row, groups, numbers, rows


def growth_counts(row: Row) -> tuple[np.ndarray, int]:
    name, first, last = row["dataset"], row["from"], row["to"]
    size = int(row["interval"])
    if name.startswith("influenza_england"):
        table = [r for r in rows("influenza_england_1978_school") if first <= r["date"] <= last]
        return numbers(table, "in_bed"), size
    if name == "epiestim_flu2009":
        table = [r for r in rows("gpl/epiestim_flu2009_incidence") if first <= r["dates"] <= last]
        return numbers(table, "i" if "i" in table[0] else "I"), size
    table = list(rows(name))
    weights = [int(r["cases"]) for r in table] if name.startswith("zika") else [1] * len(table)
    dates = [r[row["date_column"]] for r, n in zip(table, weights, strict=True) for _ in range(n)]
    curve = epicurve(dates, size)
    told = (curve.starts >= np.datetime64(first)) & (curve.starts <= np.datetime64(last))
    return curve.totals[told], size


@pytest.mark.parametrize(
    "row", rows("gpl/growth_doubling"), ids=lambda r: f"{r['dataset']}-{r['from']}"
)
def test_growth(row: Row) -> None:
    counts, size = growth_counts(row)

    found = growth_rate(counts, bin_days=size)
    poisson = growth_rate(counts, bin_days=size, method="poisson")

    assert (found.bins, found.zero_bins, found.cases) == (
        int(row["n_bins"]), int(row["n_zero_bins"]), float(row["cases"]),
    )  # fmt: skip
    values = [found.rate.value, found.rate.low, found.rate.high]
    np.testing.assert_allclose(
        values, [float(row[c]) for c in ("r", "r_lower", "r_upper")], rtol=1e-6
    )
    for name, time in (("doubling", found.doubling), ("halving", found.halving)):
        golden = [float(row[c] or "nan") for c in (name, f"{name}_lower", f"{name}_upper")]
        np.testing.assert_allclose([time.value, time.low, time.high], golden, rtol=1e-6)
    assert poisson.rate.value == pytest.approx(float(row["poisson_r"]), rel=1e-6)
    half = (poisson.rate.high - poisson.rate.low) / 2 / stats.norm.ppf(0.975)
    assert half == pytest.approx(float(row["poisson_r_se"]), rel=1e-4)


DELAYS = {
    "mers_korea_2015/onset->report": ("mers_korea_2015_linelist", "dt_onset", "dt_report"),
    "mers_korea_2015/onset->diagnosis": ("mers_korea_2015_linelist", "dt_onset", "dt_diag"),
    "flu_h7n9_china_2013/onset->hospitalisation": (
        "flu_h7n9_china_2013", "date_of_onset", "date_of_hospitalisation",
    ),
    "flu_h7n9_china_2013/onset->outcome (death)": (
        "flu_h7n9_china_2013", "date_of_onset", "date_of_outcome",
    ),
    "ebola_sim_clean/infection->onset": (
        "ebola_sim_clean_linelist", "date_of_infection", "date_of_onset",
    ),
    "ebola_sim_clean/onset->hospitalisation": (
        "ebola_sim_clean_linelist", "date_of_onset", "date_of_hospitalisation",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    "row", rows("delay_summaries"), ids=lambda r: f"{r['dataset']} {r['delay']}"
)
def test_delays(row: Row) -> None:
    file, begin, end = DELAYS[f"{row['dataset']}/{row['delay']}"]
    table = [r for r in rows(file) if "death" not in row["delay"] or r["outcome"] == "Death"]

    found = delay_summary(days_between([r[begin] for r in table], [r[end] for r in table]))

    counted = [found.n, found.missing, found.negative, found.zero]
    assert counted == [int(row[c]) for c in ("n", "n_missing", "n_negative", "n_zero")]
    measured = [
        found.mean,
        found.sd,
        found.q25,
        found.median,
        found.q75,
        found.p95,
        found.least,
        found.most,
    ]
    golden = [float(row[c]) for c in ("mean", "sd", "q25", "median", "q75", "p95", "min", "max")]
    np.testing.assert_allclose(measured, golden, rtol=1e-9)
    fitted = [found.gamma.shape, found.gamma.rate, found.lognormal.meanlog, found.lognormal.sdlog]
    names = ("gamma_shape_pos", "gamma_rate_pos", "lnorm_meanlog_pos", "lnorm_sdlog_pos")
    np.testing.assert_allclose(fitted, [float(row[c]) for c in names], rtol=1e-3)


@pytest.mark.parametrize(
    "key, table", list(groups("gpl/interval_censored_fits", "dataset", "dist"))
)
def test_interval_censored(key: tuple[str, ...], table: list[Row]) -> None:
    data = list(rows(f"gpl/{key[0]}"))

    found = fit_interval_censored(
        *(numbers(data, end) for end in ("el", "er", "sl", "sr")), distribution=key[1]
    )

    answers = dict(zip(("first", "second"), (found.first, found.second), strict=True))
    names = [("meanlog", "first"), ("sdlog", "second"), ("shape", "first"), ("scale", "second")]
    by_name = {name: answers[place] for name, place in names}
    by_name |= dict(zip(("p5", "p50", "p95", "p99"), found.percentiles, strict=True))
    assert found.log_likelihood == pytest.approx(-float(table[0]["loglik"]), abs=0.02)
    for row in table:
        answer = by_name[row["quantity"]]
        assert answer.value == pytest.approx(float(row["est"]), abs=0.003)
        # coarseDataTools 0.6-6 mixes two scales in the errors of a Weibull's percentiles: its
        # slopes are by shape and scale, its covariance by their logs. Ours are checked below.
        if key[1] == "lognormal" or row["quantity"] in ("shape", "scale"):
            golden = [float(row["ci_low"]), float(row["ci_high"])]
            np.testing.assert_allclose([answer.low, answer.high], golden, atol=0.003)


def test_error_of_a_weibull_percentile_equals_a_simulated_one() -> None:
    source = np.random.default_rng(11)
    medians = []
    for _ in range(35):
        delay = 6 * source.weibull(2.5, 80)
        begin = source.uniform(0, 1, 80)
        low = np.floor(begin + delay)
        fit = fit_interval_censored(np.zeros(80), np.ones(80), low, low + 1, distribution="weibull")
        medians.append(fit.percentiles[1])

    claimed = np.mean([(m.high - m.low) / 2 / stats.t.ppf(0.975, 79) for m in medians])

    assert claimed == pytest.approx(np.std([m.value for m in medians]), rel=0.3)


@pytest.mark.parametrize("name", ["lognormal", "weibull", "gamma"])
def test_the_closed_form_of_the_double_integral(name: str) -> None:
    from scipy import integrate

    from lianfang.epi.estimation import censored

    law = {
        "lognormal": stats.lognorm(0.5, scale=math.exp(1.2)),
        "weibull": stats.weibull_min(1.7, scale=4),
        "gamma": stats.gamma(2.3, scale=1.9),
    }[name]
    point = {"lognormal": [1.2, math.log(0.5)], "weibull": [math.log(1.7), math.log(4)],
             "gamma": [math.log(2.3), math.log(1.9)]}[name]  # fmt: skip
    windows = np.array([[0.0, 0], [1.5, 3], [2, 2], [3, 5]])

    found = censored._likelihood(name, np.array(point), windows)

    slow = [
        integrate.quad(
            lambda e, sl=sl, sr=sr: law.cdf(sr - e) - law.cdf(sl - e), el, er, points=[min(sl, er)]
        )[0]
        for el, er, sl, sr in windows.T
    ]
    np.testing.assert_allclose(found, slow, rtol=1e-7)


FATALITY = {
    "flu_h7n9_china_2013": ("flu_h7n9_china_2013", "Death", "Recover"),
    "mers_korea_2015": ("mers_korea_2015_linelist", "Dead", "Alive"),
    "ebola_sim_clean": ("ebola_sim_clean_linelist", "Death", "Recover"),
}


@pytest.mark.parametrize("row", rows("case_fatality"), ids=lambda r: f"{r['dataset']} {r['level']}")
def test_fatality(row: Row) -> None:
    file, died, recovered = FATALITY[row["dataset"]]
    table = [r for r in rows(file) if row["by"] == "all" or r[row["by"]] == row["level"]]

    deaths, well, pending = outcomes([r["outcome"] for r in table], died=died, recovered=recovered)
    found = case_fatality(deaths, well, pending)

    assert (found.deaths, found.resolved) == (int(row["deaths"]), int(row["known_outcome"]))
    values = [
        found.wilson.value,
        found.wilson.low,
        found.wilson.high,
        found.exact.low,
        found.exact.high,
    ]
    golden = [
        float(row[c]) for c in ("cfr", "wilson_lower", "wilson_upper", "exact_lower", "exact_upper")
    ]
    np.testing.assert_allclose(values, golden, rtol=1e-8, atol=1e-14)
