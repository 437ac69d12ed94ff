"""The door of the portal room."""

from .finding import TASKS
from .health import Finding, examine
from .navigation import Item

__all__ = ["TASKS", "Finding", "Item", "examine"]
