"""Papers of the tasks room."""

from .orders import order_document
from .supervision import supervision_document

__all__ = ["order_document", "supervision_document"]
