"""API of the tasks room."""

from .desk import calldown_router, dispatch_router, log_router
from .operations import router
from .orders import router as orders_router
from .supervision import router as supervision_router

__all__ = [
    "calldown_router",
    "dispatch_router",
    "log_router",
    "orders_router",
    "router",
    "supervision_router",
]
