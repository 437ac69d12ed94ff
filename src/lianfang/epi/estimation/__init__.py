"""Estimation: reproduction numbers, growth, delays, chains of transmission, severity, nowcasts."""

from .censored import CensoredFit, fit_interval_censored
from .chains import Chains, serial_intervals, transmission_chains, upstream_reach
from .cohort import CohortR, wallinga_teunis
from .delays import (
    DelaySummary,
    GammaFit,
    LognormalFit,
    days_between,
    delay_summary,
    gamma_fit,
    lognormal_fit,
)
from .growth import Growth, growth_rate
from .nowcast import Nowcast, ReportingTriangle, nowcast, reporting_triangle
from .offspring import Offspring, offspring_dispersion
from .reproduction import (
    ReproductionNumber,
    estimate_r,
    overall_infectivity,
    sliding_windows,
)
from .serial_interval import GivenSI, ParametricSI, SerialInterval, UncertainSI, discretised_si
from .severity import CaseFatality, case_fatality, outcomes, secondary_attack_rate

__all__ = [
    "CaseFatality",
    "CensoredFit",
    "Chains",
    "CohortR",
    "DelaySummary",
    "GammaFit",
    "GivenSI",
    "Growth",
    "LognormalFit",
    "Nowcast",
    "Offspring",
    "ParametricSI",
    "ReportingTriangle",
    "ReproductionNumber",
    "SerialInterval",
    "UncertainSI",
    "case_fatality",
    "days_between",
    "delay_summary",
    "discretised_si",
    "estimate_r",
    "fit_interval_censored",
    "gamma_fit",
    "growth_rate",
    "lognormal_fit",
    "nowcast",
    "offspring_dispersion",
    "outcomes",
    "overall_infectivity",
    "reporting_triangle",
    "secondary_attack_rate",
    "serial_intervals",
    "sliding_windows",
    "transmission_chains",
    "upstream_reach",
    "wallinga_teunis",
]
