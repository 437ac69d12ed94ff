"""API of the orgs room: areas, units and groups; duty; teams."""

from .roster import router as roster
from .teams import router as teams
from .units import router

router.add_router("", roster)
router.add_router("", teams)

__all__ = ["router"]
