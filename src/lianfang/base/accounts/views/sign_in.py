"""Signing in and out."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.base.accounts.forms import SignInForm
from lianfang.base.accounts.models import User
from lianfang.base.accounts.services import note_failed_sign_in, note_sign_in, note_sign_out
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor

from .next_page import asked_for, go_on

# The same words whether the account exists or not: nobody learns names by trying.
WRONG = "账号或密码不正确，请重新输入。"


@sensitive_post_parameters("password")
@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return go_on(request)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            return _welcome(request, user)
        _note_failure(request, form.cleaned_data["username"])
        form.add_error(None, WRONG)
    context = {
        "form": form,
        "next": asked_for(request),
        "is_idle": "idle" in request.GET,
        "idle_minutes": settings.LIANFANG_IDLE_MINUTES,
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/sign_in.html", context, status=status)


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    note_sign_out(actor=request.actor, user=request.user)
    logout(request)
    answer = redirect("accounts:sign_in")
    # What pages kept in this browser for work without a network goes with the session.
    answer["Clear-Site-Data"] = '"storage"'
    return answer


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, str] | None
) -> HttpResponse:
    """The answer to a sign-in while the account is locked; axes calls it."""
    context = {
        "minutes": round(timedelta(hours=settings.AXES_COOLOFF_TIME).total_seconds() / 60),
        "failures": settings.AXES_FAILURE_LIMIT,
    }
    return render(request, "accounts/locked_out.html", context, status=429)


def _welcome(request: HttpRequest, user: User) -> HttpResponse:
    login(request, user)
    request.session["seen_at"] = clock.now().isoformat()
    actor = Actor(name=user.name, user_id=user.pk, address=_address(request))
    note_sign_in(actor=actor, user=user, session=request.session)
    return go_on(request)


def _note_failure(request: HttpRequest, username: str) -> None:
    # Knocking at a door that is locked already is not counted and fills no log.
    if request.axes_failures_since_start is None:
        return
    note_failed_sign_in(
        actor=Actor(name="未登录", address=_address(request)),
        username=username,
        is_locked=bool(request.axes_locked_out),
    )


def _address(request: HttpRequest) -> str:
    return request.META.get("REMOTE_ADDR", "")
