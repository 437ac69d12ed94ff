"""Accounts as their administrators see them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianfang.base.accounts import exports, queries, services
from lianfang.base.accounts.forms import AccountForm, NewAccountForm, ReasonForm, UserFilter
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission

PER_PAGE = 50


@dataclass(frozen=True)
class Act:
    """Something an administrator does to an account, for which a reason is asked."""

    label: str
    consequence: str
    permission: Permission
    service: Callable[..., Any]
    done: str
    gives_password: bool = False


ACTS = {
    "switch-off": Act(
        "停用账号",
        "停用后该账号立即退出登录，接口令牌全部撤销；历史记录保留。",
        Permission.USER_MANAGE,
        services.switch_off_account,
        "账号已停用，其登录已全部退出，接口令牌已撤销。",
    ),
    "switch-on": Act(
        "启用账号",
        "启用后本人用原密码登录，并须立即修改密码；已撤销的接口令牌不会恢复。",
        Permission.USER_MANAGE,
        services.switch_on_account,
        "账号已启用，首次登录须修改密码。",
    ),
    "unlock": Act(
        "解除锁定",
        "解除后本人可以立即重新登录。请先确认确系本人操作。",
        Permission.ROLE_GRANT,
        services.unlock_account,
        "账号已解除锁定，可以重新登录。",
    ),
    "reset-password": Act(
        "重置密码",
        "生成一个新的初始密码，只显示一次；该账号在所有设备上退出登录。",
        Permission.ROLE_GRANT,
        services.reset_password,
        "密码已重置，首次登录须修改。",
        gives_password=True,
    ),
    "reset-second-factor": Act(
        "重置二次验证",
        "解除已绑定的手机和备用码，下次登录须重新绑定。请先当面或电话核实本人身份。",
        Permission.ROLE_GRANT,
        services.reset_second_factor,
        "二次验证已重置，下次登录须重新绑定手机。",
    ),
}


@require_safe
def user_list(request: HttpRequest) -> HttpResponse:
    form = UserFilter(request.GET)
    form.is_valid()
    words, state = form.cleaned_data.get("q", ""), form.cleaned_data.get("state", "")
    users = queries.list_users(request.actor, words=words, state=state)
    if request.GET.get("export") == "xlsx":
        return exports.user_sheet(users, words=words)
    context = {
        "page": Paginator(users, PER_PAGE).get_page(request.GET.get("page")),
        "filters": form,
        "locked": queries.list_locked_names(),
        "may_create": request.actor.may(Permission.USER_MANAGE),
    }
    return render(request, "accounts/user_list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def user_new(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.USER_MANAGE)
    form = NewAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, password = services.create_account(actor=request.actor, **form.cleaned_data)
        except RuleBroken as refusal:
            form.take(refusal)
        else:
            messages.success(request, f"账号“{user.username}”已建立。")
            context = {"account": user, "password": password, "is_new": True}
            return render(request, "accounts/first_password.html", context)
    return render(
        request, "accounts/user_new.html", {"form": form}, status=422 if form.errors else 200
    )


@require_safe
def user_detail(request: HttpRequest, uuid: object) -> HttpResponse:
    account = queries.get_user(request.actor, uuid)
    context = {
        "account": account,
        "is_own": account.pk == request.actor.user_id,
        "is_locked": queries.is_locked(account),
        "has_second_factor": queries.has_second_factor(account),
        "may_manage": request.actor.may(Permission.USER_MANAGE),
        "may_grant": request.actor.may(Permission.ROLE_GRANT),
    }
    return render(request, "accounts/user_detail.html", context)


@require_http_methods(["GET", "POST"])
def user_edit(request: HttpRequest, uuid: object) -> HttpResponse:
    require(request.actor, Permission.USER_MANAGE)
    account = queries.get_user(request.actor, uuid)
    # The stored number is never sent to a page: an empty field leaves it as it is.
    form = AccountForm(request.POST or None, initial={"name": account.name})
    if request.method == "POST" and form.is_valid():
        try:
            services.update_account(
                actor=request.actor,
                user_uuid=uuid,
                name=form.cleaned_data["name"],
                phone=form.cleaned_data["phone"] or account.phone,
            )
        except RuleBroken as refusal:
            form.take(refusal)
        else:
            messages.success(request, "账号信息已更新。")
            return redirect("accounts:user_detail", uuid=uuid)
    context = {"form": form, "account": account}
    return render(request, "accounts/user_edit.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def user_act(request: HttpRequest, uuid: object, act: str) -> HttpResponse:
    if act not in ACTS:
        raise Http404
    known = ACTS[act]
    require(request.actor, known.permission)
    account = queries.get_user(request.actor, uuid)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer = known.service(
                actor=request.actor, user_uuid=uuid, reason=form.cleaned_data["reason"]
            )
        except RuleBroken as refusal:
            form.take(refusal)
        else:
            messages.success(request, known.done)
            if known.gives_password:
                context = {"account": account, "password": answer[1]}
                return render(request, "accounts/first_password.html", context)
            return redirect("accounts:user_detail", uuid=uuid)
    context = {"form": form, "account": account, "act": known}
    return render(request, "accounts/user_act.html", context, status=422 if form.errors else 200)
