"""Several 2×2 tables of one exposure: common measures and whether the strata agree."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from lianfang.epi.results import NAN, Estimate, Floats, Test, not_estimable

from . import conditional
from .proportions import z_of
from .two_by_two import LARGEST_SUPPORT, TOO_LARGE, check_table

NOTHING_COMMON = "各层均无可比较的两组，不可估计"
ONE_STRATUM = "只有一层，无从比较各层是否一致"
EMPTY_CELLS = "有层内出现0格，此检验不可用"
Table = tuple[float, float, float, float]


@dataclass(frozen=True)
class MantelHaenszel:
    """
    Common measures over strata.

    `odds_ratio`: Robins-Breslow-Greenland interval; `risk_ratio`: Greenland-Robins;
    `risk_difference`: Sato's interval (and Greenland's), as fractions;
    `odds_ratio_exact`: conditional maximum likelihood with the exact interval.
    """

    strata: int
    odds_ratio: Estimate
    odds_ratio_exact: Estimate
    risk_ratio: Estimate
    risk_difference: Estimate
    risk_difference_greenland: Estimate
    chi_square: Test
    chi_square_corrected: Test
    exact: Test
    breslow_day: Test
    breslow_day_tarone: Test
    woolf_odds: Test
    woolf_risk: Test


def mantel_haenszel(tables: Sequence[Table], *, level: float = 0.95) -> MantelHaenszel:
    """
    Combine tables (a, b, c, d), one per stratum; strata lacking a group say nothing and drop out.

    Mantel & Haenszel, JNCI 1959;22:719; Robins, Breslow & Greenland, Biometrics 1986;42:311;
    Greenland & Robins, Biometrics 1985;41:55; Sato, Biometrics 1989;45:1323.

    :raises ValueError: negative or fractional counts; level outside 0..1.
    """
    for table in tables:
        check_table(*table)
    z = z_of(level)
    whole = np.array(tables, float).reshape(-1, 4)
    both = whole[(whole[:, 0] + whole[:, 1] > 0) & (whole[:, 2] + whole[:, 3] > 0)]
    return MantelHaenszel(
        len(tables),
        _odds_ratio(both, z, level),
        _exact_ratio(both, level),
        _risk_ratio(both, z, level),
        *_risk_differences(both, z, level),
        *_chi_squares(both),
        _exact_test(both),
        *_breslow_day(both),
        _woolf(*_log_odds(both)),
        _woolf(*_log_risks(both)),
    )


def _odds_ratio(tables: Floats, z: float, level: float) -> Estimate:
    """Σ ad/N over Σ bc/N; variance of its log after Robins, Breslow & Greenland 1986."""
    a, b, c, d = tables.T
    total = tables.sum(axis=1)
    good, bad = a * d / total, b * c / total
    if not (good.sum() and bad.sum()):
        return not_estimable(NOTHING_COMMON, method="rbg", level=level)
    agree, differ = (a + d) / total, (b + c) / total
    spread = (
        (good * agree).sum() / (2 * good.sum() ** 2)
        + (good * differ + bad * agree).sum() / (2 * good.sum() * bad.sum())
        + (bad * differ).sum() / (2 * bad.sum() ** 2)
    )
    return _log_estimate(good.sum() / bad.sum(), spread, z, level, "rbg")


def _risk_ratio(tables: Floats, z: float, level: float) -> Estimate:
    """Σ a·n0/N over Σ c·n1/N; variance of its log after Greenland & Robins 1985, eq. 13."""
    a, b, c, d = tables.T
    total, n1, n0 = tables.sum(axis=1), a + b, c + d
    top, bottom = (a * n0 / total).sum(), (c * n1 / total).sum()
    if not (top and bottom):
        return not_estimable(NOTHING_COMMON, method="greenland_robins", level=level)
    spread = ((n1 * n0 * (a + c) - a * c * total) / total**2).sum() / (top * bottom)
    return _log_estimate(top / bottom, spread, z, level, "greenland_robins")


def _log_estimate(value: float, spread: float, z: float, level: float, method: str) -> Estimate:
    half = z * math.sqrt(spread)
    return Estimate(
        float(value), float(value * math.exp(-half)), float(value * math.exp(half)), level, method
    )


def _risk_differences(tables: Floats, z: float, level: float) -> tuple[Estimate, Estimate]:
    """Σ (a·n0 − c·n1)/N over Σ n1·n0/N, with Sato's and Greenland & Robins' variance."""
    a, b, c, d = tables.T
    total, n1, n0 = tables.sum(axis=1), a + b, c + d
    if not len(tables):
        missing = not_estimable(NOTHING_COMMON, method="sato", level=level)
        return missing, missing
    weight = (n1 * n0 / total).sum()
    value = ((a * n0 - c * n1) / total).sum() / weight
    p = (n1**2 * c - n0**2 * a + n1 * n0 * (n0 - n1) / 2) / total**2
    q = (a * (n0 - c) + c * (n1 - a)) / (2 * total)
    sato = max(0.0, float(value * p.sum() + q.sum())) / weight**2
    greenland = ((a * b * n0**3 + c * d * n1**3) / (n1 * n0 * total**2)).sum() / weight**2

    def around(spread: float, method: str) -> Estimate:
        half = z * math.sqrt(spread)
        return Estimate(float(value), float(value - half), float(value + half), level, method)

    return around(sato, "sato"), around(greenland, "greenland")


def _chi_squares(tables: Floats) -> tuple[Test, Test]:
    """
    Mantel-Haenszel chi-square, plain and less ½.

    As in R the correction is skipped where the sum deviates by less than ½.
    """
    a, b, c, _d = tables.T
    total = tables.sum(axis=1)
    told = total > 1
    n, cases, exposed = total[told], (a + c)[told], (a + b)[told]
    expected = cases * exposed / n
    spread = (cases * (n - cases) * exposed * (n - exposed) / (n**2 * (n - 1))).sum()
    if not spread:
        missing = Test(NAN, NAN, 1, "mantel_haenszel", NOTHING_COMMON)
        return missing, missing
    off = abs(float((a[told] - expected).sum()))

    def test(moved: float, method: str) -> Test:
        statistic = float(moved**2 / spread)
        return Test(statistic, float(special.chdtrc(1, statistic)), 1, method)

    corrected = off - 0.5 if off >= 0.5 else off
    return test(off, "mantel_haenszel"), test(corrected, "mantel_haenszel_corrected")


def _conditioned(tables: Floats) -> conditional.Conditional | str:
    """Return the joint distribution of the exposed cases, or why there is none to be had."""
    if not len(tables):
        return NOTHING_COMMON
    a, b, c, d = tables.T
    if np.min([a + b, c + d, a + c, b + d], axis=0).sum() > LARGEST_SUPPORT:
        return TOO_LARGE
    joint = conditional.condition([(t[0], t[1], t[2], t[3]) for t in tables.tolist()])
    return NOTHING_COMMON if joint.at_bottom and joint.at_top else joint


def _exact_ratio(tables: Floats, level: float) -> Estimate:
    joint = _conditioned(tables)
    if isinstance(joint, str):
        return not_estimable(joint, method="exact", level=level)
    value = conditional.likeliest_odds_ratio(joint)
    return Estimate(value, *conditional.exact_bounds(joint, level), level, "exact")


def _exact_test(tables: Floats) -> Test:
    joint = _conditioned(tables)
    if isinstance(joint, str):
        return Test(NAN, NAN, method="exact", reason=joint)
    return Test(joint.x, conditional.two_sided_p(joint), method="exact")


def _breslow_day(tables: Floats) -> tuple[Test, Test]:
    """
    Breslow & Day 1980, eq. 4.30, around the Mantel-Haenszel odds ratio; and Tarone's correction.

    Tarone, Biometrika 1985;72:91, takes (Σ(a − A))² / ΣV away.
    """
    common = _odds_ratio(tables, 1.0, 0.95)
    if len(tables) < 2 or not common.is_estimable:
        reason = ONE_STRATUM if len(tables) < 2 else common.reason
        missing = Test(NAN, NAN, NAN, "breslow_day", reason)
        return missing, missing
    a, b, c, d = tables.T
    expected = _fitted(a, b, c, d, common.value)
    cells = (expected, a + b - expected, a + c - expected, d - a + expected)
    told = np.all([cell > 1e-12 for cell in cells], axis=0)
    if told.sum() < 2:
        missing = Test(NAN, NAN, NAN, "breslow_day", EMPTY_CELLS)
        return missing, missing
    spread = 1 / np.sum([1 / cell[told] for cell in cells], axis=0)
    off = (a - expected)[told]
    plain = float((off**2 / spread).sum())
    tarone = plain - float(off.sum() ** 2 / spread.sum())
    df = float(told.sum() - 1)
    return (
        Test(plain, float(special.chdtrc(df, plain)), df, "breslow_day"),
        Test(tarone, float(special.chdtrc(df, max(tarone, 0.0))), df, "tarone"),
    )


def _fitted(a: Floats, b: Floats, c: Floats, d: Floats, ratio: float) -> Floats:
    """Exposed cases that make the odds ratio of each table `ratio` with its margins kept."""
    cases, exposed, unexposed = a + c, a + b, c + d
    if abs(ratio - 1) < 1e-10:
        return np.asarray(cases * exposed / (exposed + unexposed))
    square = 1 - ratio
    line = unexposed - cases + ratio * (exposed + cases)
    constant = -ratio * cases * exposed
    root = np.sqrt(np.maximum(line**2 - 4 * square * constant, 0))
    found = (-line + root) / (2 * square)
    low, high = np.maximum(0, cases - unexposed), np.minimum(cases, exposed)
    other = (-line - root) / (2 * square)
    inside = (found >= low - 1e-9) & (found <= high + 1e-9)
    return np.asarray(np.where(inside, found, other))


def _log_odds(tables: Floats) -> tuple[Floats, Floats, str]:
    """
    Log odds ratio and variance of each stratum, ½ added to every cell (Haldane 1956; epiR).
    """
    a, b, c, d = (tables + 0.5).T
    return np.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d, "woolf_odds"


def _log_risks(tables: Floats) -> tuple[Floats, Floats, str]:
    """Log risk ratio and variance of each stratum; strata without cases in a group drop out."""
    a, b, c, d = tables[(tables[:, 0] > 0) & (tables[:, 2] > 0)].T
    values = np.log(a / (a + b)) - np.log(c / (c + d))
    return values, 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d), "woolf_risk"


def _woolf(values: Floats, spreads: Floats, method: str) -> Test:
    """Woolf 1955: Σ (log ratio − weighted mean)² / variance, chi-square with strata − 1."""
    told = np.isfinite(values) & (spreads > 0)
    if told.sum() < 2:
        return Test(NAN, NAN, NAN, method, ONE_STRATUM if len(values) < 2 else EMPTY_CELLS)
    weights, logs = 1 / spreads[told], values[told]
    statistic = float((weights * (logs - np.average(logs, weights=weights)) ** 2).sum())
    df = float(told.sum() - 1)
    return Test(statistic, float(special.chdtrc(df, statistic)), df, method)
