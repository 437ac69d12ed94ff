"""API of the surveillance room."""

from . import controls
from .observations import watch_router
from .signals import router

__all__ = [
    "controls", "router", "watch_router",
]  # fmt: skip
