"""Nowcasts: a second implementation, a simulation, and days that cannot be told."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.epi import nowcast, reporting_triangle

quick = settings(max_examples=25, deadline=None, derandomize=True)


def simulate(
    source: np.random.Generator, days: int = 40, mean: float = 25
) -> tuple[np.ndarray, np.ndarray]:
    """Final counts, and the triangle seen on the last day."""
    delay = np.array([0.15, 0.3, 0.25, 0.15, 0.1, 0.05])
    final = source.poisson(mean, days)
    full = np.array([source.multinomial(n, delay) for n in final], float)
    age = np.arange(days)[::-1]
    seen = full.copy()
    seen[np.arange(6)[None, :] > age[:, None]] = np.nan
    return final, seen


def chain_ladder(triangle: np.ndarray) -> np.ndarray:
    """Final counts by development factors of cumulative counts (Mack 1993, eq. 3)."""
    total = np.cumsum(triangle, axis=1)
    final = np.empty(len(total))
    for row, line in enumerate(total):
        age = int(np.isfinite(line).sum()) - 1
        value = line[age]
        for d in range(age, total.shape[1] - 1):
            both = np.isfinite(total[:, d + 1])
            value *= total[both, d + 1].sum() / total[both, d].sum()
        final[row] = value
    return final


def test_equals_the_chain_ladder() -> None:
    _, triangle = simulate(np.random.default_rng(1))

    np.testing.assert_allclose(
        nowcast(triangle, draws=10).expected, chain_ladder(triangle), rtol=1e-10
    )


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    source = np.random.default_rng(20)
    held = []
    for _ in range(60):
        final, triangle = simulate(source)
        found = nowcast(triangle, draws=400)
        held += ((found.low <= final) & (final <= found.high))[-5:].tolist()

    assert 0.91 <= np.mean(held) <= 0.99


def test_old_days_are_complete_and_the_same_seed_repeats() -> None:
    final, triangle = simulate(np.random.default_rng(2))

    one, other = nowcast(triangle), nowcast(triangle)

    assert (one.expected[:30] == final[:30]).all()
    assert (one.low[:30] == one.high[:30]).all()
    assert (one.high == other.high).all()
    assert one.delay.sum() == pytest.approx(1)


def test_rows_become_a_triangle() -> None:
    last = date(2024, 5, 10)
    events = [last - timedelta(days=d) for d in (0, 1, 1, 3, 30)] + [None, last]
    reports = [last, last, last - timedelta(days=1), last, last, last, last - timedelta(days=1)]

    found = reporting_triangle(events, reports, as_of=last, days=4, longest=3)

    assert [str(d) for d in found.days] == ["2024-05-07", "2024-05-08", "2024-05-09", "2024-05-10"]
    assert np.nansum(found.counts) == 4
    assert found.counts[0, 3] == found.counts[2, 0] == found.counts[2, 1] == found.counts[3, 0] == 1
    assert np.isnan(found.counts[3, 1:]).all()
    assert found.left_out == 2


@quick
@given(st.lists(st.lists(st.integers(0, 9) | st.just(np.nan), min_size=4, max_size=4), max_size=8))
def test_any_triangle_is_answered(triangle: list) -> None:
    found = nowcast(np.array(triangle, float).reshape(-1, 4), draws=5)

    assert ((found.reason == "") == np.isfinite(found.expected)).all()
    assert (found.low[found.reason == ""] >= found.reported[found.reason == ""]).all()
