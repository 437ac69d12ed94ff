"""Rows read from a spreadsheet that wait for a yes: sealed, carried by the page, kept nowhere."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from . import clock
from .actor import Actor
from .encryption import Unreadable, decrypt, encrypt
from .errors import RuleBroken

# Long enough to look through a long list, short enough that names do not lie about in a browser.
VALID_FOR = timedelta(hours=2)
AGAIN = "预览已失效，请重新上传文件。"


def seal_rows(actor: Actor, purpose: str, rows: Sequence[dict[str, Any]]) -> str:
    """Close rows up for the person who sent them and for one purpose; nobody else can open them."""
    held = {
        "who": actor.user_id,
        "post": actor.post_id,
        "for": purpose,
        "at": clock.now().isoformat(),
        "rows": list(rows),
    }
    return encrypt(json.dumps(held, ensure_ascii=False, default=_plain))


def open_rows(actor: Actor, purpose: str, sealed: str) -> list[dict[str, Any]]:
    """
    Give back the rows that a person has looked through.

    :raises RuleBroken: altered, another person's, another purpose's, or too old.
    """
    try:
        held = json.loads(decrypt(sealed))
    except (Unreadable, ValueError) as fault:
        raise RuleBroken(AGAIN) from fault
    owner = (held.get("who"), held.get("post"), held.get("for"))
    if owner != (actor.user_id, actor.post_id, purpose):
        raise RuleBroken(AGAIN)
    if abs(clock.now() - datetime.fromisoformat(held["at"])) > VALID_FOR:
        raise RuleBroken(AGAIN)
    return [dict(row) for row in held["rows"]]


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
