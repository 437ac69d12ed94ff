"""Boundary files: bring one in, look at what fits, adopt it, take it out of use."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.kernel.actor import require
from lianfang.base.kernel.errors import Refused, RuleBroken
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs import exports, presenters, queries, services
from lianfang.county.orgs.forms import BoundaryFilter, BoundaryUploadForm

PER_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def boundary_list(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.UNIT_MANAGE)
    posted = request.method == "POST"
    form = BoundaryUploadForm(request.POST, request.FILES) if posted else BoundaryUploadForm()
    if posted and form.is_valid():
        given, file = form.cleaned_data, form.cleaned_data["file"]
        try:
            found = services.upload_boundaries(
                actor=request.actor, file_name=file.name, raw=file.read(), source=given["source"],
                key=given["key"],
            )  # fmt: skip
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "文件已读取，请核对后启用。启用前地图不变。")
            return redirect("orgs:boundary_detail", found.uuid)
    filters = BoundaryFilter(request.GET)
    filters.is_valid()
    chosen = filters.cleaned_data
    rows = queries.list_boundary_sets(
        request.actor, words=chosen.get("q", ""), state=chosen.get("state", "")
    )
    if request.GET.get("export") == "xlsx":
        return exports.boundary_sheet(rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "filters": filters, "page": page}
    return render(request, "orgs/boundary_list.html", context, status=422 if form.errors else 200)


@require_safe
def boundary_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.UNIT_MANAGE)
    boundaries = queries.get_boundary_set(request.actor, uuid)
    found = presenters.boundary_preview(
        boundaries, queries.list_shapes(boundaries), queries.areas_to_draw(boundaries.area_path)
    )
    context = {"boundaries": boundaries, "preview": found}
    return render(request, "orgs/boundary_detail.html", context)


@require_POST
def boundary_match(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.UNIT_MANAGE)
    try:
        found = services.match_boundaries(
            actor=request.actor, set_uuid=uuid, key=request.POST.get("key", "")
        )
    except RuleBroken as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"已按属性“{found.key}”重新匹配。")
    return redirect("orgs:boundary_detail", uuid)


@require_POST
def boundary_adopt(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.UNIT_MANAGE)
    try:
        services.adopt_boundaries(actor=request.actor, set_uuid=uuid)
    except RuleBroken as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "边界已启用，指挥大屏和态势地图即用这份边界。")
    return redirect("orgs:boundary_detail", uuid)


@require_POST
def boundary_remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.UNIT_MANAGE)
    try:
        found = services.remove_boundaries(actor=request.actor, set_uuid=uuid)
    except RuleBroken as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"这份边界{found.get_state_display()}。")
    return redirect("orgs:boundary_detail", uuid)
