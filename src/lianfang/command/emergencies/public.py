"""The door of the emergencies room."""

from .events import ResponseEnded, ResponseLevelChanged, ResponseStarted
from .models import Emergency, Proposal, Response

__all__ = ["Emergency", "Proposal", "Response", "ResponseEnded", "ResponseLevelChanged", "ResponseStarted"]
