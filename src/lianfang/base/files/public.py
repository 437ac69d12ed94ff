"""The door of the files room."""

from .models import Attachment
from .queries import attachment_response, read_attachment
from .services import save_attachment

__all__ = ["Attachment", "attachment_response", "read_attachment", "save_attachment"]
