"""Kulldorff's circular scan: where cases lie denser than the population explains."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import xlogy

from .scan import NO_CASES, NO_PEOPLE, monte_carlo_p, poisson_score
from .series import Flags, Floats
from .zones import circular_zones

Model = Literal["poisson", "binomial"]
REPLICATES_AT_ONCE = 100
NO_ZONE = "地点太少，没有人口不超过上限的片区可比，不能扫描"


@dataclass(frozen=True, eq=False)
class SpatialScan:
    """
    The most likely cluster and those that do not overlap a better one, best first.

    `reason` says in Chinese why nothing can be judged; without any zone there is no cluster either.
    """

    places: Flags  # clusters × places
    score: Floats  # log likelihood ratio
    observed: Floats
    expected: Floats
    population: Floats
    risk: Floats  # observed / expected
    p_value: Floats  # Monte Carlo, NaN without replicates
    reason: str = ""


def kulldorff(
    cases: ArrayLike,
    population: ArrayLike,
    distances: ArrayLike,
    expected: ArrayLike | None = None,
    model: Model = "poisson",
    *,
    largest_share: float = 0.5,
    alpha: float = 0.05,
    replicates: int = 999,
    seed: int = 0,
) -> SpatialScan:
    """
    Circular scan (Kulldorff 1997, Commun Stat Theory Methods 26:1481, doi:10.1080/03610929708831995).

    One entry per place; `distances` is places × places. Zones hold at most `largest_share` of the population.
    Poisson: expected cases are given (standardised by age, say) or shared by population; they are
    scaled to the total. Binomial: cases among persons. The best zone is always returned, further ones
    while p ≤ alpha and no place is shared with a better one (all such zones without replicates). A place
    with a gap counts as no case and nobody.

    :raises ValueError: shapes that do not fit, negative numbers, more cases than persons (binomial).
    """
    found = _Ground.of(cases, population, expected, model)
    zones = circular_zones(distances, found.population, largest_share)
    if zones.shape[1] != len(found.cases):
        raise ValueError("distances must fit the places")
    reason = found.fault or ("" if len(zones) else NO_ZONE)
    if not len(zones):
        none = np.array([])
        return SpatialScan(zones, none, none, none, none, none, none, reason)
    weights = zones.astype(np.float64)
    scores = found.scores(weights, found.cases)
    p_values = monte_carlo_p(scores, found.highest(weights, replicates, seed))
    chosen = _apart(zones, scores, p_values, alpha)
    return found.clusters(zones[chosen], scores[chosen], p_values[chosen])


def _apart(zones: Flags, scores: Floats, p_values: Floats, alpha: float) -> list[int]:
    """The best zone, then zones that share no place with one chosen, while they are significant."""
    taken = np.zeros(zones.shape[1], dtype=bool)
    chosen: list[int] = []
    for zone in np.argsort(-scores, kind="stable").tolist():
        if chosen and (p_values[zone] > alpha or scores[zone] <= 0):
            break
        if not (zones[zone] & taken).any():
            chosen.append(zone)
            taken |= zones[zone]
    return chosen


@dataclass(frozen=True, eq=False)
class _Ground:
    """Checked input, and the likelihood of the model chosen."""

    cases: Floats
    population: Floats
    expected: Floats
    model: Model

    @classmethod
    def of(
        cls, cases: ArrayLike, population: ArrayLike, expected: ArrayLike | None, model: Model
    ) -> "_Ground":
        if model not in ("poisson", "binomial"):
            raise ValueError("model must be poisson or binomial")
        ill = np.asarray(cases, dtype=np.float64)
        people = np.asarray(population, dtype=np.float64)
        usual = people if expected is None else np.asarray(expected, dtype=np.float64)
        if ill.ndim != 1 or people.shape != ill.shape or usual.shape != ill.shape:
            raise ValueError("cases, population and expected must have one entry per place")
        for numbers in (ill, people, usual):
            if (numbers < 0).any() or np.isinf(numbers).any():
                raise ValueError("cases, population and expected must be finite, not negative")
        gap = np.isnan(ill) | np.isnan(people) | np.isnan(usual)
        ill, people, usual = (np.where(gap, 0.0, numbers) for numbers in (ill, people, usual))
        if model == "binomial" and (ill > people).any():
            raise ValueError("a place has more cases than persons")
        return cls(ill, people, usual * (ill.sum() / (usual.sum() or 1.0)), model)

    def clusters(self, zones: Flags, scores: Floats, p_values: Floats) -> SpatialScan:
        """The answer for the zones chosen: who is in them, and how many cases would be usual."""
        inside, usual = zones @ self.cases, zones @ self.expected
        with np.errstate(divide="ignore", invalid="ignore"):
            risk = inside / usual
        people = zones @ self.population
        return SpatialScan(zones, scores, inside, usual, people, risk, p_values, self.fault)

    @property
    def fault(self) -> str:
        """Why these numbers say nothing about where cases are too many."""
        if not self.cases.sum():
            return NO_CASES
        return "" if self.population.sum() and self.expected.sum() else NO_PEOPLE

    def scores(self, weights: Floats, cases: Floats) -> Floats:
        """Log likelihood ratio of each zone (cases: … × places)."""
        inside = cases @ weights.T
        total = float(self.cases.sum())
        if self.model == "poisson":
            return poisson_score(inside, weights @ self.expected, total)
        return _binomial_score(
            inside, weights @ self.population, total, float(self.population.sum())
        )

    def highest(self, weights: Floats, replicates: int, seed: int) -> Floats:
        """Highest score of each replicate: the cases dealt anew by expectation, or among the persons."""
        total = round(float(self.cases.sum()))
        if replicates < 1 or total < 1 or self.fault:
            return np.array([])
        generator = np.random.default_rng(seed)
        found = []
        for begun in range(0, replicates, REPLICATES_AT_ONCE):
            number = min(REPLICATES_AT_ONCE, replicates - begun)
            if self.model == "poisson":
                share = self.expected / self.expected.sum()
                drawn = generator.multinomial(total, share, size=number)
            else:
                people = np.floor(self.population).astype(np.int64)
                drawn = generator.multivariate_hypergeometric(people, total, size=number)
            found.append(self.scores(weights, drawn.astype(np.float64)).max(axis=1))
        return np.concatenate(found)


def _binomial_score(inside: Floats, people: Floats, total: float, everyone: float) -> Floats:
    """Bernoulli log likelihood of two risks against one, 0 where the risk inside is not raised."""
    outside, others = total - inside, everyone - people
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (
            _log_likelihood(inside, people)
            + _log_likelihood(outside, others)
            - _log_likelihood(np.float64(total), np.float64(everyone))
        )
        is_raised = inside * others > outside * people
    return np.where(is_raised, ratio, 0.0)


def _log_likelihood(cases: Floats | np.float64, people: Floats | np.float64) -> Floats:
    share = np.where(people > 0, cases / np.where(people > 0, people, 1.0), 0.0)
    return np.asarray(xlogy(cases, share) + xlogy(people - cases, 1 - share))
