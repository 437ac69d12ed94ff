"""The door of the audit room."""

from .models import AuditRow
from .queries import Verdict, history_of, list_rows, verify_chain
from .services import next_code, next_number, record, record_batch

__all__ = [
    "AuditRow", "Verdict", "history_of", "list_rows", "next_code", "next_number", "record",
    "record_batch", "verify_chain",
]  # fmt: skip
