"""What a method says about a series: points to draw, figures to state, and words for officials."""

import math
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Point:
    """One interval: what was counted, what was to be expected, a range, and whether it stands out."""

    start: date
    value: float | None
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    is_flagged: bool = False
    note: str = ""


@dataclass(frozen=True)
class Stated:
    """One figure with its definition; without a value it says in `note` why there is none."""

    key: str
    label: str
    definition: str
    value: float | None
    low: float | None = None
    high: float | None = None
    measure: str = ""
    note: str = ""


@dataclass(frozen=True)
class Outcome:
    """
    A method run over a series.

    `draw`: how the chart reads: bars of counts, with a bound, or a line with a band. `words`: what
    it means and how sure it is, one sentence each, the first one the summary.
    """

    draw: str
    points: tuple[Point, ...]
    figures: tuple[Stated, ...]
    words: tuple[str, ...]
    definition: str
    source: str
    value_label: str = "病例数"
    expected_label: str = ""


def number(value: float) -> float | None:
    """A number to store: None for NaN and infinity."""
    return float(value) if math.isfinite(value) else None


def said(value: float | None, digits: int = 2) -> str:
    """A number as people write it: no trailing zeros, a dash for none."""
    if value is None or not math.isfinite(value):
        return "—"
    return f"{value:,.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:,.0f}"
