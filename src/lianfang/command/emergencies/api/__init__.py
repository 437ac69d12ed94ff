"""API of the emergencies room."""

from .consulting import router as consulting_router
from .grading import router as grading_router
from .reporting import router as reporting_router
from .responding import router

router.add_router("", grading_router)
router.add_router("", consulting_router)
router.add_router("", reporting_router)

__all__ = ["router"]
