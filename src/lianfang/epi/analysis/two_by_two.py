"""Measures of one 2×2 table of exposure and illness."""

import math
from dataclasses import dataclass

from scipy import special

from lianfang.epi.results import MISSING, NAN, Estimate, Test, not_estimable

from . import conditional
from .proportions import ProportionMethod, proportion_interval, z_of

ZERO_CELL = "有格子为0，大样本区间不可估计，请看精确法"
NO_MARGIN = "暴露组或非暴露组无人，或全部发病/全部未病，不可估计"
EMPTY = "没有观察对象，不可估计"
NO_COMPARISON = "对照组无人发病，此项不可估计"
TOO_LARGE = "数据量很大，精确法从略，请用大样本方法"
# Above this many possible tables an exact method answers in seconds and says nothing new.
LARGEST_SUPPORT = 200_000
# Beyond this a floating-point number skips whole ones.
MOST_COUNTED = 2**53


@dataclass(frozen=True)
class TwoByTwo:
    """
    Everything usual about one table: exposed ill `a`, exposed well `b`, unexposed ill `c`, well `d`.

    Risks and their differences are fractions (not per cent). In a case-control study only odds
    ratios, the two attributable fractions by odds, Fisher, mid-p and chi-square carry meaning. Large-sample intervals: Wald on the log
    scale for ratios (Katz et al., Biometrics 1978;34:469; Woolf, Ann Hum Genet 1955;19:251).
    """

    a: float
    b: float
    c: float
    d: float
    attack_exposed: Estimate
    attack_unexposed: Estimate
    attack_total: Estimate
    risk_ratio: Estimate
    risk_ratio_small: Estimate
    odds_ratio: Estimate
    odds_ratio_small: Estimate
    odds_ratio_exact: Estimate
    odds_ratio_midp: Estimate
    risk_difference: Estimate
    attributable_exposed: Estimate
    attributable_population: Estimate
    population_risk: Estimate
    attributable_exposed_odds: Estimate
    attributable_population_odds: Estimate
    chi_square: Test
    chi_square_yates: Test
    fisher: Test
    fisher_greater: Test
    fisher_less: Test
    mid_p: Test


def two_by_two(
    a: float,
    b: float,
    c: float,
    d: float,
    *,
    level: float = 0.95,
    attack_method: ProportionMethod = "wilson",
) -> TwoByTwo:
    """
    Compute all measures of the table a, b / c, d (exposed ill, well / unexposed ill, well).

    Never fails on zeros: what is not defined carries its reason.

    :raises ValueError: negative, fractional or infinite counts; level outside 0..1.
    """
    check_table(a, b, c, d)
    z = z_of(level)
    exact = _exact(a, b, c, d, level)
    return TwoByTwo(
        a, b, c, d,
        attack_rate(a, a + b, attack_method, level),
        attack_rate(c, c + d, attack_method, level),
        attack_rate(a + c, a + b + c + d, attack_method, level),
        risk_ratio(a, b, c, d, z=z, level=level),
        _risk_ratio_small(a, b, c, d, z, level),
        odds_ratio(a, b, c, d, z=z, level=level),
        _odds_ratio_small(a, b, c, d, z, level),
        exact["or"],
        exact["midp_or"],
        risk_difference(a, b, c, d, z=z, level=level),
        _attributable_exposed(a, b, c, d, z, level),
        _attributable_population(a, b, c, d, z, level),
        _population_risk(a, b, c, d, z, level),
        _attributable_exposed_odds(exact["or"], level),
        _attributable_population_odds(a, b, c, d, z, level),
        chi_square(a, b, c, d),
        chi_square(a, b, c, d, most=0.5),
        *_fisher(a, b, c, d),
    )  # fmt: skip


def check_table(a: float, b: float, c: float, d: float) -> None:
    """
    Refuse what is no table of counts.

    :raises ValueError: negative, fractional, infinite or missing counts, or more than can be counted.
    """
    if not all(0 <= n <= MOST_COUNTED and n == int(n) for n in (a, b, c, d)):
        raise ValueError(f"counts must be whole and not negative: {a}, {b}, {c}, {d}")


def attack_rate(
    ill: float, total: float, method: ProportionMethod = "wilson", level: float = 0.95
) -> Estimate:
    """Give ill / total with its interval; not estimable for a group of none, or a missing number."""
    if total == 0 or math.isnan(ill) or math.isnan(total):
        reason = EMPTY if total == 0 else MISSING
        return not_estimable(reason, method=method, level=level)
    answer = proportion_interval(ill, total, method, level)
    return Estimate(float(answer.value), float(answer.low), float(answer.high), level, method)


