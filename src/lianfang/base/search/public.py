"""The door of the search room."""

from .finders import Finder, Hit, enter_finder
from .models import Entry
from .queries import find, matching_uuids
from .services import Finding, forget, index, index_many

__all__ = [
    "Entry", "Finder", "Finding", "Hit", "enter_finder", "find", "forget", "index", "index_many",
    "matching_uuids",
]  # fmt: skip
