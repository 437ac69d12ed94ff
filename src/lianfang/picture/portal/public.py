"""The door of the portal room."""

from .finding import TASKS
from .health import Finding, examine

__all__ = ["TASKS", "Finding", "examine"]
