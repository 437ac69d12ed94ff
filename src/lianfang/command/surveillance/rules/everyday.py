"""
An invented but ordinary past: what sites would have reported, by level, season, weekday and chance.

Counts are Poisson, or negative binomial where their variance is larger than their mean (`spread` times);
measured values waver around their level. Each day of each site is drawn from its own seed, so the same
day is the same again, whatever else is drawn.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import cos, exp, pi, sin
from random import Random

SEED = "lianfang-everyday-1"
# Longer means are drawn from the normal distribution, which is close enough there and much quicker.
LONG = 40.0
# School holidays, by month and day, both included.
HOLIDAYS = (((1, 12), (2, 25)), ((5, 1), (5, 3)), ((7, 6), (8, 31)), ((10, 1), (10, 7)))
DRIFT_DAYS = 53


@dataclass(frozen=True, slots=True)
class Wave:
    """
    How one number usually runs at a site of ordinary size.

    `season` is the share by which it swings over the year, highest in week `peak`. With `noise`, the
    share by which it wavers, it is a measured value; without, a count.
    """

    of: str
    level: float
    part: str = ""
    season: float = 0.0
    peak: int = 1
    spread: float = 1.0
    noise: float = 0.0
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Habit:
    """
    How the sites of a programme report.

    `weekdays` multiply the counts from Monday on, 0 is a day without a report. `gaps`, `late` and
    `corrected` are shares: of days without the report that was due, of late ones, of values corrected.
    """

    weekdays: tuple[float, ...] = (1, 1, 1, 1, 1, 1, 1)
    in_term: bool = False
    is_sparse: bool = False
    gaps: float = 0.02
    late: float = 0.05
    corrected: float = 0.003


@dataclass(frozen=True, slots=True)
class Drawn:
    """One value; `first` is what was given at first, where it was corrected later."""

    of: str
    part: str
    value: Decimal
    first: Decimal


@dataclass(frozen=True, slots=True)
class DrawnReport:
    """One site's report of one period; `hours` counted from its time limit, negative before it."""

    on: date
    hours: float
    values: tuple[Drawn, ...]


def is_reporting_day(habit: Habit, day: date) -> bool:
    """Whether a site owes a report for a day: schools owe none at weekends and in the holidays."""
    if not habit.weekdays[day.weekday()]:
        return False
    return not (habit.in_term and any(a <= (day.month, day.day) <= b for a, b in HOLIDAYS))


def draw_reports(
    site: str, habit: Habit, waves: Sequence[Wave], *, size: float, first: date, last: date
) -> Iterator[DrawnReport]:
    """What a site reported between two days, both included; `size` multiplies its counts."""
    for step in range((last - first).days + 1):
        day = first + timedelta(days=step)
        if not is_reporting_day(habit, day):
            continue
        chance = Random(f"{SEED}|{site}|{day.toordinal()}")  # noqa: S311 — invented data
        is_gap, is_late = chance.random() < habit.gaps, chance.random() < habit.late
        hours = chance.uniform(0.5, 20) if is_late else -chance.uniform(0.1, 2)
        if not is_gap:
            yield DrawnReport(day, hours, tuple(_values(habit, waves, day, size, chance)))


def _values(
    habit: Habit, waves: Sequence[Wave], day: date, size: float, chance: Random
) -> Iterator[Drawn]:
    for place, wave in enumerate(waves):
        mean = _mean(wave, day)
        if wave.noise:
            value = max(mean * (1 + chance.gauss(0, wave.noise)), 0)
        else:
            value = _count(mean * size * habit.weekdays[day.weekday()], wave.spread, chance)
        final = round(Decimal(str(value)), wave.decimals)
        is_corrected = chance.random() < habit.corrected and final > 1
        first = round(final * Decimal("0.7"), wave.decimals) if is_corrected else final
        if final or not habit.is_sparse or place == 0:
            yield Drawn(wave.of, wave.part, final, first)


def _mean(wave: Wave, day: date) -> float:
    """The level of a day: the season, and for measured values a slow drift that no season explains."""
    turn = 2 * pi * (day.timetuple().tm_yday / 7 - wave.peak) / 52.18
    level = wave.level * (1 + wave.season * cos(turn))
    if not wave.noise:
        return level
    phase = len(wave.part) + wave.level
    return level * (1 + 2 * wave.noise * sin(2 * pi * day.toordinal() / DRIFT_DAYS + phase))


def _count(mean: float, spread: float, chance: Random) -> int:
    if mean <= 0:
        return 0
    if spread > 1:
        mean = chance.gammavariate(mean / (spread - 1), spread - 1)
    if mean > LONG:
        return max(round(chance.gauss(mean, mean**0.5)), 0)
    limit, product, count = exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count
