"""The telephone as second factor: enrolling it, and showing its code after sign-in."""

import django_otp
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.base.accounts import presenters, queries
from lianfang.base.accounts.forms import CodeForm
from lianfang.base.accounts.services import (
    begin_second_factor,
    confirm_second_factor,
    give_second_factor,
    renew_recovery_codes,
)
from lianfang.base.kernel.errors import RuleBroken

from .next_page import asked_for, go_on


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    if request.user.is_verified():
        return go_on(request)
    if not queries.has_second_factor(request.user):
        return redirect("accounts:second_factor_setup")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device = give_second_factor(actor=request.actor, code=form.cleaned_data["code"])
        except RuleBroken as refusal:
            form.add_error("code", refusal.message)
        else:
            django_otp.login(request, device)
            # A session id seen before this moment is worth nothing after it.
            request.session.cycle_key()
            return go_on(request)
    context = {"form": form, "next": asked_for(request)}
    return render(
        request, "accounts/second_factor.html", context, status=422 if form.errors else 200
    )


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def second_factor_setup(request: HttpRequest) -> HttpResponse:
    is_verified = request.user.is_verified()
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device, codes = confirm_second_factor(
                actor=request.actor, code=form.cleaned_data["code"], is_verified=is_verified
            )
        except RuleBroken as refusal:
            form.add_error("code", refusal.message)
        else:
            django_otp.login(request, device)
            request.session.cycle_key()
            messages.success(request, "二次验证已绑定，今后登录时请输入手机上的 6 位验证码。")
            return render(request, "accounts/recovery_codes.html", {"codes": codes})
    device = begin_second_factor(actor=request.actor, is_verified=is_verified)
    context = {
        "form": form,
        "picture": presenters.qr_picture(device.config_url),
        "key": presenters.readable_key(device.bin_key),
        "is_owed": request.session.get("needs_second_factor", False),
    }
    return render(
        request, "accounts/second_factor_setup.html", context, status=422 if form.errors else 200
    )


@never_cache
@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    codes = renew_recovery_codes(actor=request.actor, is_verified=request.user.is_verified())
    messages.success(request, "备用码已重新生成，原有备用码全部作废。")
    return render(request, "accounts/recovery_codes.html", {"codes": codes})