def _ratio(value: float, spread: float, z: float, level: float, method: str) -> Estimate:
    """Wald interval on the log scale; a ratio of 0 or ∞ has none."""
    if math.isnan(value):
        return not_estimable(NO_MARGIN, method=method, level=level)
    if value in (0.0, math.inf):
        return Estimate(value, NAN, NAN, level, method, ZERO_CELL)
    half = z * math.sqrt(spread)
    return Estimate(value, value * math.exp(-half), value * math.exp(half), level, method)


def _divide(top: float, bottom: float) -> float:
    if bottom:
        return top / bottom
    return math.inf if top else NAN


def _inverse(n: float) -> float:
    return 1 / n if n else 0.0


def risk_ratio(
    a: float, b: float, c: float, d: float, *, z: float, level: float = 0.95
) -> Estimate:
    """Ratio of the risks: variance of its log 1/a − 1/(a+b) + 1/c − 1/(c+d) (Katz 1978)."""
    value = _divide(_divide(a, a + b), _divide(c, c + d))
    spread = _inverse(a) - _inverse(a + b) + _inverse(c) - _inverse(c + d)
    return _ratio(value, spread, z, level, "wald")


def odds_ratio(
    a: float, b: float, c: float, d: float, *, z: float, level: float = 0.95
) -> Estimate:
    """Return the cross product: variance of its log 1/a + 1/b + 1/c + 1/d (Woolf 1955)."""
    value = _divide(a * d, b * c)
    spread = sum(map(_inverse, (a, b, c, d)))
    return _ratio(value, spread, z, level, "woolf")


def _risk_ratio_small(a: float, b: float, c: float, d: float, z: float, level: float) -> Estimate:
    """Jewell, Statistics for Epidemiology 2004, ch. 7: one more among the unexposed ill."""
    value = _divide(_divide(a, a + b), (c + 1) / (c + d + 1))
    if a == 0 or c == 0:
        reason = ZERO_CELL if value == value else NO_MARGIN
        return Estimate(value, NAN, NAN, level, "small", reason)
    spread = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    return _ratio(value, spread, z, level, "small")


def _odds_ratio_small(a: float, b: float, c: float, d: float, z: float, level: float) -> Estimate:
    """Jewell 2004: a·d / (b+1)(c+1), interval around the table with ½ in each cell."""
    half = [n + 0.5 for n in (a, b, c, d)]
    middle = math.log(half[0] * half[3] / (half[1] * half[2]))
    width = z * math.sqrt(sum(1 / n for n in half))
    value = a * d / ((b + 1) * (c + 1))
    return Estimate(value, math.exp(middle - width), math.exp(middle + width), level, "small")


def risk_difference(
    a: float, b: float, c: float, d: float, *, z: float, level: float = 0.95
) -> Estimate:
    """Risk of the exposed minus risk of the unexposed, Wald interval."""
    n1, n0 = a + b, c + d
    if not (n1 and n0):
        return not_estimable(NO_MARGIN, method="wald", level=level)
    value = a / n1 - c / n0
    half = z * math.sqrt(a * b / n1**3 + c * d / n0**3)
    return Estimate(value, value - half, value + half, level, "wald")


def _attributable_exposed(
    a: float, b: float, c: float, d: float, z: float, level: float
) -> Estimate:
    """1 − 1/RR with the bounds of RR (Rothman & Greenland 1998, p. 295)."""
    ratio = risk_ratio(a, b, c, d, z=z, level=level)
    if ratio.reason or not ratio.value:
        return not_estimable(ratio.reason or NO_COMPARISON, method="wald", level=level)
    low, high = 1 - 1 / ratio.low, 1 - 1 / ratio.high
    return Estimate(1 - 1 / ratio.value, low, high, level, "wald")


def _attributable_population(
    a: float, b: float, c: float, d: float, z: float, level: float
) -> Estimate:
    """Walter, Biometrics 1976;32:829: 1 − risk of the unexposed / risk of all, log scale of 1 − PAF."""
    n1, n0, total = a + b, c + d, a + b + c + d
    if not (n1 and n0 and a + c):
        return not_estimable(NO_MARGIN, method="walter", level=level)
    value = 1 - (c / n0) / ((a + c) / total)
    if c == 0:
        return Estimate(value, NAN, NAN, level, "walter", NO_COMPARISON)
    spread = (b + value * (a + d)) / (total * c)
    if spread < 0:
        return Estimate(value, NAN, NAN, level, "walter", ZERO_CELL)
    half = z * math.sqrt(spread)
    low, high = 1 - (1 - value) * math.exp(half), 1 - (1 - value) * math.exp(-half)
    return Estimate(value, low, high, level, "walter")


