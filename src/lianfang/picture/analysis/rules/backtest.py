"""Hold detection methods against series whose outbreaks are known."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, partial
from pathlib import Path

import numpy as np

from lianfang.epi import Alarms
from lianfang.epi.backtest import Detector, backtest

from .detecting import run_alarms

# Made for this project with R (set.seed(20250101)) and given to the public (CC0).
SHARED = Path(__file__).with_name("outbreak_series.csv")
SEED = 20260101
DAYS = 5 * 365
WHOLE = 260 * 7
JUDGED_FROM = 4 * 365
SIMULATED = 24
DAILY = ("ears_c1", "ears_c2", "ears_c3", "cusum")
WEEKLY = ("farrington", "percentile")


@dataclass(frozen=True)
class KnownSeries:
    """A daily series from `start`, and the outbreaks in it as (first day, last day), from 0."""

    name: str
    start: date
    counts: np.ndarray
    outbreaks: tuple[tuple[int, int], ...]
    origin: str


@dataclass(frozen=True)
class Score:
    """
    One method over all series, on the periods that every method of its table could judge.

    `found` of `outbreaks` had an alarm while they lasted or within a week after; `delay` is the
    median period of the first one (1: the first day or week of the outbreak); `false_per_year`
    counts alarms outside, per series and year; `years` is what they were counted over.
    """

    method: str
    outbreaks: int
    found: int
    sensitivity: float
    delay: float
    false_per_year: float
    years: float


def shared_series() -> list[KnownSeries]:
    """The synthetic series that ship with the program."""
    with SHARED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = []
    for row in rows:
        start = date.fromisoformat(row["start"])
        ends = [date.fromisoformat(day) for day in row["outbreak"].split("/")]
        outbreak = ((ends[0] - start).days, (ends[1] - start).days)
        counts = np.array(row["counts"].split(), float)
        known.append(KnownSeries(row["series"], start, counts, (outbreak,), "合成（R，CC0）"))
    return known


def simulated_series() -> list[KnownSeries]:
    """
    Series drawn here from a fixed seed: a yearly wave, more spread than Poisson, one outbreak.

    After Noufaily et al., Stat Med 2013;32:1206, section 4: an outbreak adds a Poisson number of
    cases around a multiple of the baseline's standard deviation, spread lognormally over its days.
    """
    source = np.random.default_rng(SEED)
    known = []
    for number in range(SIMULATED):
        base = (0.3, 1.0, 4.0, 12.0)[number % 4]
        wave = np.exp(0.5 * np.cos(2 * np.pi * (np.arange(DAYS) - source.integers(365)) / 365.25))
        mean = base * wave
        spread = 1.0 + 0.5 * (number % 3)
        counts = _overdispersed(source, mean, spread)
        begin = int(source.integers(JUDGED_FROM + 30, DAYS - 60))
        size = source.poisson(max(4.0, 8 * np.sqrt(7 * mean[begin] * spread)))
        days = np.clip(source.lognormal(1.6, 0.5, size).astype(int), 0, 27)
        np.add.at(counts, begin + days, 1)
        counts[begin] += 1
        known.append(
            KnownSeries(
                f"模拟{number + 1:02d}（日均{base:g}例）", date(2020, 1, 6), counts,
                ((begin, begin + int(days.max(initial=0))),), "模拟（种子固定）",
            )
        )  # fmt: skip
    return known


def _overdispersed(source: np.random.Generator, mean: np.ndarray, spread: float) -> np.ndarray:
    """Counts of a mean whose variance is `spread` times the mean."""
    if spread <= 1:
        return source.poisson(mean).astype(float)
    shape = mean / (spread - 1)
    return source.poisson(source.gamma(shape, spread - 1)).astype(float)


@lru_cache(maxsize=2)
def scores(interval: str) -> tuple[Score, ...]:
    """Hold every method against all known series by `day` or `week`. The same on every machine."""
    known = [*shared_series(), *simulated_series()]
    counts, flags = (np.array(table) for table in zip(*map(_aligned, known), strict=True))
    if interval == "week":
        counts = counts.reshape(len(known), -1, 7).sum(axis=2)
        flags = flags.reshape(len(known), -1, 7).any(axis=2)
    methods = DAILY if interval == "day" else (*DAILY, *WEEKLY)
    per_year, grace = (365.0, 7) if interval == "day" else (52.0, 1)
    # Two years are judged; what lies before is history that Farrington needs three years of.
    first = counts.shape[1] - int(2 * per_year)
    detectors = [Detector(method, partial(_detect, method, first)) for method in methods]
    found = backtest(counts, flags, detectors, periods_a_year=per_year, first=first, grace=grace)
    return tuple(
        Score(
            row.method, row.judged, row.found, row.sensitivity, row.median_delay + 1,
            row.false_alarms_per_year, row.quiet_years,
        )
        for row in found
    )  # fmt: skip


def _aligned(series: KnownSeries) -> tuple[np.ndarray, np.ndarray]:
    """Counts and flags of whole weeks from the first Monday, all series equally long."""
    offset = (7 - series.start.weekday()) % 7
    flags = np.zeros(len(series.counts), bool)
    for first, last in series.outbreaks:
        flags[first : last + 1] = True
    return series.counts[offset : offset + WHOLE], flags[offset : offset + WHOLE]


def _detect(method: str, first: int, counts: np.ndarray) -> Alarms:
    at = np.arange(first, counts.shape[1]) if method in WEEKLY else None
    return run_alarms(method, counts, at=at)


def outbreak_dates(series: KnownSeries) -> list[tuple[date, date]]:
    """First and last day of each outbreak."""
    return [
        (series.start + timedelta(days=first), series.start + timedelta(days=last))
        for first, last in series.outbreaks
    ]


def daily_cells(series: KnownSeries) -> list[tuple[str, date, float]]:
    """The days of a series as cells without an area."""
    return [
        ("", series.start + timedelta(days=number), float(count))
        for number, count in enumerate(series.counts)
    ]
