"""The door of the search room."""

from .models import Entry
from .queries import find, matching_uuids
from .services import Finding, forget, index, index_many

__all__ = ["Entry", "Finding", "find", "forget", "index", "index_many", "matching_uuids"]
