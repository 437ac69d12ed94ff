"""Is this count more than usual? One verdict per series and period, from several methods."""

from .cusum import CusumAlarms, cusum
from .ears import ears
from .farrington import FarringtonAlarms, farrington, farrington_flexible
from .knox import Knox, knox
from .kulldorff import SpatialScan, kulldorff
from .percentile import PercentileAlarms, moving_percentile, moving_percentile_daily
from .recent_years import bayes, rki
from .scan import SpaceTimeScan, scan_permutation, scan_poisson
from .series import Alarms, Reason
from .thresholds import count_threshold, daily_counts
from .zones import circular_zones, distances_km, distances_plane, zones_of

__all__ = [
    "Alarms",
    "CusumAlarms",
    "FarringtonAlarms",
    "Knox",
    "PercentileAlarms",
    "Reason",
    "SpaceTimeScan",
    "SpatialScan",
    "bayes",
    "circular_zones",
    "count_threshold",
    "cusum",
    "daily_counts",
    "distances_km",
    "distances_plane",
    "ears",
    "farrington",
    "farrington_flexible",
    "knox",
    "kulldorff",
    "moving_percentile",
    "moving_percentile_daily",
    "rki",
    "scan_permutation",
    "scan_poisson",
    "zones_of",
]
