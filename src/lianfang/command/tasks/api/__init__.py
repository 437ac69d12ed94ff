"""API of the tasks room."""

from .operations import router
from .orders import router as orders_router

__all__ = ["orders_router", "router"]
