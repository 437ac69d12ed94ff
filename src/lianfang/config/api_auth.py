"""Who calls the API: a program with a token, or a signed-in page."""

import hashlib

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import AuthenticationError
from ninja.security import APIKeyCookie, HttpBearer

from lianfang.base.accounts.public import find_token
from lianfang.base.kernel.actor import Actor
from lianfang.county.orgs.public import actor_at, find_post


class Unauthorized(AuthenticationError):
    """No valid token and no signed-in session."""

    def __init__(
        self, message: str = "请带上有效的接口令牌（Authorization: Bearer …），或先登录。"
    ) -> None:
        super().__init__(401, message)


class BearerToken(HttpBearer):
    """A token acts at the post it was made for, for as long as that post lasts."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        found = find_token(hashlib.sha256(token.encode()).hexdigest())
        if found is None:
            return None
        post = find_post(found.user, found.post_id)
        if post is None or post.pk != found.post_id:
            return None
        request.actor = actor_at(post, address=request.META.get("REMOTE_ADDR", ""))
        return request.actor


class SignedInPage(APIKeyCookie):
    """A page of this site calling its own API with the session, CSRF token included."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        user = request.user
        if not user.is_authenticated or user.is_password_due:
            return None
        if request.session.get("needs_second_factor") and not user.is_verified():
            return None
        post = find_post(user, request.session.get("post_id"))
        if post is None:
            return None
        request.actor = actor_at(post, address=request.META.get("REMOTE_ADDR", ""))
        return request.actor
