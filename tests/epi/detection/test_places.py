"""Scans and the Knox test against R, and against themselves."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.epi import (
    circular_zones,
    distances_km,
    distances_plane,
    knox,
    kulldorff,
    scan_permutation,
    scan_poisson,
    zones_of,
)
from tests.epi.reference import groups, numbers, rows

FIRST_YEAR, YEARS = 1973, 19


def new_mexico() -> tuple[list[str], np.ndarray, np.ndarray]:
    """Counties, cases and population, counties × years."""
    counties = [row["county"] for row in rows("gpl/nm_scan_geo")]
    cases = np.zeros((len(counties), YEARS))
    people = np.zeros((len(counties), YEARS))
    for row in rows("gpl/nm_scan_counts"):
        cell = counties.index(row["county"]), int(row["year"]) - FIRST_YEAR
        cases[cell], people[cell] = float(row["count"]), float(row["population"])
    return counties, cases, people


def zone_names() -> list[str]:
    return [row["locations"] for row in rows("gpl/nm_scan_zones")]


@pytest.mark.parametrize(
    ("dataset", "model", "years"),
    [
        ("nm_brain_1973_1991", "pb_poisson", 19),
        ("nm_brain_last8years", "pb_poisson", 8),
        ("nm_brain_1973_1991", "permutation", 19),
    ],
)
def test_space_time_scans_are_those_of_r(dataset: str, model: str, years: int) -> None:
    counties, cases, people = new_mexico()
    cases, people = cases[:, -years:], people[:, -years:]
    names = zone_names()
    zones = zones_of([[counties.index(c) for c in name.split("|")] for name in names], 32)
    ranked = dict(groups("gpl/spacetime_scan_top10", "dataset", "model"))[dataset, model]
    best = dict(groups("gpl/spacetime_scan_mlc", "dataset", "model"))[dataset, model][0]

    if model == "permutation":
        found = scan_permutation(cases, zones, replicates=0)
    else:
        found = scan_poisson(cases, people, zones, share_by="equal_periods")

    assert np.allclose(found.score, numbers(ranked, "score"), rtol=1e-8, atol=0)
    assert (names[found.zone[0]], found.duration[0]) == (best["locations"], int(best["duration"]))
    assert np.isclose(found.risk_inside[0], float(best["rr_inside"]), rtol=1e-8)
    assert np.isclose(found.risk_outside[0], float(best["rr_outside"]), rtol=1e-8)
    if best["p_mc"]:
        assert abs(found.p_value[0] - float(best["p_mc"])) <= 0.02


@pytest.mark.parametrize("model", ["poisson", "binomial"])
def test_circular_scan_is_that_of_r(model: str) -> None:
    table = list(rows("gpl/pennlc_expected"))
    places = np.stack([numbers(table, "x_km"), numbers(table, "y_km")], axis=1)
    golden = [r for r in rows("gpl/kulldorff_spatial_scan") if r["model"].startswith(model)]

    found = kulldorff(
        numbers(table, "cases"),
        numbers(table, "population"),
        distances_plane(places),
        numbers(table, "expected") if model == "poisson" else None,
        model,
    )

    assert np.allclose(found.score, numbers(golden, "log_likelihood_ratio"), rtol=1e-8, atol=0)
    assert np.allclose(found.p_value, numbers(golden, "p_value_mc"), atol=0.02)
    assert np.allclose(found.expected, numbers(golden, "expected"), rtol=1e-8)
    assert np.allclose(found.risk, numbers(golden, "smr"), rtol=1e-8)
    assert np.array_equal(found.observed, numbers(golden, "cases"))
    for cluster, row in zip(found.places, golden, strict=True):
        named = {place["county"] for place, is_in in zip(table, cluster, strict=True) if is_in}
        assert named == set(row["locations"].split("|"))


def ebola() -> tuple[np.ndarray, np.ndarray]:
    table = rows("ebola_sim_clean_first400")
    onset = np.array([date.fromisoformat(r["date_of_onset"]).toordinal() for r in table])
    lon, lat = (np.array([float(row[side]) for row in table]) for side in ("lon", "lat"))
    kilometres = [111.32 * np.cos(np.radians(lat.mean())) * lon, 110.574 * lat]
    return onset, distances_plane(np.stack(kilometres, axis=1))


def test_knox_is_that_of_r() -> None:
    onset, distances = ebola()
    for row in rows("knox_test"):
        found = knox(onset, distances, float(row["eps_t"]), float(row["eps_s"]))

        assert found.pairs == int(row["pairs"])
        assert found.close_in_both == int(row["close_in_both"])
        assert found.close_in_time == int(row["close_time"])
        assert found.close_in_space == int(row["close_space"])
        assert np.isclose(found.expected, float(row["expected"]), rtol=1e-9)
        assert np.isclose(found.p_above, float(row["p_poisson"]), rtol=1e-6)


def test_permuted_knox_agrees_with_the_poisson_chance() -> None:
    onset, distances = ebola()

    found = knox(onset, distances, 10, 1, replicates=199)

    assert abs(found.p_value_permuted - found.p_value) < 0.12
    assert found == knox(onset, distances, 10, 1, replicates=199)


def test_distances_on_the_globe() -> None:
    # Jimsar to Ürümqi: 44.00 N 89.18 E and 43.83 N 87.62 E lie some 126 km apart.
    table = distances_km([89.18, 87.62, 89.18], [44.00, 43.83, 44.00])

    assert table[0, 1] == pytest.approx(126.4, abs=0.5)
    assert table[0, 2] == 0
    assert np.array_equal(table, table.T)


def test_zones_grow_with_distance_and_hold_at_most_half_the_people() -> None:
    zones = circular_zones(distances_plane([0.0, 1.0, 3.0, 7.0]), [10, 10, 10, 70])

    assert {tuple(np.flatnonzero(zone)) for zone in zones} == {(0,), (1,), (2,), (0, 1), (1, 2)} | {
        (0, 1, 2)
    }


def cases_of(places: int, periods: int) -> st.SearchStrategy:
    cell = st.integers(0, 9)
    return st.lists(
        st.lists(cell, min_size=periods, max_size=periods), min_size=places, max_size=places
    )


@settings(max_examples=15, deadline=None, derandomize=True)
@given(cases_of(5, 4), st.permutations(range(5)))
def test_permuting_places_permutes_the_cluster(table: list, order: list[int]) -> None:
    cases, people = np.array(table, dtype=float), np.arange(1.0, 6.0) * 1000
    distances = distances_plane([[0, 0], [1, 0.1], [2.5, 0.3], [4.3, 1.1], [7, 2.2]])
    zones = circular_zones(distances)
    plain = scan_poisson(cases, people, zones, replicates=0, top=1)
    turned = scan_poisson(cases[order], people[order], zones[:, order], replicates=0, top=1)
    flat = kulldorff(cases.sum(axis=1), people, distances, replicates=0)
    moved = kulldorff(
        cases[order].sum(axis=1), people[order], distances[np.ix_(order, order)], replicates=0
    )

    assert np.allclose(plain.score, turned.score)
    assert np.allclose(flat.score[0], moved.score[0])
    if flat.score[0] > 0 and np.sum(np.isclose(flat.score, flat.score[0])) == 1:
        assert flat.observed[0] == moved.observed[0]


@settings(max_examples=15, deadline=None, derandomize=True)
@given(cases_of(4, 3))
def test_scan_scores_are_those_of_a_plain_loop(table: list) -> None:
    cases = np.array(table, dtype=float)
    zones = circular_zones(distances_plane([0.0, 1.0, 2.5, 4.5]))
    total, people = cases.sum(), 4.0 * 3
    best = 0.0
    for zone in zones:
        for duration in (1, 2, 3):
            inside = cases[zone][:, -duration:].sum()
            usual = total * zone.sum() * duration / people
            if inside > usual:
                outside = total - inside
                score = inside * np.log(inside / usual)
                score += outside * np.log(outside / (total - usual)) if outside else 0.0
                best = max(best, score)

    found = scan_poisson(cases, np.ones(4), zones, replicates=9)

    assert np.isclose(found.score[0], best)
    assert np.all(np.diff(found.score) <= 0)
    again = scan_poisson(cases, np.ones(4), zones, replicates=9)
    assert np.array_equal(found.p_value, again.p_value, equal_nan=True)


def test_scans_survive_empty_ground() -> None:
    zones = circular_zones(distances_plane([0.0, 1.0, 2.0]))
    nothing = np.zeros((3, 4))

    assert scan_permutation(nothing, zones).score[0] == 0
    assert scan_poisson(nothing, [1, 2, 3], zones).score[0] == 0
    assert scan_poisson(nothing * np.nan, [1, 2, 3], zones).score[0] == 0
    assert kulldorff([0, 0, 0], [5, 5, 5], distances_plane([0.0, 1.0, 2.0])).score[0] == 0
    assert np.isnan(knox([], np.zeros((0, 0)), 1, 1).p_value)
    assert knox([3.0], np.zeros((1, 1)), 1, 1).reason


def test_gaps_and_too_few_places_are_told() -> None:
    line = distances_plane([0.0, 1.0, 2.0, np.nan])
    known = knox([1.0, 2.0, np.nan, 4.0], line, 3, 3)
    gap = kulldorff([5, np.nan, 1], [10, 10, 10], distances_plane([0.0, 1.0, 2.0]), replicates=9)
    without = kulldorff([5, 1], [10, 10], distances_plane([0.0, 1.0]), replicates=9)

    assert (known.pairs, known.left_out, known.close_in_both) == (1, 2, 1)
    assert not gap.places[0, 1]
    assert not gap.reason
    assert np.allclose([gap.expected[0], without.expected[0]], 3)
    for found in (
        kulldorff([1], [5], [[0.0]]),
        kulldorff([], [], np.zeros((0, 0))),
        kulldorff([1, 2], [0, 0], distances_plane([0.0, 1.0])),
        scan_poisson([[0, 0]], [1], np.ones((1, 1), bool)),
        scan_poisson([[1, 2]], [0], np.ones((1, 1), bool)),
        scan_permutation([[np.nan, 0]], np.ones((1, 1), bool)),
    ):
        assert found.reason
        assert np.isnan(found.p_value).all()


@pytest.mark.parametrize(
    "call",
    [
        lambda: scan_poisson([[1]], [[1, 2]], np.ones((1, 1), bool)),
        lambda: scan_poisson([[1]], [-1], np.ones((1, 1), bool)),
        lambda: scan_poisson([[1]], [1], np.ones((0, 1), bool)),
        lambda: scan_poisson([[1]], [1], np.ones((1, 1), bool), share_by="x"),
        lambda: scan_permutation([[0.5]], np.ones((1, 1), bool)),
        lambda: kulldorff([3], [2], [[0.0]], model="binomial", largest_share=1),
        lambda: kulldorff([1, 2], [2], [[0.0]]),
        lambda: kulldorff([1], [1], [[0.0]], model="normal"),
        lambda: circular_zones([[0.0, 1.0]]),
        lambda: zones_of([[3]], 2),
        lambda: knox([1, 2], [[0.0]], 1, 1),
        lambda: knox([np.inf], [[0.0]], 1, 1),
        lambda: knox([1, 2, 3], [[0, 1, np.nan], [1, 0, 1], [np.nan, 1, 0]], 1, 1),
    ],
)
def test_scans_refuse_what_does_not_fit(call) -> None:
    with pytest.raises(ValueError):
        call()
