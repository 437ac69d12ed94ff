"""API of the surveillance room."""

from .signals import router

__all__ = ["router"]
