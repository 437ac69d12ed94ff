"""API of the measures room."""

from . import parts
from .operations import router

__all__ = ["parts", "router"]
