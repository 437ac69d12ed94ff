"""
The field epidemiologist's methods: plain Python with numpy and scipy, no Django.

Detection: is this count more than usual. Estimation: how fast, from whom, how severe. Analysis: who,
and what with. Each function with its source: docs/reference/epi.md.
"""

from . import analysis, estimation
from .analysis import *  # noqa: F403
from .detection.cusum import CusumAlarms, cusum
from .detection.ears import ears
from .detection.farrington import FarringtonAlarms, farrington, farrington_flexible
from .detection.percentile import PercentileAlarms, moving_percentile, moving_percentile_daily
from .detection.recent_years import bayes, rki
from .detection.series import Alarms, Reason
from .detection.thresholds import count_threshold, daily_counts
from .estimation import *  # noqa: F403

__all__ = [
    "Alarms",
    "CusumAlarms",
    "FarringtonAlarms",
    "PercentileAlarms",
    "Reason",
    "bayes",
    "count_threshold",
    "cusum",
    "daily_counts",
    "ears",
    "farrington",
    "farrington_flexible",
    "moving_percentile",
    "moving_percentile_daily",
    "rki",
]
__all__ += analysis.__all__
__all__ += estimation.__all__
