"""R, infectivity, serial intervals: the values of EpiEstim 2.2-4."""

import numpy as np
import pytest

from lianfang.epi import (
    GivenSI,
    ParametricSI,
    discretised_si,
    estimate_r,
    overall_infectivity,
    wallinga_teunis,
)
from tests.epi.reference import groups, numbers, rows

COLUMNS = ("mean_r", "std_r", "q0_025", "q0_05", "q0_25", "median_r", "q0_75", "q0_95", "q0_975")
STORED = {
    "mers_korea_2015_onset": ("mers_korea_2015_linelist", "dt_onset", None),
    "zika_girardot": ("zika_girardot_2015", "date", "cases"),
    "ebola_kikwit": ("ebola_kikwit_1995", "date", "onset"),
}


def incidence(name: str) -> np.ndarray:
    if name not in STORED:
        table = list(rows(f"gpl/epiestim_{name}_incidence"))
        return numbers(table, "i" if "i" in table[0] else "I")
    file, column, count = STORED[name]
    told = [row for row in rows(file) if row[column]]
    days = np.array([row[column] for row in told], "datetime64[D]")
    series = np.zeros(int((days.max() - days.min()).astype(int)) + 1)
    weights = [float(row[count]) if count else 1 for row in told]
    np.add.at(series, (days - days.min()).astype(int), weights)
    return series


def given(name: str) -> GivenSI:
    return GivenSI(tuple(numbers(list(rows(f"gpl/epiestim_{name}_si_distr")), "si")))


PARAMETERS = {row["run"]: row for row in rows("gpl/rt_epiestim_parameters")}


@pytest.mark.parametrize(
    "run, table", [(key[0], table) for key, table in groups("gpl/rt_epiestim", "run")]
)
def test_r_equals_epiestim(run: str, table: list[dict[str, str]]) -> None:
    p = PARAMETERS[run]
    si = (
        ParametricSI(float(p["mean_si"]), float(p["std_si"]))
        if p["mean_si"]
        else given(p["dataset"])
    )
    series = incidence(p["dataset"])

    found = estimate_r(
        series,
        numbers(table, "t_start"),
        numbers(table, "t_end"),
        si=si,
        prior_mean=float(p["mean_prior"]),
        prior_sd=float(p["std_prior"]),
    )

    assert len(series) == int(p["n_days"])
    golden = np.array([numbers(table, column) for column in COLUMNS]).T
    np.testing.assert_allclose(
        np.column_stack([found.mean, found.sd, found.quantiles]), golden, rtol=1e-7
    )
    assert ((found.reason == "") == ~np.isnan(golden[:, 0])).all()


@pytest.mark.parametrize("key, table", list(groups("discr_si", "mean_si", "std_si")))
def test_discretised_serial_interval(key: tuple[str, ...], table: list[dict[str, str]]) -> None:
    found = discretised_si(float(key[0]), float(key[1]), numbers(table, "k"))

    np.testing.assert_allclose(found, numbers(table, "w"), rtol=0, atol=1e-10)


@pytest.mark.parametrize("key, table", list(groups("gpl/overall_infectivity", "dataset")))
def test_overall_infectivity(key: tuple[str, ...], table: list[dict[str, str]]) -> None:
    found = overall_infectivity(incidence(key[0]), given(key[0]).probabilities)

    np.testing.assert_allclose(found, numbers(table, "lambda"), rtol=1e-8)


@pytest.mark.parametrize(
    "key, table", list(groups("gpl/wallinga_teunis_mean_r", "dataset", "mean_si", "std_si"))
)
def test_wallinga_teunis(key: tuple[str, ...], table: list[dict[str, str]]) -> None:
    found = wallinga_teunis(
        incidence(key[0]),
        numbers(table, "t_start"),
        numbers(table, "t_end"),
        si=ParametricSI(float(key[1]), float(key[2])),
    )

    np.testing.assert_allclose(found.mean, numbers(table, "mean_r"), rtol=1e-6)
