"""
What a room says in a situation report: words and figures, each figure with where it comes from.

A room offers `sections(emergency, cutoff_at) -> list[Section]` in its `sections.py`; the situation
room finds it by name. What only the daily report tells, it offers in `daily_sections`, written alike.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Parts:
    """What a share is a share of: numerator and denominator, each in words and as a number."""

    numerator: str
    counted: int
    denominator: str
    total: int


@dataclass(frozen=True)
class Figure:
    """One number: what it counts, how it is defined, and an address that lists what was counted."""

    key: str
    label: str
    definition: str
    value: int | Decimal | None
    measure: str = ""
    source: str = ""
    url: str = ""
    # Only of a share; a count has no denominator.
    parts: Parts | None = None


@dataclass(frozen=True)
class Section:
    """One room's part of a report. `order` decides where it stands."""

    key: str
    title: str
    order: int
    words: str = ""
    figures: tuple[Figure, ...] = ()
