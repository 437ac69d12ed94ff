"""Analytic epidemiology: tables, trends, regression, matched sets, standardisation, curves."""

from .epicurve import EpiCurve, epicurve
from .logistic import Regression, Term, conditional_logistic_regression, logistic_regression
from .matched import MatchedPairs, matched_pairs
from .proportions import proportion_interval, rate_interval
from .standardisation import (
    Indirect,
    Standardised,
    direct_standardisation,
    indirect_standardisation,
)
from .stratified import MantelHaenszel, mantel_haenszel
from .trend import trend_test
from .two_by_two import TwoByTwo, attack_rate, two_by_two

__all__ = [
    "EpiCurve",
    "Indirect",
    "MantelHaenszel",
    "MatchedPairs",
    "Regression",
    "Standardised",
    "Term",
    "TwoByTwo",
    "attack_rate",
    "conditional_logistic_regression",
    "direct_standardisation",
    "epicurve",
    "indirect_standardisation",
    "logistic_regression",
    "mantel_haenszel",
    "matched_pairs",
    "proportion_interval",
    "rate_interval",
    "trend_test",
    "two_by_two",
]
