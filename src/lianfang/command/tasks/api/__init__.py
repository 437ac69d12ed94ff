"""API of the tasks room."""

from .operations import router
from .orders import router as orders_router
from .supervision import router as supervision_router

__all__ = ["orders_router", "router", "supervision_router"]
