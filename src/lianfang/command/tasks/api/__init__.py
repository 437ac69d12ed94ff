"""API of the tasks room."""

from .operations import router

__all__ = ["router"]
