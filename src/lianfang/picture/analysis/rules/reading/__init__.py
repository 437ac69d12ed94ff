"""Reading tables: line lists and series to analyse, series with outbreaks to try methods on."""

from .cells import as_count, as_day, find_places
from .doubts import KINDS, watch_faults
from .outbreaks import (
    BadRow,
    ReadTrial,
    mark_outbreaks,
    read_spans,
    read_trial,
    spans_written,
)
from .tables import read_series

__all__ = [
    "KINDS", "BadRow", "ReadTrial", "as_count", "as_day", "find_places", "mark_outbreaks", "read_series",
    "read_spans", "read_trial", "spans_written", "watch_faults",
]  # fmt: skip
