"""The distribution of a 2×2 table with both margins given, and what is inferred from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from scipy import optimize, special
from scipy.signal import fftconvolve

from lianfang.epi.results import Floats

# As in R: two tables as improbable as each other up to this are equally improbable.
EQUALLY_RARE = 1 + 1e-7
# log odds ratios further out are zero or infinity to any reader.
FARTHEST = 60.0


@dataclass(frozen=True)
class Conditional:
    """
    Exposed cases `x` given all margins, over one table or summed over strata.

    `values`: possible totals, ascending; `weights`: their log probability at odds ratio 1
    (up to a constant). At odds ratio ψ: log weight + value·ln ψ (Fisher's noncentral
    hypergeometric; Breslow & Day 1980, eq. 4.2 and 4.40).
    """

    x: float
    values: Floats
    weights: Floats

    def probabilities(self, log_odds: float) -> Floats:
        """Probability of each possible value at a log odds ratio."""
        logs = self.weights + (self.values - self.x) * log_odds
        powers = np.exp(logs - logs.max())
        return np.asarray(powers / powers.sum())

    def at_most(self, log_odds: float) -> float:
        """P(X ≤ x)."""
        return float(self.probabilities(log_odds)[self.values <= self.x].sum())

    def at_least(self, log_odds: float) -> float:
        """P(X ≥ x)."""
        return float(self.probabilities(log_odds)[self.values >= self.x].sum())

    def mid_below(self, log_odds: float) -> float:
        """P(X < x) + ½ P(X = x)."""
        p = self.probabilities(log_odds)
        return float(p[self.values < self.x].sum() + p[self.values == self.x].sum() / 2)

    def mean(self, log_odds: float) -> float:
        """Expected value."""
        return float(self.probabilities(log_odds) @ self.values)

    @property
    def at_bottom(self) -> bool:
        """No smaller value is possible."""
        return self.x <= self.values[0]

    @property
    def at_top(self) -> bool:
        """No greater value is possible."""
        return self.x >= self.values[-1]


def condition(tables: Sequence[tuple[float, float, float, float]]) -> Conditional:
    """Condition whole-number tables (a, b, c, d) on their margins; strata are convolved."""
    parts = [_one(*table) for table in tables]
    bottom = sum(low for low, _ in parts)
    weights = reduce(_convolve, (logs for _, logs in parts))
    values = bottom + np.arange(len(weights), dtype=float)
    return Conditional(float(sum(t[0] for t in tables)), values, weights)


def _one(a: float, b: float, c: float, d: float) -> tuple[float, Floats]:
    cases, exposed, unexposed = a + c, a + b, c + d
    low, high = max(0.0, cases - unexposed), min(cases, exposed)
    x = np.arange(low, high + 1)
    return low, _log_choose(exposed, x) + _log_choose(unexposed, cases - x)


def _log_choose(n: float, k: Floats) -> Floats:
    return np.asarray(special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1))


def _convolve(left: Floats, right: Floats) -> Floats:
    """Log weights of the sum of two independent counts."""
    a, b = np.exp(left - left.max()), np.exp(right - right.max())
    whole = np.convolve(a, b) if min(len(a), len(b)) < 500 else fftconvolve(a, b)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(np.maximum(whole, 0)))


def solve(falls_or_rises: Callable[[float], float]) -> float:
    """Odds ratio at which a monotonous function of the log odds ratio is zero; 0 or ∞ outside."""
    ends = falls_or_rises(-FARTHEST), falls_or_rises(FARTHEST)
    if ends[0] * ends[1] > 0:
        return np.inf if abs(ends[1]) < abs(ends[0]) else 0.0
    return float(np.exp(optimize.brentq(falls_or_rises, -FARTHEST, FARTHEST, xtol=1e-12)))


def likeliest_odds_ratio(table: Conditional) -> float:
    """Return the conditional maximum-likelihood odds ratio (Breslow & Day 1980, eq. 4.3)."""
    if table.at_bottom:
        return 0.0
    if table.at_top:
        return np.inf
    return solve(lambda log_odds: table.mean(log_odds) - table.x)


def exact_bounds(table: Conditional, level: float) -> tuple[float, float]:
    """Return the exact interval: each tail holds half of what the level leaves."""
    tail = (1 - level) / 2
    low = 0.0 if table.at_bottom else solve(lambda t: table.at_least(t) - tail)
    high = np.inf if table.at_top else solve(lambda t: table.at_most(t) - tail)
    return low, high


def two_sided_p(table: Conditional) -> float:
    """Sum the probabilities of all tables no likelier than the one seen (Fisher, Irwin)."""
    p = table.probabilities(0.0)
    seen = p[table.values == table.x].sum()
    return float(min(1.0, p[p <= seen * EQUALLY_RARE].sum()))
