"""Papers of the tasks room."""

from .dispatch import minutes_document
from .orders import order_document
from .supervision import supervision_document

__all__ = ["minutes_document", "order_document", "supervision_document"]
