"""Areas, units and working groups."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.kernel.actor import require
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.levels import Level
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs import exports, presenters, queries, services
from lianfang.county.orgs.forms import (
    NewUnitForm,
    ReasonForm,
    RenameForm,
    UnitFilter,
    UnitForm,
)

PER_PAGE = 50


@require_safe
def area_tree(request: HttpRequest) -> HttpResponse:
    rows = presenters.tree_rows(queries.list_areas(request.actor))
    may_manage = request.actor.may(Permission.UNIT_MANAGE)
    return render(request, "orgs/area_tree.html", {"rows": rows, "may_manage": may_manage})


@require_safe
def unit_list(request: HttpRequest) -> HttpResponse:
    form = UnitFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    units = queries.list_units(
        request.actor,
        words=chosen.get("q", ""),
        kind=chosen.get("kind", ""),
        area_code=chosen.get("area", ""),
        includes_inactive=bool(chosen.get("inactive")),
    )
    if request.GET.get("export") == "xlsx":
        return exports.unit_sheet(units, filters=presenters.filters_in_words(form))
    context = {
        "page": Paginator(units, PER_PAGE).get_page(request.GET.get("page")),
        "filters": form,
        "may_manage": request.actor.may(Permission.UNIT_MANAGE),
    }
    return render(request, "orgs/unit_list.html", context)


@require_safe
def unit_detail(request: HttpRequest, uuid: object) -> HttpResponse:
    unit = queries.get_unit(request.actor, uuid)
    context = {
        "unit": unit,
        "aliases": queries.list_aliases(unit),
        "children": queries.list_children(request.actor, unit),
        "posts": presenters.post_lines(queries.list_posts_at(unit)),
        "groups": queries.list_groups_of(unit),
        "may_manage": request.actor.may(Permission.UNIT_MANAGE),
        "may_call": unit.pk in request.actor.unit_ids or request.actor.may(Permission.COUNTY_VIEW),
    }
    return render(request, "orgs/unit_detail.html", context)


@require_http_methods(["GET", "POST"])
def unit_new(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.UNIT_MANAGE)
    form = NewUnitForm(request.POST or None, **_choices(request))
    if request.method == "POST" and form.is_valid():
        try:
            unit = services.create_unit(actor=request.actor, **form.cleaned_data)
        except RuleBroken as refusal:
            form.take(refusal)
        else:
            messages.success(request, f"单位“{unit.name}”已登记。")
            return redirect("orgs:unit_detail", uuid=unit.uuid)
    context = {"form": form, "title": "登记单位"}
    return render(request, "orgs/unit_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def unit_rename(request: HttpRequest, uuid: object) -> HttpResponse:
    require(request.actor, Permission.UNIT_MANAGE)
    unit = queries.get_unit(request.actor, uuid)
    form = RenameForm(
        request.POST or None, initial={"name": unit.name, "short_name": unit.short_name}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_unit(actor=request.actor, unit_uuid=uuid, **form.cleaned_data)
        except RuleBroken as refusal:
            form.take(refusal)
        else:
            messages.success(request, "单位名称已更改，原名称保留为别名。")
            return redirect("orgs:unit_detail", uuid=uuid)
    context = {"form": form, "unit": unit, "title": "单位更名"}
    return render(request, "orgs/unit_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def unit_edit(request: HttpRequest, uuid: object) -> HttpResponse:
    require(request.actor, Permission.UNIT_MANAGE)
    unit = queries.get_unit(request.actor, uuid)
    initial = {
        "kind": unit.kind,
        "area": unit.area,
        "parent": unit.parent,
        "aliases": "\n".join(queries.list_aliases(unit)),
    }
    form = UnitForm(request.POST or None, initial=initial, **_choices(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.update_unit(actor=request.actor, unit_uuid=uuid, **form.cleaned_data)
        except RuleBroken as refusal:
            form.take(refusal)
        else:
            messages.success(request, "单位资料已更新。")
            return redirect("orgs:unit_detail", uuid=uuid)
    context = {"form": form, "unit": unit, "title": "更正单位资料"}
    return render(request, "orgs/unit_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def unit_switch_off(request: HttpRequest, uuid: object) -> HttpResponse:
    require(request.actor, Permission.UNIT_MANAGE)
    unit = queries.get_unit(request.actor, uuid)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.switch_off_unit(actor=request.actor, unit_uuid=uuid, **form.cleaned_data)
        except RuleBroken as refusal:
            form.take(refusal)
        else:
            messages.success(request, "单位已停用，历史记录保留，不再接收新任务。")
            return redirect("orgs:unit_detail", uuid=uuid)
    context = {"form": form, "unit": unit, "title": "停用单位"}
    return render(request, "orgs/unit_form.html", context, status=422 if form.errors else 200)


@require_POST
def unit_switch_on(request: HttpRequest, uuid: object) -> HttpResponse:
    unit = services.switch_on_unit(actor=request.actor, unit_uuid=uuid)
    messages.success(request, f"单位“{unit.name}”已恢复使用。")
    return redirect("orgs:unit_detail", uuid=uuid)


@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("level", "")
    level = Level(int(asked)) if asked in {"1", "2", "3", "4"} else None
    context = {
        "groups": queries.list_groups(request.actor, level=level),
        "level": level,
        "tabs": presenters.level_tabs(level),
    }
    return render(request, "orgs/group_list.html", context)


def _choices(request: HttpRequest) -> dict[str, object]:
    return {
        "areas": queries.list_own_areas(request.actor),
        "units": queries.list_units(request.actor),
    }
