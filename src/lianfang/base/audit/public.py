"""The door of the audit room."""

from .lines import Line, history_lines
from .models import AuditRow
from .queries import Verdict, history_of, list_rows, verify_chain, version_now
from .services import next_code, next_number, record, record_batch, verify_log

__all__ = [
    "AuditRow", "Line", "Verdict", "history_lines", "history_of", "list_rows", "next_code", "next_number",
    "record", "record_batch", "verify_chain", "verify_log", "version_now",
]  # fmt: skip
