"""Trend of a proportion over ordered groups."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from lianfang.epi.results import MISSING, NAN, Test

NO_TREND = "各组均发病、均未病或只有一组，趋势不可估计"


def trend_test(cases: ArrayLike, totals: ArrayLike, scores: ArrayLike | None = None) -> Test:
    """
    Test a linear trend of cases/totals over ordered groups.

    Cochran, Biometrics 1954;10:417; Armitage, Biometrics 1955;11:375; the statistic is R's
    `prop.trend.test` (1 degree of freedom). `scores` default to 1, 2, 3, …

    :raises ValueError: shapes differ, negative counts, more cases than people.
    """
    x, n = np.asarray(cases, float).ravel(), np.asarray(totals, float).ravel()
    s = np.arange(1.0, len(x) + 1) if scores is None else np.asarray(scores, float).ravel()
    if not len(x) == len(n) == len(s):
        raise ValueError("cases, totals and scores must be of one length")
    if (x < 0).any() or (x > n).any():
        raise ValueError("cases must lie between 0 and the total of their group")
    if np.isnan([*x, *n, *s]).any():
        return Test(NAN, NAN, 1, "cochran_armitage", MISSING)
    total, ill = n.sum(), x.sum()
    spread = (n * s**2).sum() - (n * s).sum() ** 2 / total if total else 0.0
    if not 0 < ill < total or spread <= 1e-12 * max(1.0, float((n * s**2).sum())):
        return Test(NAN, NAN, 1, "cochran_armitage", NO_TREND)
    p = ill / total
    off = (x * s).sum() - p * (n * s).sum()
    statistic = float(off**2 / (p * (1 - p) * spread))
    return Test(statistic, float(special.chdtrc(1, statistic)), 1, "cochran_armitage")