def _attributable_exposed_odds(odds: Estimate, level: float) -> Estimate:
    """1 − 1/OR by the likeliest odds ratio and its exact bounds: of a case-control study of a rare disease."""
    if math.isnan(odds.value) or not odds.value:
        return not_estimable(odds.reason or NO_COMPARISON, method="exact", level=level)
    value, low, high = (1 - 1 / n if n else -math.inf for n in (odds.value, odds.low, odds.high))
    return Estimate(value, low, high, level, "exact")


def _attributable_population_odds(
    a: float, b: float, c: float, d: float, z: float, level: float
) -> Estimate:
    """1 − (c/cases)/(d/controls), log scale; variance a/(c·cases) + b/(d·controls) (Jewell 2004, ch. 7)."""
    if not (a + c and d):
        return not_estimable(NO_MARGIN, method="jewell", level=level)
    value = 1 - c * (b + d) / (d * (a + c))
    if c == 0:
        return Estimate(value, NAN, NAN, level, "jewell", ZERO_CELL)
    half = z * math.sqrt(a / (c * (a + c)) + b / (d * (b + d)))
    low, high = 1 - (1 - value) * math.exp(half), 1 - (1 - value) * math.exp(-half)
    return Estimate(value, low, high, level, "jewell")


def _population_risk(a: float, b: float, c: float, d: float, z: float, level: float) -> Estimate:
    """Risk of all minus risk of the unexposed, Wald interval as epiR's PARisk."""
    n1, n0, total = a + b, c + d, a + b + c + d
    if not (n1 and n0):
        return not_estimable(NO_MARGIN, method="wald", level=level)
    risk, base = (a + c) / total, c / n0
    half = z * math.sqrt(risk * (1 - risk) / total + base * (1 - base) / n0)
    return Estimate(risk - base, risk - base - half, risk - base + half, level, "wald")


def chi_square(a: float, b: float, c: float, d: float, *, most: float = 0.0) -> Test:
    """Pearson's chi-square; `most` = 0.5 for Yates' correction (never more than the deviation)."""
    total = a + b + c + d
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    method = "yates" if most else "pearson"
    if not margins:
        return Test(NAN, NAN, 1, method, NO_MARGIN)
    deviation = abs(a * d - b * c) / total
    moved = deviation - min(most, deviation)
    statistic = moved * moved * total**3 / margins
    return Test(statistic, float(special.chdtrc(1, statistic)), 1, method)


def is_too_large(a: float, b: float, c: float, d: float) -> bool:
    """Whether listing all tables with these margins would take seconds, or more memory than there is."""
    return min(a + b, c + d, a + c, b + d) > LARGEST_SUPPORT


def _exact(a: float, b: float, c: float, d: float, level: float) -> dict[str, Estimate]:
    """Odds ratios from the distribution with all margins given: likeliest and median-unbiased."""
    if is_too_large(a, b, c, d):
        missing = not_estimable(TOO_LARGE, method="exact", level=level)
        return {"or": missing, "midp_or": missing}
    table = conditional.condition([(a, b, c, d)])
    if table.at_bottom and table.at_top:
        missing = not_estimable(NO_MARGIN, method="exact", level=level)
        return {"or": missing, "midp_or": missing}
    low, high = conditional.exact_bounds(table, level)
    value = conditional.likeliest_odds_ratio(table)
    reason = ZERO_CELL if table.at_bottom or table.at_top else ""
    # A bound of 0 or ∞ is exact here: value and interval stand.
    exact = Estimate(value, low, high, level, "exact")
    if reason:
        return {"or": exact, "midp_or": not_estimable(reason, method="midp", level=level)}
    tail = (1 - level) / 2
    middle, bottom, top = (
        conditional.solve(lambda t, share=share: table.mid_below(t) - share)  # type: ignore[misc]
        for share in (0.5, 1 - tail, tail)
    )
    return {"or": exact, "midp_or": Estimate(middle, bottom, top, level, "midp")}


def _fisher(a: float, b: float, c: float, d: float) -> tuple[Test, Test, Test, Test]:
    """Fisher two-sided, greater, less; mid-p two-sided (Lancaster, JASA 1961;56:223)."""
    if is_too_large(a, b, c, d):
        names = ("fisher", "fisher_greater", "fisher_less", "midp")
        four = [Test(NAN, NAN, method=name, reason=TOO_LARGE) for name in names]
        return four[0], four[1], four[2], four[3]
    table = conditional.condition([(a, b, c, d)])
    reason = NO_MARGIN if table.at_bottom and table.at_top else ""
    middle = table.mid_below(0.0)
    mid = Test(NAN, 2 * min(middle, 1 - middle), method="midp", reason=reason)
    return (
        Test(NAN, conditional.two_sided_p(table), method="fisher", reason=reason),
        Test(NAN, min(1.0, table.at_least(0.0)), method="fisher_greater", reason=reason),
        Test(NAN, min(1.0, table.at_most(0.0)), method="fisher_less", reason=reason),
        mid,
    )
