"""One's own account: facts, password, tokens."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.accounts import queries
from lianfang.base.accounts.forms import PasswordForm, TokenForm
from lianfang.base.accounts.services import change_own_password, make_token, revoke_token
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission

from .next_page import asked_for, go_on


@require_safe
def own_account(request: HttpRequest) -> HttpResponse:
    context = {
        "user": request.user,
        "has_second_factor": queries.has_second_factor(request.user),
        "codes_left": queries.count_recovery_codes(request.user),
        "may_have_tokens": request.actor.may(Permission.TOKEN_MANAGE),
    }
    return render(request, "accounts/own.html", context)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = change_own_password(
                actor=request.actor,
                old_password=form.cleaned_data["old_password"],
                new_password=form.cleaned_data["new_password"],
            )
        except RuleBroken as refusal:
            form.take(refusal)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, "密码已修改，其他设备上的登录已全部退出。")
            return go_on(request) if asked_for(request) else redirect("accounts:own")
    context = {
        "form": form,
        "next": asked_for(request),
        "rules": password_validators_help_texts(),
        "is_first": request.user.must_change_password,
        "is_expired": request.user.is_password_due,
        "days": settings.LIANFANG_PASSWORD_DAYS,
    }
    return render(request, "accounts/password.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.TOKEN_MANAGE)
    form = TokenForm(request.POST or None)
    context = {"form": form, "now": clock.now()}
    if request.method == "POST" and form.is_valid():
        try:
            token, key = make_token(actor=request.actor, **form.cleaned_data)
        except RuleBroken as refusal:
            form.take(refusal)
        else:
            messages.success(request, f"令牌“{token.label}”已签发。")
            context |= {"key": key, "form": TokenForm()}
    context["tokens"] = queries.list_tokens(request.actor)[:100]
    return render(request, "accounts/token_list.html", context, status=422 if form.errors else 200)


@require_POST
def token_revoke(request: HttpRequest, uuid: object) -> HttpResponse:
    token = revoke_token(actor=request.actor, token_uuid=uuid)
    messages.success(request, f"令牌“{token.label}”已撤销，使用它的系统将立即无法访问。")
    return redirect("accounts:token_list")
