"""Papers of the measures room."""

from .batches import MOST, batch_document
from .papers import document_of, issuer_of

__all__ = ["MOST", "batch_document", "document_of", "issuer_of"]
