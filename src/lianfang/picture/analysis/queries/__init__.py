"""Reads of the analysis desk: analyses that were kept, and series to look at."""

from .analyses import analyses_of, get_analysis, known_area_names, list_analyses, list_points
from .known import FOLDER, series_folders
from .sources import (
    Source,
    diseases_with_series,
    list_sources,
    series_of,
    usual_source,
    watched_series,
)

__all__ = [
    "FOLDER", "Source", "analyses_of", "diseases_with_series", "get_analysis", "known_area_names",
    "list_analyses", "list_points", "list_sources", "series_folders", "series_of", "usual_source", "watched_series",
]  # fmt: skip
