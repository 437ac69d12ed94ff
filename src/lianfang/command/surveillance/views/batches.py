"""Pages of tables: the template out, an upload, its preview, and undoing it as a whole."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import RowFault, write_table
from lianfang.command.surveillance import forms, presenters, queries, rules, services

PER_PAGE = 30
SHOWN_FAULTS = 200
MOST_SITES = 2000


@require_http_methods(["GET", "HEAD", "POST"])
def batch_list(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.OBSERVATION_RECORD)
    programmes = list(queries.list_programmes(request.actor))
    form = forms.SheetForm(programmes, request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _page(request, form, [])
    faults: list[RowFault] = []
    if form.is_valid():
        file = form.cleaned_data["file"]
        programme = next(p for p in programmes if p.code == form.cleaned_data["programme"])
        try:
            batch, faults = services.read_batch(
                actor=request.actor, programme=programme, name=file.name, raw=file.read()
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            if batch is not None:
                messages.success(request, f"已读取 {batch.rows} 行，请核对后确认导入。")
                return redirect("surveillance:batch_detail", batch.uuid)
    return _page(request, form, faults, status=422)


def _page(
    request: HttpRequest, form: forms.SheetForm, faults: list[RowFault], *, status: int = 200
) -> HttpResponse:
    page = Paginator(queries.list_batches(request.actor), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "form": form,
        "page": page,
        "faults": faults[:SHOWN_FAULTS],
        "fault_count": len(faults),
    }
    return render(request, "surveillance/batch_list.html", context, status=status)


@require_safe
def batch_template(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    require(actor, Permission.OBSERVATION_RECORD)
    code = request.GET.get("programme") or "school-check"
    programme = queries.get_programme(actor, code)
    sites = queries.list_sites_to_fill(actor, programme=code).prefetch_related("parts")[:MOST_SITES]
    lines = presenters.template_rows(sites, queries.list_indicators(programme), clock.today())
    raw = write_table(programme.name, rules.columns_of(programme.part_label), lines)
    return download(f"{programme.name}-模板.xlsx", raw)


@require_safe
def batch_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    batch = queries.get_batch(request.actor, uuid)
    if batch.state == "preview":
        rows = batch.lines.select_related("site", "indicator").order_by("row", "id")
    else:
        rows = batch.observations.select_related("site", "indicator").order_by("id")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "surveillance/batch_detail.html", {"batch": batch, "page": page})


def _settle(request: HttpRequest, uuid: UUID, verb: Callable[..., Any], words: str) -> HttpResponse:
    batch = verb(actor=request.actor, batch_uuid=uuid)
    messages.success(request, words.format(batch.rows))
    return redirect("surveillance:batch_detail", uuid)


@require_POST
def batch_confirm(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _settle(request, uuid, services.confirm_batch, "已导入 {} 个数值，稍后自动筛查。")


@require_POST
def batch_discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _settle(request, uuid, services.discard_batch, "预览已放弃，没有导入任何数据。")


@require_POST
def batch_undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _settle(request, uuid, services.undo_batch, "这一批已整体撤销，原有数值已恢复。")
