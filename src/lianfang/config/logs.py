"""One JSON object per line; never a name, number or address of a person."""

import json
import logging
import traceback
from datetime import UTC, datetime

# What a log line may carry besides its message: codes, ids and durations.
ALLOWED = (
    "path",
    "method",
    "status",
    "milliseconds",
    "statements",
    "user_id",
    "job",
    "action",
    "count",
)


class JsonLines(logging.Formatter):
    """Formats a record as JSON with only the allowed extra fields."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: record.__dict__[name] for name in ALLOWED if name in record.__dict__}
        if record.exc_info and record.exc_info[1] is not None:
            line["fault"] = fault_lines(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def fault_lines(fault: BaseException) -> list[str]:
    """
    Where a fault arose, by file, line and function, and what led to it.

    Without its message: a database quotes the values of the row that it refused.
    """
    frames = traceback.extract_tb(fault.__traceback__)
    lines = [type(fault).__qualname__, *(f"{f.filename}:{f.lineno} {f.name}" for f in frames)]
    cause = fault.__cause__ or fault.__context__
    return lines if cause is None else [*lines, *fault_lines(cause)]
