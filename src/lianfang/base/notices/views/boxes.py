"""The message box."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from lianfang.base.notices import forms, queries, services

PER_PAGE = 30


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    form = forms.NoticeFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    rows = queries.list_notices(
        request.actor,
        words=chosen.get("q") or "",
        only=chosen.get("only") or "",
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "unread": queries.count_unread(request.actor)}
    return render(request, "notices/notice_list.html", context)


@require_POST
def notice_open(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Note that the message was read and go to what it is about."""
    notice = services.mark_read(actor=request.actor, notice_uuid=uuid)
    is_ours = url_has_allowed_host_and_scheme(notice.url, allowed_hosts={request.get_host()})
    return redirect(notice.url if is_ours else reverse("notices:notice_list"))


@require_POST
def notice_read(request: HttpRequest, uuid: UUID) -> HttpResponse:
    services.mark_read(actor=request.actor, notice_uuid=uuid)
    return redirect(_back(request))


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    count = services.mark_all_read(actor=request.actor)
    messages.success(request, f"{count} 条消息已标为已读。" if count else "没有未读消息。")
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """The list as it was filtered."""
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if is_ours else reverse("notices:notice_list")
