"""Pairs of a case and a control."""

import math
from dataclasses import dataclass

from scipy import special

from lianfang.epi.results import MISSING, NAN, Estimate, Test, not_estimable

from .proportions import proportion_interval, z_of
from .two_by_two import MOST_COUNTED

NO_DISCORDANT = "没有暴露不一致的对子，不可估计"
ONE_SIDED = "不一致的对子全在一侧，比值比没有大样本区间，请看精确区间"


@dataclass(frozen=True)
class MatchedPairs:
    """
    Matched pairs by exposure: the odds ratio is case-only / control-only exposed.

    `odds_ratio`: large-sample interval on the log scale; `odds_ratio_exact`: from Clopper-Pearson
    of the case-only share (Breslow & Day 1980, eq. 5.6). McNemar, Psychometrika 1947;12:153.
    """

    case_only: int
    control_only: int
    odds_ratio: Estimate
    odds_ratio_exact: Estimate
    mcnemar: Test
    mcnemar_corrected: Test
    exact: Test


def matched_pairs(case_only: int, control_only: int, *, level: float = 0.95) -> MatchedPairs:
    """
    Analyse pairs by their discordant counts; concordant pairs say nothing.

    :raises ValueError: negative or fractional counts; level outside 0..1.
    """
    f, g = case_only, control_only
    if f < 0 or g < 0 or f + g > MOST_COUNTED or any(n % 1 > 0 for n in (f, g)):
        raise ValueError("counts must be whole and not negative")
    z, n = z_of(level), f + g
    if not n or math.isnan(n):
        reason = NO_DISCORDANT if n == 0 else MISSING
        nothing = not_estimable(reason, level=level)
        test = Test(NAN, NAN, 1, "mcnemar", reason)
        return MatchedPairs(f, g, nothing, nothing, test, test, test)
    value = f / g if g else math.inf
    if f and g:
        half = z * math.sqrt(1 / f + 1 / g)
        wald = Estimate(value, value * math.exp(-half), value * math.exp(half), level, "wald")
    else:
        wald = Estimate(value, NAN, NAN, level, "wald", ONE_SIDED)
    share = proportion_interval(f, n, "exact", level)
    low, high = (float(p / (1 - p)) if p < 1 else math.inf for p in (share.low, share.high))
    less = float(special.bdtr(min(f, g), int(n), 0.5))
    return MatchedPairs(
        f,
        g,
        wald,
        Estimate(value, low, high, level, "exact"),
        _mcnemar(abs(f - g), n),
        _mcnemar(max(abs(f - g) - 1, 0), n),
        Test(NAN, min(1.0, 2 * less), method="exact"),
    )


def _mcnemar(off: int, n: int) -> Test:
    statistic = off * off / n
    return Test(statistic, float(special.chdtrc(1, statistic)), 1, "mcnemar")
