"""API of the surveillance room."""

from .observations import watch_router
from .signals import router

__all__ = [
    "router", "watch_router",
]  # fmt: skip
