"""Which earlier periods a period is compared with, and in which block of the year each lies."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from .quasipoisson import Design
from .series import Ints

DAYS_A_WEEK = 7


@dataclass(frozen=True)
class History:
    """Years back, half window, blocks of the year, periods skipped before now, periods a year."""

    years: int
    window: int
    blocks: int
    skipped: int
    frequency: int
    start: date | None

    def __post_init__(self) -> None:
        if self.years < 1 or self.window < 0 or self.blocks < 1 or self.skipped < 0:
            raise ValueError(
                "b and no_periods must be at least 1, w and past_weeks_not_included not negative"
            )
        between = self.frequency - 1 - (2 * self.window + 1)
        if between < self.blocks - 1:
            raise ValueError("the year has fewer periods between the windows than blocks asked for")
        if self.start is not None and self.frequency != 52:
            raise ValueError("start serves weekly counts only (frequency 52)")

    def reference_steps(self, column: int) -> tuple[int, ...]:
        """How many periods back the same time of year lies, one year back, two years back …"""
        if self.start is None:
            return tuple(self.frequency * year for year in range(1, self.years + 1))
        today = self.start + timedelta(days=DAYS_A_WEEK * column)
        return tuple(_weeks_back(today, year) for year in range(1, self.years + 1))


@lru_cache(maxsize=20_000)
def _weeks_back(day: date, years: int) -> int:
    """Weeks from the same weekday nearest to the same calendar date (29 February: 1 March)."""
    try:
        then = day.replace(year=day.year - years)
    except ValueError:
        then = date(day.year - years, 3, 1)
    return round((day - then).days / DAYS_A_WEEK)


def too_short(history: History, column: int) -> bool:
    """True where the same time of year of the earliest year lies before the series."""
    return column < history.reference_steps(column)[-1]


def group_by_history(history: History, wanted: Ints) -> list[tuple[Design, Ints]]:
    """Periods that look back the same way share a design: (design, positions within `wanted`)."""
    groups: dict[tuple[tuple[int, ...], int], list[int]] = {}
    for position, column in enumerate(wanted.tolist()):
        steps = history.reference_steps(column)
        # R cuts a window that starts before the first period; the cut is part of the design.
        cut = min(column, steps[-1] + history.window)
        if column >= steps[-1]:
            groups.setdefault((steps, cut), []).append(position)
    return [
        (_design(history, steps, cut), np.array(positions))
        for (steps, cut), positions in groups.items()
    ]


def _design(history: History, steps: tuple[int, ...], cut: int) -> Design:
    """Offsets and blocks: windows around the reference points, the weeks between cut in blocks."""
    offsets: list[int] = []
    blocks: list[int] = []
    width, last = history.window, history.blocks - 1
    nearer = 0
    for step in steps:
        window = range(-step - width, -step + width + 1)
        between = range(-step + width + 1, -nearer - width) if last else range(0)
        offsets += [*window, *between]
        blocks += [last] * len(window) + _split(len(between), last)
        nearer = step
    time, block = np.array(offsets), np.array(blocks)
    kept = (time >= -cut) & (time < -history.skipped)
    time, block = time[kept], block[kept]
    present, numbers = np.unique(block, return_inverse=True)
    return Design(
        time=time.astype(np.float64),
        block=numbers.astype(np.int64),
        forecast_block=int(np.searchsorted(present, last)),
        blocks=len(present),
        has_trend=True,
    )


def _split(length: int, parts: int) -> list[int]:
    """Block numbers of a stretch cut into parts, the longer ones first."""
    if not parts:
        return []
    short, longer = divmod(length, parts)
    return [part for part in range(parts) for _ in range(short + (part < longer))]
