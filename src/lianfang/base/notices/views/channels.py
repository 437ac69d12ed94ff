"""The channels out of the house, for the system administrator."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.kernel.actor import require
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices import forms, presenters, queries, services
from lianfang.base.notices.choices import ChannelKind

PER_PAGE = 30


@require_safe
def channel_list(request: HttpRequest) -> HttpResponse:
    form = forms.ChannelFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    rows = queries.list_channels(
        request.actor, words=chosen.get("q") or "", kind=chosen.get("kind") or ""
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form, "page": page, "lines": presenters.channel_lines(page), "kinds": ChannelKind.choices,
    }  # fmt: skip
    return render(request, "notices/channel_list.html", context)


@require_safe
def channel_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    channel = queries.get_channel(request.actor, uuid)
    form = forms.DeliveryFilter(request.GET)
    form.is_valid()
    rows = queries.list_deliveries(
        request.actor, channel=channel, state=form.cleaned_data.get("state") or ""
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "line": presenters.channel_line(channel), "channel": channel, "form": form, "page": page,
        "lines": presenters.delivery_lines(page), "waiting": queries.list_open_items(channel).count(),
    }  # fmt: skip
    return render(request, "notices/channel_detail.html", context)


@require_http_methods(["GET", "POST"])
def channel_new(request: HttpRequest, channel_kind: str) -> HttpResponse:
    require(request.actor, Permission.CHANNEL_MANAGE)

    if channel_kind not in forms.FORMS:
        raise NotFound("没有这种渠道，请返回列表选择。")
    form = forms.FORMS[channel_kind](request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            channel = services.create_channel(
                actor=request.actor, kind=channel_kind, **form.facts()
            )
        except RuleBroken as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"渠道“{channel.name}”已建立，请发一条测试消息。")
            return redirect("notices:channel_detail", channel.uuid)
    context = {"form": form, "title": f"新建{ChannelKind(channel_kind).label}渠道"}
    return render(request, "notices/channel_form.html", context, status=_status(request))


@require_http_methods(["GET", "POST"])
def channel_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    channel = queries.get_channel(request.actor, uuid)
    form = forms.FORMS[channel.kind](request.POST or None, actor=request.actor, channel=channel)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_channel(actor=request.actor, channel_uuid=uuid, **form.facts())
        except RuleBroken as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "渠道设置已更新，下一条消息起生效。")
            return redirect("notices:channel_detail", uuid)
    context = {"form": form, "channel": channel, "title": f"更改渠道“{channel.name}”"}
    return render(request, "notices/channel_form.html", context, status=_status(request))


def _status(request: HttpRequest) -> int:
    """A form that is shown after a POST was refused."""
    return 422 if request.method == "POST" else 200


@require_POST
def channel_switch_on(request: HttpRequest, uuid: UUID) -> HttpResponse:
    channel = services.switch_channel_on(actor=request.actor, channel_uuid=uuid)
    messages.success(request, f"渠道“{channel.name}”已启用，此后的消息由它发送。")
    return redirect("notices:channel_detail", uuid)


@require_POST
def channel_switch_off(request: HttpRequest, uuid: UUID) -> HttpResponse:
    channel = services.switch_channel_off(actor=request.actor, channel_uuid=uuid)
    messages.success(request, f"渠道“{channel.name}”已停用，未发出的不再发送。")
    return redirect("notices:channel_detail", uuid)


@require_POST
def channel_test(request: HttpRequest, uuid: UUID) -> HttpResponse:
    services.queue_test(actor=request.actor, channel_uuid=uuid)
    messages.success(request, "测试消息已排入发送，半分钟内发出；请刷新本页看结果。")
    return redirect("notices:channel_detail", uuid)


@require_POST
def delivery_retry(request: HttpRequest, uuid: UUID) -> HttpResponse:
    delivery = services.retry_delivery(actor=request.actor, delivery_uuid=uuid)
    messages.success(request, f"编号 {delivery.reference} 的消息已重新排入发送。")
    return redirect("notices:channel_detail", delivery.channel.uuid)
