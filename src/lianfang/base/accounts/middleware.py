"""Sign-in for every page, an end to idle sessions, second factor and password age."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from lianfang.base.kernel import clock

Responder = Callable[[HttpRequest], HttpResponse]
# How stale "last seen" may be before it is written again: a write per click would be waste.
SEEN_RESOLUTION = timedelta(minutes=1)
# Asked by an open page by itself, whether or not anybody sits before it: no sign of life. A page
# that renews a part of itself says so with the header; the wall, which stands open, does not.
UNATTENDED = ("/pulse/",)
UNATTENDED_HEADER = "X-Unattended"


class IdleTimeout:
    """Ends a session that nobody used for the configured time."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = clock.now()
        seen = request.session.get("seen_at")
        last = datetime.fromisoformat(seen) if seen else now
        if now - last > timedelta(minutes=settings.LIANFANG_IDLE_MINUTES):
            logout(request)
            return self._say_so(request)
        is_attended = request.path not in UNATTENDED and UNATTENDED_HEADER not in request.headers
        if not seen or (is_attended and now - last > SEEN_RESOLUTION):
            request.session["seen_at"] = now.isoformat()
        return self.get_response(request)

    def _say_so(self, request: HttpRequest) -> HttpResponse:
        """Pages go to sign-in, which says why; the API answers 401 by itself."""
        if request.path.startswith("/api/"):
            return self.get_response(request)
        asked = {"next": request.get_full_path()} if request.method == "GET" else {}
        address = f"{reverse('accounts:sign_in')}?{urlencode({'idle': 1, **asked})}"
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": address})
        return redirect(address)


class PagesNeedSignIn(LoginRequiredMiddleware):
    """Every page asks for sign-in unless its view says otherwise; the API has its own check."""

    def process_view(
        self, request: HttpRequest, view_func: Callable, view_args: tuple, view_kwargs: dict
    ) -> HttpResponse | None:
        if request.path.startswith("/api/"):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class SecondFactorAndPassword:
    """
    Sends people on to what is still owed: a new password, then the one-time code.

    Which roles owe a second factor is known at sign-in and kept in the session as
    `needs_second_factor`, so that this costs no query.
    """

    OPEN = (
        "accounts:sign_out",
        "accounts:password",
        "accounts:second_factor",
        "accounts:second_factor_setup",
        "accounts:recovery_codes",
    )

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        owed = self._owed(request)
        if not owed:
            return self.get_response(request)
        asked = {"next": request.get_full_path()} if request.method == "GET" else {}
        return redirect(f"{reverse(owed)}?{urlencode(asked)}")

    def _owed(self, request: HttpRequest) -> str:
        user = request.user
        if not user.is_authenticated or request.path.startswith(("/static/", "/api/", "/health")):
            return ""
        if request.path in {reverse(name) for name in self.OPEN}:
            return ""
        if user.is_password_due:
            return "accounts:password"
        if request.session.get("needs_second_factor") and not user.is_verified():
            return "accounts:second_factor"
        return ""
