"""What the frame of every page shows: menu, unread messages, exercise banner."""

from typing import Any

from django.http import HttpRequest


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Values for `base.html`; nothing for people who are not signed in."""
    actor = getattr(request, "actor", None)
    return {"actor": actor} if actor and actor.user_id else {}
