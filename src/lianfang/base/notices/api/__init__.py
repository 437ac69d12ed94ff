"""API of the notices room: the message box, the channels, the reminders."""

from .boxes import router
from .channels import router as channels

router.add_router("", channels)

__all__ = ["router"]
