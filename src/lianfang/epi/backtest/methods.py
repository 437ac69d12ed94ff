"""The methods as a county would set them, for weekly and for daily counts."""

from datetime import date
from functools import partial

from lianfang.epi.detection import (
    bayes,
    cusum,
    ears,
    farrington,
    farrington_flexible,
    moving_percentile,
    moving_percentile_daily,
    rki,
)
from lianfang.epi.detection.ears import Chart

from .judging import Detector

TRAINING_YEARS = 2
CHARTS: tuple[Chart, ...] = ("C1", "C2", "C3")


def weekly_detectors(start: date | None = None, years: int = 3) -> list[Detector]:
    """
    Every method for weekly counts, with `years` years of history. `start` is the date of the first week.

    Farrington needs so many years before the first week judged; CUSUM takes two of them as training.
    """
    return [
        *_charts(),
        Detector("移动百分位数 P80", partial(moving_percentile, years=years, percentile=80)),
        Detector("移动百分位数 P95", partial(moving_percentile, years=years, percentile=95)),
        Detector(
            "Farrington Flexible 0.05",
            partial(farrington_flexible, start=start, b=years, min_cases=1),
        ),
        Detector(
            "Farrington Flexible 0.005",
            partial(farrington_flexible, start=start, b=years, alpha=0.005, min_cases=1),
        ),
        Detector("Farrington 1996", partial(farrington, start=start, b=years, min_cases=1)),
        Detector("CUSUM", partial(cusum, first=52 * min(years, TRAINING_YEARS), transformation="rossi", expectation="glm")),
        Detector("RKI 2", partial(rki, variant=2)),
        Detector("Bayes 2", partial(bayes, variant=2)),
    ]  # fmt: skip


def daily_detectors(start: date, years: int = 3) -> list[Detector]:
    """Every method for daily counts; `start` is the date of the first day."""
    return [
        *_charts(),
        Detector("移动百分位数 P80", partial(moving_percentile_daily, start=start, years=years)),
        Detector(
            "移动百分位数 P95",
            partial(moving_percentile_daily, start=start, years=years, percentile=95),
        ),
        Detector(
            "CUSUM",
            partial(cusum, first=365 * min(years, TRAINING_YEARS), transformation="rossi", expectation="glm", frequency=365),
        ),
    ]  # fmt: skip


def _charts() -> list[Detector]:
    """EARS with a spread of at least one case, so that a first case after quiet weeks is no alarm."""
    return [Detector(f"EARS {chart}", partial(ears, method=chart, min_sigma=1)) for chart in CHARTS]
