"""Pages of places."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import OFFERED_AT_MOST, add_refusal, draw_offers
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.previews import open_rows, seal_rows
from lianfang.base.kernel.spreadsheets import write_table, write_template

from . import forms, importers, presenters, queries, services
from .models import Place

PER_PAGE = 30
SHEET_LIMIT = 20_000
SHOWN = 50
PURPOSE = "places.import"


@require_safe
def place_list(request: HttpRequest) -> HttpResponse:
    form = forms.PlaceFilter(request.actor, request.GET)
    form.is_valid()
    rows = queries.list_places(request.actor, **_filters(form.cleaned_data))
    if request.GET.get("export") == "xlsx":
        lines = presenters.sheet_rows(rows[:SHEET_LIMIT])
        raw = write_table("场所", presenters.COLUMNS, lines, as_of=clock.now())
        return download(f"场所-{clock.today():%Y%m%d}.xlsx", raw)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for place in page.object_list:
        place.tone = presenters.tone_of(place)
    may_manage = request.actor.may(Permission.PLACE_MANAGE)
    context = {"form": form, "page": page, "may_manage": may_manage}
    return render(request, "places/place_list.html", context)


@require_safe
def place_offers(request: HttpRequest) -> HttpResponse:
    """What fits the words in a line of another room's form, as options."""
    rows = queries.find_places(request.actor, request.GET.get("place", ""), OFFERED_AT_MOST)
    return HttpResponse(draw_offers(map(queries.place_offer, rows)))


@require_http_methods(["GET", "HEAD", "POST"])
def place_new(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.PLACE_MANAGE)
    form = forms.PlaceForm(request.actor, request.POST or None)

    def act() -> Place:
        is_exercise = form.cleaned_data["is_exercise"]
        return services.record_place(
            actor=request.actor, facts=form.facts(), is_exercise=is_exercise
        )

    return _answer(request, form, act, title="登记场所", button="登记场所")


@require_http_methods(["GET", "HEAD", "POST"])
def place_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.PLACE_MANAGE)
    place = queries.get_place(request.actor, uuid)
    form = forms.PlaceForm(request.actor, request.POST or None, initial=forms.from_place(place))
    form.fields.pop("is_exercise")
    form.fields["contact_phone"].help_text = "不改请留空。"

    def act() -> Place:
        given = form.cleaned_data
        given["contact_phone"] = given["contact_phone"] or place.contact_phone
        return services.update_place(actor=request.actor, place_uuid=uuid, facts=form.facts())

    return _answer(request, form, act, title="更正场所资料", button="保存更正", place=place)


@require_safe
def place_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _detail(request, uuid)


@require_POST
def place_status(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.StatusForm(request.POST)
    form.is_valid()
    try:
        place = services.change_status(
            actor=request.actor, place_uuid=uuid,
            status=form.cleaned_data.get("status", ""), reason=form.cleaned_data.get("reason", ""),
        )  # fmt: skip
    except NotFound:
        raise
    except Refused as refusal:
        add_refusal(form, refusal)
        return _detail(request, uuid, status_form=form, status=refusal.status)
    messages.success(request, f"{place.name}现为“{place.get_status_display()}”。")
    return redirect("places:place_detail", uuid)


@never_cache
@require_POST
def place_contact(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.ContactForm(request.POST)
    form.is_valid()
    try:
        phone = services.reveal_contact(
            actor=request.actor, place_uuid=uuid, reason=form.cleaned_data.get("reason", "")
        )
    except NotFound:
        raise
    except Refused as refusal:
        add_refusal(form, refusal)
        return _detail(request, uuid, contact=form, status=refusal.status)
    return _detail(request, uuid, phone=phone)


@require_http_methods(["GET", "HEAD", "POST"])
def place_import(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.PLACE_MANAGE)
    if request.method == "POST" and "sealed" in request.POST:
        return _confirm_import(request)
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            file = form.cleaned_data["file"]
            preview = importers.preview_places(request.actor, file.name, file.read())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            sealed = seal_rows(request.actor, PURPOSE, preview.rows)
            context |= {"preview": preview, "shown": preview.rows[:SHOWN], "sealed": sealed}
    return render(request, "places/place_import.html", context, status=422 if form.errors else 200)


@require_safe
def place_template(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.PLACE_MANAGE)
    return download("场所名单模板.xlsx", write_template(importers.COLUMNS, title="场所名单"))


def _confirm_import(request: HttpRequest) -> HttpResponse:
    try:
        rows = open_rows(request.actor, PURPOSE, request.POST["sealed"])
        words = importers.known_words(request.actor)
        facts = [importers.facts_of(row, words) for row in rows]
        new, known = services.import_places(actor=request.actor, rows=facts)
    except Refused as refusal:
        context = {"form": forms.UploadForm(), "refusal": refusal.message}
        return render(request, "places/place_import.html", context, status=refusal.status)
    messages.success(request, f"新登记场所 {new} 个，{known} 个此前已登记。")
    return redirect("places:place_list")


def _answer(
    request: HttpRequest, form: Any, act: Any, *, title: str, button: str, place: Any = None
) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "place": place}
    if request.method != "POST":
        return render(request, "places/place_form.html", context)
    if form.is_valid():
        try:
            done = act()
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{done.name}（{done.number}）的资料已保存。")
            return redirect("places:place_detail", done.uuid)
    return render(request, "places/place_form.html", context, status=422)


def _detail(
    request: HttpRequest, uuid: UUID, *, status: int = 200, phone: str = "", **typed: Any
) -> HttpResponse:
    actor = request.actor
    place = queries.get_place(actor, uuid)
    place.tone = presenters.tone_of(place)
    keeps = place.unit_id in actor.unit_ids or actor.may(Permission.COUNTY_VIEW)
    context = {
        "place": place,
        "phone": phone,
        "steps": list(queries.list_steps(place)[:50]),
        "may_manage": actor.may(Permission.PLACE_MANAGE) and keeps,
        "may_reveal": actor.may(Permission.PERSON_REVEAL) and bool(place.contact_phone),
        "status_form": typed.get("status_form") or forms.StatusForm(initial={"status": "open"}),
        "contact": typed.get("contact") or forms.ContactForm(),
    }
    return render(request, "places/place_detail.html", context, status=status)


def _filters(chosen: dict[str, Any]) -> dict[str, Any]:
    area = chosen.get("area")
    return {
        "words": chosen.get("q", ""),
        "sector": chosen.get("sector", ""),
        "status": chosen.get("status", ""),
        "area_path": area.path if area else "",
    }
