"""Pages of 通报, samples and one health."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.command.surveillance import forms, presenters, queries, services

PER_PAGE = 30
SHEET_LIMIT = 20_000
SPANS = {"90": 90, "365": 365}


@require_safe
def notification_list(request: HttpRequest) -> HttpResponse:
    form = forms.NotificationFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    rows = queries.list_notifications(
        request.actor, words=chosen.get("q", ""), box=chosen.get("box", ""),
        waiting=bool(chosen.get("waiting")),
    )  # fmt: skip
    if request.GET.get("export") == "xlsx":
        lines = presenters.notification_rows(rows[:SHEET_LIMIT])
        raw = write_table("通报", presenters.NOTIFICATION_COLUMNS, lines, as_of=clock.now())
        return download(f"通报-{clock.today():%Y%m%d}.xlsx", raw)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    may_send = request.actor.may(Permission.NOTIFICATION_SEND)
    context = {"form": form, "page": page, "may_send": may_send, "now": clock.now()}
    return render(request, "surveillance/notification_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def notification_new(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    require(actor, Permission.NOTIFICATION_SEND)
    form = forms.NotificationForm(actor, request.POST or None)
    if request.method != "POST":
        return render(request, "surveillance/notification_new.html", {"form": form})
    if form.is_valid():
        given = form.cleaned_data
        route = given["route"]
        units = list(given["units"]) or (
            queries.units_of_route(route, given["area"].path) if route else []
        )
        try:
            row = services.send_notification(
                actor=actor, title=given["title"] or (route.title if route else ""), words=given["words"],
                area=given["area"], units=[u for u in units if u.pk not in actor.unit_ids], route=route,
                signal_uuid=_signal(request),
            )  # fmt: skip
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"通报 {row.number} 已发出，接收单位已收到提醒。")
            return redirect("surveillance:notification_detail", row.uuid)
    return render(request, "surveillance/notification_new.html", {"form": form}, status=422)


def _signal(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET["signal"]) if request.GET.get("signal") else None
    except ValueError as fault:
        raise NotFound from fault


@require_safe
def notification_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _notification(request, uuid, forms.WordsForm())


def _notification(
    request: HttpRequest, uuid: UUID, form: Form, *, status: int = 200
) -> HttpResponse:
    row = queries.get_notification(request.actor, uuid)
    own = next((r for r in row.receipts.all() if r.unit_id in request.actor.unit_ids), None)
    may = request.actor.may(Permission.NOTIFICATION_SEND)
    context = {"row": row, "own": own if may else None, "form": form, "now": clock.now()}
    return render(request, "surveillance/notification_detail.html", context, status=status)


@require_POST
def notification_receive(request: HttpRequest, uuid: UUID) -> HttpResponse:
    services.receive_notification(actor=request.actor, notification_uuid=uuid)
    messages.success(request, "已签收，请在期限内回复。")
    return redirect("surveillance:notification_detail", uuid)


@require_POST
def notification_reply(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.WordsForm(request.POST)
    form.is_valid()
    try:
        services.reply_notification(
            actor=request.actor, notification_uuid=uuid, words=form.cleaned_data.get("words", "")
        )
    except NotFound:
        raise
    except Refused as refusal:
        add_refusal(form, refusal)
        return _notification(request, uuid, form, status=refusal.status)
    messages.success(request, "回复已送达通报单位。")
    return redirect("surveillance:notification_detail", uuid)


@require_safe
def sample_list(request: HttpRequest) -> HttpResponse:
    form = forms.SampleFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    rows = queries.list_samples(
        request.actor, words=chosen.get("q", ""), sector=chosen.get("sector", ""),
        state=chosen.get("state", ""),
    )  # fmt: skip
    if request.GET.get("export") == "xlsx":
        lines = presenters.sample_rows(rows[:SHEET_LIMIT])
        raw = write_table("样品", presenters.SAMPLE_COLUMNS, lines, as_of=clock.now())
        return download(f"样品-{clock.today():%Y%m%d}.xlsx", raw)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for sample in page.object_list:
        sample.tone = presenters.SAMPLE_TONES[sample.state]
    may_record = request.actor.may(Permission.SAMPLE_RECORD)
    context = {"form": form, "page": page, "may_record": may_record}
    return render(request, "surveillance/sample_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sample_new(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.SAMPLE_RECORD)
    form = forms.SampleForm(request.actor, request.POST or None, initial={"taken_at": clock.now()})
    if request.method != "POST":
        return render(request, "surveillance/sample_new.html", {"form": form})
    if form.is_valid():
        try:
            sample = services.take_sample(
                actor=request.actor, signal_uuid=_signal(request), **form.cleaned_data
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"样品 {sample.number} 已登记，由本单位保管。")
            return redirect("surveillance:sample_detail", sample.uuid)
    return render(request, "surveillance/sample_new.html", {"form": form}, status=422)


@require_safe
def sample_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _sample(request, uuid)


def _sample(request: HttpRequest, uuid: UUID, *, status: int = 200, **typed: Form) -> HttpResponse:
    actor = request.actor
    sample = queries.get_sample(actor, uuid)
    sample.tone = presenters.SAMPLE_TONES[sample.state]
    coming = queries.open_handover(sample)
    may = actor.may(Permission.SAMPLE_RECORD)
    is_keeper = may and sample.keeper_id in actor.unit_ids and sample.state != "moving"
    context = {
        "sample": sample,
        "coming": coming,
        "handovers": list(
            sample.handovers.select_related("from_unit", "to_unit", "handed_by", "received_by").order_by("-handed_at", "-id")
        ),
        "results": list(sample.results.select_related("unit", "reported_by").order_by("-reported_at", "-id")),
        "is_keeper": is_keeper,
        "may_receive": may and coming is not None and coming.to_unit_id in actor.unit_ids,
        "handover": typed.get("handover") or forms.HandoverForm(actor),
        "receive": typed.get("receive") or forms.ReceiveForm(),
        "result": typed.get("result") or forms.ResultForm(),
    }  # fmt: skip
    return render(request, "surveillance/sample_detail.html", context, status=status)


def _do(
    request: HttpRequest, uuid: UUID, name: str, form: Form, verb: Callable[..., Any], outcome: str
) -> HttpResponse:
    require(request.actor, Permission.SAMPLE_RECORD)
    if form.is_valid():
        try:
            verb(actor=request.actor, sample_uuid=uuid, **form.cleaned_data)
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
            return _sample(request, uuid, status=refusal.status, **{name: form})
        messages.success(request, outcome)
        return redirect("surveillance:sample_detail", uuid)
    return _sample(request, uuid, status=422, **{name: form})


@require_POST
def sample_hand_over(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.HandoverForm(request.actor, request.POST)
    words = "已移交，等待接收单位签收；签收前仍由本单位负责。"
    return _do(request, uuid, "handover", form, services.hand_over_sample, words)


@require_POST
def sample_receive(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.ReceiveForm(request.POST)
    return _do(request, uuid, "receive", form, services.receive_sample, "签收情况已登记。")


@require_POST
def sample_result(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.ResultForm(request.POST)
    return _do(request, uuid, "result", form, services.report_result, "检测结果已登记。")


@require_safe
def health_page(request: HttpRequest) -> HttpResponse:
    form = forms.HealthFilter(queries.list_signal_runs(), request.GET)
    form.is_valid()
    days = SPANS.get(form.cleaned_data.get("days") or "", 30)
    world = forms.world_chosen(form.cleaned_data.get("exercise"))
    places = queries.one_health(request.actor, days=days, world=world)
    return render(request, "surveillance/health_page.html", {"form": form, "places": places})
