"""API of the emergencies room."""

from .responding import router

__all__ = ["router"]
