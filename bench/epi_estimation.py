"""
Times of estimation in lianfang.epi: `python -m bench.epi_estimation`.

Floor: the quantiles of R alone (scipy's inverse gamma), which no vectorising takes away.
R 4.2.2 with EpiEstim 2.2-4 needs 7.6 s for the first line.
"""

import statistics
import sys
from collections.abc import Callable

import numpy as np
from scipy import special

from bench.lines import Line, timed
from lianfang.epi import (
    ParametricSI,
    epicurve,
    estimate_r,
    fit_interval_censored,
    nowcast,
    sliding_windows,
    transmission_chains,
    two_by_two,
    upstream_reach,
)

SERIES, DAYS = 100, 365


def median_of(run: Callable[[], object], times: int = 5) -> float:
    run()
    return statistics.median(timed(run) for _ in range(times))


def reproduction_line() -> Line:
    source = np.random.default_rng(1)
    series = source.poisson(source.gamma(2, 10, (SERIES, DAYS))).astype(float)
    starts, ends = sliding_windows(DAYS)
    shape = series.sum(axis=1, keepdims=True) + np.ones((SERIES, len(starts)))
    floor = median_of(
        lambda: [special.gammaincinv(shape, p) for p in (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)]
    )
    seconds = median_of(lambda: estimate_r(series, starts, ends, si=ParametricSI(4.8, 2.3)))
    return Line("R(t), 100 series × 365 days", SERIES * DAYS, seconds, floor, 1.0, "R: 7.6 s")


def other_lines() -> list[Line]:
    source = np.random.default_rng(2)
    dates = np.datetime64("2024-01-01") + source.integers(0, 365, 100_000)
    groups = source.integers(0, 12, 100_000).tolist()
    windows = np.floor(source.gamma(4, 1.5, 500))
    zeros = np.zeros(500)
    triangle = source.poisson(5, (60, 15)).astype(float)
    triangle[np.arange(15)[None, :] > np.arange(60)[::-1, None]] = np.nan
    links = source.integers(0, 20_000, (2, 20_000))

    def chains() -> object:
        found = transmission_chains(links[0].tolist(), links[1].tolist())
        return found.generation, found.cluster_size, found.is_acyclic

    return [
        Line("epidemic curve, 12 groups", 100_000, median_of(lambda: epicurve(dates, "week", groups=groups)), limit=1.0),
        Line("censored fit, 500 windows", 500, median_of(lambda: fit_interval_censored(zeros, zeros + 1, windows, windows + 1)), limit=1.0),
        Line("nowcast, 60 days × 15 delays", 60, median_of(lambda: nowcast(triangle)), limit=1.0),
        Line("chains: clusters, generations", 20_000, median_of(chains), limit=1.0),
        Line("traceback, 40 cases", 40, median_of(lambda: upstream_reach(links[0].tolist(), links[1].tolist(), list(range(40)))), limit=1.0),
        Line("2×2, all measures", 1, median_of(lambda: two_by_two(43, 11, 3, 18)), limit=0.1),
    ]  # fmt: skip


def main() -> bool:
    """Print the lines; True where one is too slow."""
    print(f"{'':<34}{'rows':>8}{'seconds':>10}{'floor':>9}{'ratio':>7}")
    lines = [reproduction_line(), *other_lines()]
    for line in lines:
        print(line)
    return any("TOO SLOW" in str(line) for line in lines)


if __name__ == "__main__":
    sys.exit(main())
