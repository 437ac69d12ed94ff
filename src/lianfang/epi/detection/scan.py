"""Space-time scan: the group of places and the last periods that hold most cases beyond expectation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from .series import Flags, Floats, Ints, as_counts

ShareBy = Literal["person_time", "equal_periods"]
REPLICATES_AT_ONCE = 64
# Cases dealt at once, of all replicates together: some tens of megabytes.
DEALT_AT_ONCE = 4_000_000
MOST_CASES = 2_000_000
NO_CASES = "没有病例，不能扫描"
NO_PEOPLE = "没有人口数，无从计算应有病例，不能扫描"


@dataclass(frozen=True, eq=False)
class SpaceTimeScan:
    """
    The highest-scoring zones, best first. One entry per cluster; all durations end with the last period.

    `p_value` is Monte Carlo, against the highest score of each replicate; NaN without replicates.
    `reason` says in Chinese why nothing can be judged, and is empty where it can.
    """

    zone: Ints  # row of the zones given
    duration: Ints  # periods back from the last one
    score: Floats  # log likelihood ratio
    observed: Floats
    expected: Floats
    risk_inside: Floats  # observed / expected inside
    risk_outside: Floats
    p_value: Floats
    reason: str = ""


def scan_poisson(
    counts: ArrayLike,
    population: ArrayLike,
    zones: Flags,
    max_duration: int | None = None,
    *,
    share_by: ShareBy = "person_time",
    top: int = 10,
    replicates: int = 999,
    seed: int = 0,
) -> SpaceTimeScan:
    """
    Population-based Poisson scan (Kulldorff 2001, J R Stat Soc A 164:61, doi:10.1111/1467-985X.00186).

    `counts` and `population` are places × periods (a population without periods holds for all); expected cases
    are the total shared by population × time. `share_by` "equal_periods" gives every period the same share first, as
    scanstatistics of R does. `zones` is zones × places (`circular_zones`). Replicates share the total anew
    in the same way. A gap counts as no case and no population.

    :raises ValueError: shapes that do not fit, negative numbers, no zone, top or max_duration under 1.
    """
    table = as_counts(counts)
    people = np.asarray(population, dtype=np.float64)
    people = people[:, None] if people.ndim == 1 else people
    if people.shape not in (table.shape, (table.shape[0], 1)):
        raise ValueError("population must be places, or places × periods as counts")
    people = np.where(np.isnan(table), 0.0, np.broadcast_to(people, table.shape))
    if (people < 0).any() or not np.isfinite(people).all():
        raise ValueError("population must be finite and not negative")
    cases = np.nan_to_num(table)
    total = float(cases.sum())
    share = _shares(people, share_by)
    search = _Search.of(zones, cases.shape, max_duration, top)

    def replicate(generator: np.random.Generator, number: int) -> Floats:
        drawn = generator.multinomial(round(total), share.ravel(), size=number)
        return drawn.reshape(number, *cases.shape).astype(np.float64)

    reason = NO_CASES if total <= 0 else "" if share.any() else NO_PEOPLE
    return search.run(cases, total * share, replicate, replicates, seed, reason)


def _shares(people: Floats, share_by: ShareBy) -> Floats:
    """Expected share of the cases in each cell; adds to 1, or to 0 without any population."""
    if share_by not in ("person_time", "equal_periods"):
        raise ValueError("share_by must be person_time or equal_periods")
    if share_by == "equal_periods":
        everyone = people.sum(axis=0)
        people = people / np.where(everyone > 0, everyone, 1.0)
    return np.asarray(people / max(float(people.sum()), np.finfo(np.float64).tiny))


def scan_permutation(
    counts: ArrayLike,
    zones: Flags,
    max_duration: int | None = None,
    *,
    top: int = 10,
    replicates: int = 999,
    seed: int = 0,
) -> SpaceTimeScan:
    """
    Space-time permutation scan (Kulldorff et al. 2005, PLoS Med 2:e59, doi:10.1371/journal.pmed.0020059).

    Needs no population: expected cases are place total × period total / all. Replicates deal the
    periods of the cases anew among the places. `counts` is places × periods of whole cases; a gap counts as none.

    :raises ValueError: as `scan_poisson`; counts that are not whole; more than two million cases.
    """
    cases = np.nan_to_num(as_counts(counts))
    if (cases != np.floor(cases)).any():
        raise ValueError("counts must be whole cases")
    total = float(cases.sum())
    if total > MOST_CASES:
        raise ValueError(f"every case is dealt by itself: at most {MOST_CASES} cases")
    expected = np.outer(cases.sum(axis=1), cases.sum(axis=0)) / max(total, 1.0)
    search = _Search.of(zones, cases.shape, max_duration, top)
    places, periods = np.indices(cases.shape)
    number_of = cases.astype(np.int64).ravel()
    place = np.repeat(places.ravel(), number_of)
    period = np.repeat(periods.ravel(), number_of)
    cells = cases.size

    def replicate(generator: np.random.Generator, number: int) -> Floats:
        dealt = generator.permuted(np.broadcast_to(period, (number, len(period))), axis=1)
        flat = place * cases.shape[1] + dealt + cells * np.arange(number)[:, None]
        drawn = np.bincount(flat.ravel(), minlength=number * cells)
        return drawn.reshape(number, *cases.shape).astype(np.float64)

    reason = "" if total > 0 else NO_CASES
    return search.run(cases, expected, replicate, replicates, seed, reason)


@dataclass(frozen=True, eq=False)
class _Search:
    """The zones and durations looked through."""

    zones: Floats  # zones × places, 0 or 1
    durations: int
    top: int

    @classmethod
    def of(
        cls, zones: Flags, shape: tuple[int, ...], max_duration: int | None, top: int
    ) -> "_Search":
        table = np.asarray(zones, dtype=bool)
        if table.ndim != 2 or table.shape[1] != shape[0] or not len(table):
            raise ValueError("zones must be zones × places, at least one zone")
        if top < 1 or (max_duration is not None and max_duration < 1):
            raise ValueError("top and max_duration must be at least 1")
        longest = shape[1] if max_duration is None else min(max_duration, shape[1])
        return cls(table.astype(np.float64), longest, top)

    def within(self, table: Floats) -> Floats:
        """Sums over zones and the last 1, 2 … periods: … × zones × durations."""
        recent = np.cumsum(table[..., ::-1], axis=-1)[..., : self.durations]
        return np.asarray(self.zones @ recent)

    def run(
        self,
        cases: Floats,
        expected: Floats,
        replicate: Callable[[np.random.Generator, int], Floats],
        replicates: int,
        seed: int,
        reason: str,
    ) -> SpaceTimeScan:
        total = float(cases.sum())
        inside, usual = self.within(cases), self.within(expected)
        scores = poisson_score(inside, usual, total)
        best = np.argsort(-scores, axis=None, kind="stable")[: self.top]
        zone, back = np.unravel_index(best, scores.shape)
        observed, wanted = inside.ravel()[best], usual.ravel()[best]
        with np.errstate(divide="ignore", invalid="ignore"):
            risk_inside = observed / wanted
            risk_outside = (total - observed) / (total - wanted)
        highest = np.array([])
        if not reason and replicates > 0:
            highest = self._highest(replicate, usual, total, replicates, seed)
        return SpaceTimeScan(
            zone=zone.astype(np.int64),
            duration=back.astype(np.int64) + 1,
            score=scores.ravel()[best],
            observed=observed,
            expected=wanted,
            risk_inside=risk_inside,
            risk_outside=risk_outside,
            p_value=monte_carlo_p(scores.ravel()[best], highest),
            reason=reason,
        )

    def _highest(
        self,
        replicate: Callable[[np.random.Generator, int], Floats],
        usual: Floats,
        total: float,
        replicates: int,
        seed: int,
    ) -> Floats:
        """The highest score of every replicate. The expectation is the same in all of them."""
        generator = np.random.default_rng(seed)
        highest = []
        at_once = max(1, min(REPLICATES_AT_ONCE, int(DEALT_AT_ONCE / total)))
        for begun in range(0, replicates, at_once):
            drawn = replicate(generator, min(at_once, replicates - begun))
            scores = poisson_score(self.within(drawn), usual, total)
            highest.append(scores.reshape(len(drawn), -1).max(axis=1))
        return np.concatenate(highest)


def poisson_score(inside: Floats, expected: Floats, total: float) -> Floats:
    """Log likelihood ratio of a raised risk inside: c log(c/e) + (C-c) log((C-c)/(C-e)), 0 where not raised."""
    outside, usual = total - inside, total - expected
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = np.where(inside > 0, inside * np.log(inside / expected), 0.0)
        rest = np.where(outside > 0, outside * np.log(outside / usual), 0.0)
        is_raised = (inside > expected) & (expected > 0)
        return np.where(is_raised, gain + rest, 0.0)


def monte_carlo_p(scores: Floats, highest: Floats) -> Floats:
    """Rank of each score among the highest ones of the replicates; NaN without replicates."""
    if not len(highest):
        return np.full(scores.shape, np.nan)
    # Scores equal but for rounding count as equal: the same cells may be summed in another order.
    beaten = highest[None, :] >= scores[:, None] * (1 - 1e-12)
    return np.asarray((1 + beaten.sum(axis=1)) / (len(highest) + 1))
