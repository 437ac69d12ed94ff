"""Pages of the log, for the audit administrator."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.spreadsheets import write_table

from . import forms, presenters, queries, services
from .lines import lines_of

PER_PAGE = 50
SHEET_LIMIT = 20_000


@require_safe
def row_list(request: HttpRequest) -> HttpResponse:
    form = forms.RowFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    rows = queries.list_rows(
        request.actor,
        words=chosen.get("q") or "",
        action=chosen.get("action") or "",
        since=chosen.get("since"),
        until=chosen.get("until"),
    )
    if request.GET.get("export") == "xlsx":
        taken = services.take_rows(actor=request.actor, rows=rows, limit=SHEET_LIMIT)
        lines = presenters.sheet_rows(taken)
        raw = write_table("审计记录", presenters.COLUMNS, lines, as_of=clock.now())
        return download(f"审计记录-{clock.today():%Y%m%d}.xlsx", raw)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "lines": lines_of(page.object_list)}
    return render(request, "audit/row_list.html", context)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Recompute the whole chain and say what came of it."""
    verdict = services.verify_log(actor=request.actor)
    if verdict.is_whole:
        messages.success(request, f"审计链完整，共校验 {verdict.rows} 行，没有改动、缺失或截断。")
    else:
        messages.error(
            request,
            f"审计链不完整：{verdict.why}。其前 {verdict.rows} 行完好。"
            "请立即停用写入、保护现场并报告网络安全负责人，同时与备份核对。",
        )
    return redirect("audit:row_list")
