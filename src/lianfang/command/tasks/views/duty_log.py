"""Pages of the duty log: the log with its quick line, and a correction."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.command.tasks import forms, presenters, queries, services

from .orders import PER_PAGE, SHEET_LIMIT


@require_http_methods(["GET", "HEAD", "POST"])
def log_list(request: HttpRequest) -> HttpResponse:
    """The log, the latest first; a quick line at its head writes the next entry."""
    require(request.actor, Permission.TASK_VIEW)
    form, status = _quick(request), 200
    if request.method == "POST":
        require(request.actor, Permission.LOG_WRITE)
        status = 422
        if form.is_valid():
            try:
                services.write_entry(actor=request.actor, **form.given())
            except NotFound:
                raise
            except Refused as refusal:
                add_refusal(form, refusal)
            else:
                return redirect("tasks:log_list")
    return _page(request, form, status)


def _quick(request: HttpRequest) -> forms.QuickEntryForm:
    start = {"key": uuid4(), "emergency": request.GET.get("emergency")}
    sent = (request.POST,) if request.method == "POST" else ()
    return forms.QuickEntryForm(request.actor, *sent, initial=start, auto_id="id_quick_%s")


def _page(request: HttpRequest, quick: forms.QuickEntryForm, status: int) -> HttpResponse:
    query = forms.LogFilter(request.actor, request.GET)
    query.is_valid()
    chosen = query.cleaned_data
    emergency = chosen.get("emergency")
    rows = queries.list_entries(
        request.actor, words=chosen.get("q", ""), position=chosen.get("position", ""),
        significant=bool(chosen.get("significant")), emergency=emergency.uuid if emergency else None,
    )  # fmt: skip
    if request.GET.get("export") == "xlsx":
        lines = presenters.log_sheet(rows[:SHEET_LIMIT])
        raw = write_table("值班日志", presenters.LOG_COLUMNS, lines, as_of=clock.now())
        return download(f"值班日志-{clock.today():%Y%m%d}.xlsx", raw)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    may = request.actor.may(Permission.LOG_WRITE)
    context = {
        "form": query, "quick": quick, "page": page, "may_write": may,
        "may_signal": request.actor.may(Permission.SIGNAL_RECORD),
    }  # fmt: skip
    return render(request, "tasks/log_list.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def log_correct(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A later entry that corrects or adds to one; the first stays as it is."""
    entry = queries.get_entry(request.actor, uuid)
    require(request.actor, Permission.LOG_WRITE)
    sent: tuple[Any, ...] = (request.POST,) if request.method == "POST" else ()
    form = forms.CorrectionForm(*sent, initial={"key": uuid4()})
    if sent and form.is_valid():
        try:
            services.write_entry(actor=request.actor, corrects_uuid=uuid, **form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "更正已作为新的一条记入日志，原记录保留。")
            return redirect("tasks:log_list")
    context = {"entry": entry, "form": form}
    return render(request, "tasks/log_correct.html", context, status=422 if sent else 200)
