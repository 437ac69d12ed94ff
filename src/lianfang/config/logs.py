"""One JSON object per line; never a name, number or address of a person."""

import json
import logging
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
        if record.exc_info:
            line["fault"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
