"""Pages of flash reports: one short form, the text as it was sent, the list of the duty desk."""

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
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.command.emergencies import forms, presenters, queries, services
from lianfang.command.surveillance.public import get_signal

PER_PAGE = 30
SHEET_LIMIT = 20_000


@require_safe
def flash_list(request: HttpRequest) -> HttpResponse:
    form = forms.FlashFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    exercise = chosen.get("exercise")
    rows = queries.list_flashes(
        request.actor, words=chosen.get("q", ""), waiting=chosen.get("waiting", False),
        exercise=exercise == "1" if exercise else None,
    )  # fmt: skip
    if request.GET.get("export") == "xlsx":
        lines = presenters.flash_sheet(rows[:SHEET_LIMIT])
        raw = write_table("快报", presenters.FLASH_COLUMNS, lines, as_of=clock.now())
        return download(f"快报-{clock.today():%Y%m%d}.xlsx", raw)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    may_send = request.actor.may(Permission.FLASH_SEND)
    context = {"form": form, "page": page, "may_send": may_send}
    return render(request, "emergencies/flash_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def flash_new(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.FLASH_SEND)
    form = forms.FlashForm(request.actor, request.POST or None, initial=_start(request))
    if request.method != "POST":
        return render(request, "emergencies/flash_new.html", {"form": form})
    if form.is_valid():
        try:
            flash = services.send_flash(actor=request.actor, **form.given())
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            words = "已报指挥部办公室、卫生健康部门和县人民政府。"
            messages.success(request, f"快报 {flash.number} {words}")
            return redirect("emergencies:flash_detail", flash.uuid)
    return render(request, "emergencies/flash_new.html", {"form": form}, status=422)


@require_safe
def flash_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _detail(request, uuid)


@require_POST
def flash_note(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.FlashNoteForm(request.POST)
    form.is_valid()
    try:
        services.note_flash(
            actor=request.actor, flash_uuid=uuid, note=form.cleaned_data.get("note", "")
        )
    except NotFound:
        raise
    except Refused as refusal:
        add_refusal(form, refusal)
        return _detail(request, uuid, form=form, status=refusal.status)
    messages.success(request, "快报已签收。")
    return redirect("emergencies:flash_detail", uuid)


def _detail(
    request: HttpRequest, uuid: UUID, *, form: Any = None, status: int = 200
) -> HttpResponse:
    flash = queries.get_flash(request.actor, uuid)
    context = {
        "flash": flash,
        "form": form or forms.FlashNoteForm(),
        "may_note": flash.noted_at is None and request.actor.may(Permission.FLASH_NOTE),
        "may_record": flash.emergency_id is None and request.actor.may(Permission.EMERGENCY_RECORD),
    }
    return render(request, "emergencies/flash_detail.html", context, status=status)


def _start(request: HttpRequest) -> dict[str, Any]:
    """A blank form, or one filled from a signal or an emergency."""
    try:
        if asked := request.GET.get("signal", ""):
            return forms.flash_from_signal(get_signal(request.actor, UUID(asked)))
        if asked := request.GET.get("emergency", ""):
            emergency = queries.get_emergency(request.actor, UUID(asked))
            return {
                "emergency": emergency.uuid, "what": emergency.name, "area": emergency.area.uuid,
                "place": emergency.place, "cases": emergency.cases_now,
                "deaths": emergency.deaths_now, "is_exercise": emergency.is_exercise,
            }  # fmt: skip
    except ValueError as fault:
        raise NotFound from fault
    return {}
