"""What every API operation shares: problem answers, cursor pages."""

import base64
import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from ninja import Schema

from .errors import RuleBroken

PAGE_SIZE = 50
PAGE_LIMIT = 200
# The largest whole number of both engines.
LARGEST = 2**63 - 1
BAD_CURSOR = "翻页标记无效，请从第一页重新读取。"


class Problem(Schema):
    """RFC 9457 problem: what was refused, and what to do next."""

    type: str
    title: str
    status: int
    detail: str
    fields: dict[str, str] = {}


PROBLEMS = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


def page_after(
    rows: QuerySet[Any], *, key: str, cursor: str, limit: int, shape: Callable[[Any], Any]
) -> dict[str, Any]:
    """
    One page of a list ordered by `key` and id, both descending when `key` starts with "-".

    The cursor carries the last row's key and id, so that rows added meanwhile shift nothing.

    :raises RuleBroken: the cursor was not given by this API.
    """
    size = max(1, min(limit or PAGE_SIZE, PAGE_LIMIT))
    field, descending = key.lstrip("-"), key.startswith("-")
    rows = rows.order_by(key, "-id" if descending else "id")
    if cursor:
        value, last_id = _read_cursor(cursor)
        step = "lt" if descending else "gt"
        after = Q(**{f"{field}__{step}": value}) | Q(**{field: value, f"id__{step}": last_id})
        try:
            rows = rows.filter(after)
        except (ValueError, TypeError, ValidationError) as fault:
            raise RuleBroken(BAD_CURSOR) from fault
    found = list(rows[: size + 1])
    items = found[:size]
    more = len(found) > size
    return {
        "items": [shape(row) for row in items],
        "next": _write_cursor(getattr(items[-1], field), items[-1].pk) if more else None,
    }


def _write_cursor(value: Any, pk: int) -> str:
    text = value.isoformat() if hasattr(value, "isoformat") else value
    return base64.urlsafe_b64encode(json.dumps([text, pk]).encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[Any, int]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        value, pk = json.loads(raw)
        is_number = isinstance(value, int | float) and abs(value) <= LARGEST
        if not (is_number or isinstance(value, str)) or not 0 <= int(pk) <= LARGEST:
            raise TypeError
        return value, int(pk)
    except (ValueError, TypeError, OverflowError, RecursionError) as fault:
        raise RuleBroken(BAD_CURSOR) from fault
