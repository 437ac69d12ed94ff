"""
Times of detection over many series: `python -m bench.epi_detection`.

R's surveillance 1.20.3 on the same two cores: 520 weekly series of 10 years, Farrington Flexible,
7.9 s for the current week and 166 s for 52 weeks. No database is needed.
"""

import sys

import numpy as np

from bench.lines import Line, timed
from lianfang.epi import ears, farrington_flexible, scan_permutation, scan_poisson
from lianfang.epi.detection.zones import circular_zones, distances_plane

SERIES, WEEKS = 520, 520
DAILY_SERIES, DAYS = 500, 3 * 365
TOWNSHIPS, SCAN_DAYS = 100, 60


def weekly() -> np.ndarray:
    """Seasonal weekly counts of very different size, from rare to a few hundred."""
    chance = np.random.default_rng(20250101)
    season = np.exp(0.5 * np.sin(2 * np.pi * np.arange(WEEKS) / 52))
    return chance.poisson(chance.lognormal(1.0, 1.2, (SERIES, 1)) * season).astype(float)


def lines() -> list[Line]:
    counts = weekly()
    last = WEEKS - 1
    daily = np.random.default_rng(1).poisson(3.0, (DAILY_SERIES, DAYS)).astype(float)
    places = np.random.default_rng(2).uniform(0, 100, (TOWNSHIPS, 2))
    zones = circular_zones(distances_plane(places), largest_share=0.25)
    cases = np.random.default_rng(3).poisson(0.2, (TOWNSHIPS, SCAN_DAYS)).astype(float)

    def year() -> object:
        return farrington_flexible(counts, at=np.arange(last - 51, last + 1))

    def charts() -> object:
        return [ears(daily, method) for method in ("C1", "C2", "C3")]

    def permuted() -> object:
        return scan_permutation(cases, zones, 14)

    def poisson() -> object:
        return scan_poisson(cases, np.full(TOWNSHIPS, 1e4), zones, 14)

    week = timed(lambda: farrington_flexible(counts, at=[last]))
    return [
        Line("Farrington, current week", SERIES, week, limit=2.0, note="R: 7.9 s"),
        Line("Farrington, 52 weeks", SERIES * 52, timed(year), limit=60.0, note="R: 166 s"),
        Line("EARS C1, C2, C3, 3 years", DAILY_SERIES * DAYS * 3, timed(charts), limit=1.0),
        Line("permutation scan, 999 replicates", len(zones), timed(permuted), limit=30.0),
        Line("Poisson scan, 999 replicates", len(zones), timed(poisson), limit=30.0),
    ]


def main() -> bool:
    """Print the lines; True where one is too slow."""
    found = lines()
    for line in found:
        print(line)
    return any("TOO SLOW" in str(line) for line in found)


if __name__ == "__main__":
    sys.exit(main())
