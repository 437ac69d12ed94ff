"""Reads plans: file → text → units, duties, doubts. Pure functions, no database."""

from lianfang.county.plans.reading.load import read_source
from lianfang.county.plans.reading.match import best_units
from lianfang.county.plans.reading.parse import read_plan
from lianfang.county.plans.reading.propose import CatalogueEntry, propose_actions
from lianfang.county.plans.reading.reading import DutyReading, Reading, Span, UnitReading
from lianfang.county.plans.reading.source import Source, UnreadablePlan

__all__ = [
    "CatalogueEntry",
    "DutyReading",
    "Reading",
    "Source",
    "Span",
    "UnitReading",
    "UnreadablePlan",
    "best_units",
    "propose_actions",
    "read_plan",
    "read_source",
]
