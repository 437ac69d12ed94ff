"""Puts the acting person on every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from lianfang.base.kernel.actor import Actor

from .queries import actor_at, choose_post, list_posts_of

NOBODY = Actor(name="")


class ActingAtPost:
    """
    Sets `request.actor`: the signed-in person at the post chosen in the session; and `request.posts`,
    all that the person holds now, for the frame of the page.

    The posts are read anew at each request, so that an ended one ends at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.posts = []
        request.actor = self._actor(request)
        return self.get_response(request)

    def _actor(self, request: HttpRequest) -> Actor:
        if not request.user.is_authenticated or request.path.startswith(("/static/", "/api/")):
            return NOBODY
        request.posts = list(list_posts_of(request.user))
        post = choose_post(request.posts, request.session.get("post_id"))
        address = request.META.get("REMOTE_ADDR", "")
        if post is None:
            return Actor(name=request.user.name, user_id=request.user.pk, address=address)
        return actor_at(post, address=address)
