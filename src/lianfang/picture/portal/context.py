"""What the frame of every page shows: menu, unread messages, posts, exercise banner."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from lianfang.base.accounts.public import ROLES
from lianfang.base.kernel.actor import Actor
from lianfang.county.orgs.public import Post

from . import navigation, queries


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """
    Values for `base.html`; nothing for people who are not signed in.

    A fragment shows no frame, so its answer pays for none. At most three queries otherwise.
    """
    actor = getattr(request, "actor", None)
    if actor is None or not actor.user_id:
        return {}
    if is_fragment(request):
        return {"actor": actor}
    waiting = queries.count_waiting(actor)
    sections = navigation.menu(actor, request.path, waiting)
    posts = request.posts
    return {
        "actor": actor,
        "nav": sections,
        "phone_nav": navigation.telephone_menu(actor, sections),
        "unread_count": waiting.get("unread", 0),
        "notices_url": reverse("notices:notice_list"),
        "search_url": reverse("search:results"),
        "account_url": reverse("accounts:own"),
        "sign_out_url": reverse("accounts:sign_out"),
        "app_version": app_version(),
        **_person(actor, posts),
        **_exercise(actor),
    }


def is_fragment(request: HttpRequest) -> bool:
    """True where the browser keeps the frame that it has."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def _person(actor: Actor, posts: list[Post]) -> dict[str, Any]:
    own = next((post for post in posts if post.pk == actor.post_id), None)
    return {
        "person_name": actor.name,
        "post_label": post_label(own) if own else "没有在任岗位",
        "posts": [
            {"label": post_label(post), "value": str(post.uuid), "active": post is own}
            for post in posts
        ],
        "post_switch_url": reverse("orgs:post_choose"),
        "county_name": _county_name(actor, own),
    }


def post_label(post: Post) -> str:
    """A post as its holder calls it: the unit, then the role."""
    role = ROLES.get(post.role)
    return f"{post.unit.short_name} {role.label if role else post.title}"


def _county_name(actor: Actor, own: Post | None) -> str:
    # Most people sit in the county itself, whose name came with their post.
    if own is not None and queries.is_county_code(own.area.code):
        return own.area.name
    return queries.county_name_of(actor.area_path)


def _exercise(actor: Actor) -> dict[str, Any]:
    """
    The banner says that everything is an exercise, so it shows only when nothing real runs.

    Beside a real response an exercise is marked record by record.
    """
    running = queries.names_of_running(actor)
    if not running or not all(is_exercise for _, is_exercise in running):
        return {"exercise_active": False}
    return {"exercise_active": True, "exercise_name": running[0][0]}


@cache
def app_version() -> str:
    """The version of the installed package; empty when run from a folder of sources."""
    try:
        return version("lianfang")
    except PackageNotFoundError:
        return ""
