"""Pages of the call-down: rounds of calls, one round with its progress."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import NotFound, Refused, RuleBroken
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.command.tasks import forms, presenters, queries, services

from .orders import PER_PAGE, SHEET_LIMIT


@require_safe
def calldown_list(request: HttpRequest) -> HttpResponse:
    form = forms.WordsFilter(request.GET)
    form.is_valid()
    rows = queries.list_calldowns(request.actor, words=form.cleaned_data.get("q", ""))
    if request.GET.get("export") == "xlsx":
        lines = presenters.calldown_sheet(rows[:SHEET_LIMIT])
        raw = write_table("叫应", presenters.CALLDOWN_COLUMNS, lines, as_of=clock.now())
        return download(f"叫应列表-{clock.today():%Y%m%d}.xlsx", raw)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    may = request.actor.may(Permission.CALLDOWN_RUN)
    return render(request, "tasks/calldown_list.html", {"form": form, "page": page, "may_run": may})


@require_http_methods(["GET", "HEAD", "POST"])
def calldown_new(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.CALLDOWN_RUN)
    start = {"key": uuid4(), "within_minutes": 15, "emergency": request.GET.get("emergency")}
    sent: tuple[Any, ...] = (request.POST,) if request.method == "POST" else ()
    form = forms.CallDownForm(request.actor, *sent, initial=start)
    if sent and form.is_valid():
        try:
            calldown = services.start_calldown(actor=request.actor, **form.given())
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "叫应名单已排好，请按次序呼叫并登记结果。")
            return redirect("tasks:calldown_detail", calldown.uuid)
    status = 422 if sent else 200
    return render(request, "tasks/calldown_new.html", {"form": form}, status=status)


@require_safe
def calldown_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.COUNTY_VIEW)
    calldown = queries.get_calldown(request.actor, uuid)
    targets = queries.list_targets(calldown)
    if request.GET.get("export") == "xlsx":
        rows = presenters.call_sheet(targets)
        raw = write_table("叫应", presenters.CALL_COLUMNS, rows, as_of=clock.now())
        return download(f"叫应-{calldown.title[:20]}.xlsx", raw)
    may = request.actor.may(Permission.CALLDOWN_RUN) and calldown.ended_at is None
    context = {
        "calldown": calldown, "targets": presenters.dress_targets(targets), "may_run": may,
        "results": forms.CallForm().fields["result"].choices,
    }  # fmt: skip
    return render(request, "tasks/calldown_detail.html", context)


@require_POST
def call_note(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write down what one call came to; the buttons of a row are its results."""
    callee = queries.get_callee(request.actor, uuid)
    try:
        services.note_call(
            actor=request.actor, callee_uuid=uuid, result=request.POST.get("result", ""),
            words=request.POST.get("words", ""),
        )  # fmt: skip
    except RuleBroken as refusal:
        messages.error(request, refusal.message)
    return redirect("tasks:calldown_detail", callee.target.calldown.uuid)


@require_POST
def calldown_end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    queries.get_calldown(request.actor, uuid)
    try:
        services.end_calldown(actor=request.actor, calldown_uuid=uuid)
    except RuleBroken as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "叫应已结束，记录保留。")
    return redirect("tasks:calldown_detail", uuid)
