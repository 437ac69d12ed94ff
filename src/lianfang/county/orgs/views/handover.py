"""Handing duty over."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lianfang.base.kernel.actor import require
from lianfang.base.kernel.errors import NotFound, Refused, RuleBroken
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs import exports, forms, presenters, queries, services

PER_PAGE = 20


@require_safe
def handover_list(request: HttpRequest) -> HttpResponse:
    form = forms.HandoverFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    rows = queries.list_handovers(
        request.actor, words=chosen.get("q", ""), only=chosen.get("only", ""),
        since=chosen.get("since"), until=chosen.get("until"),
    )  # fmt: skip
    if request.GET.get("export") == "xlsx":
        return exports.handover_sheet(rows, filters=presenters.filters_in_words(form))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "may_write": request.actor.may(Permission.HANDOVER_WRITE),
    }
    return render(request, "orgs/handover_list.html", context)


@require_http_methods(["GET", "POST"])
def handover_write(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.HANDOVER_WRITE)
    shift, refusal = _shift(request)
    kept = getattr(shift, "handover", None) if shift else None
    initial = {"open_items": kept.open_items, "watch": kept.watch} if kept else None
    form = forms.HandoverForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.write_handover(actor=request.actor, **form.cleaned_data)
        except RuleBroken as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, "交班记录已写好，等待接班值班员确认。")
            return redirect("orgs:handover_list")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "shift": shift, "refusal": refusal}
    return render(request, "orgs/handover_form.html", context, status=status)


def _shift(request: HttpRequest) -> tuple[object, str]:
    try:
        return queries.own_handover_shift(request.actor), ""
    except RuleBroken as refusal:
        return None, refusal.message


@require_http_methods(["GET", "POST"])
def handover_accept(request: HttpRequest, uuid: UUID) -> HttpResponse:
    handover = queries.get_handover(request.actor, uuid)
    form = forms.AcceptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.accept_handover(actor=request.actor, handover_uuid=uuid, **form.cleaned_data)
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "已接班，交接班记录已确认。")
            return redirect("orgs:handover_list")
    status = 422 if form.errors else 200
    takes_duty = request.actor.may(Permission.HANDOVER_WRITE)
    may_accept = takes_duty and request.actor.user_id != handover.written_by_id
    context = {"form": form, "handover": handover, "may_accept": may_accept}
    return render(request, "orgs/handover_accept.html", context, status=status)
