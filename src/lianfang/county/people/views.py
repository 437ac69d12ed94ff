"""Pages of persons and households."""

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
from .models import Person

PER_PAGE = 30
# The lines of forms, here and in other rooms, below which persons are offered.
OFFERED_IN = ("number", "guardian")
SHEET_LIMIT = 20_000
SHOWN = 50
PURPOSE = "people.import"


@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    form = forms.PersonFilter(request.actor, request.GET)
    form.is_valid()
    rows = queries.list_persons(request.actor, **_filters(form.cleaned_data))
    if request.GET.get("export") == "xlsx":
        lines = presenters.sheet_rows(rows[:SHEET_LIMIT])
        raw = write_table("人员", presenters.COLUMNS, lines, as_of=clock.now())
        return download(f"人员-{clock.today():%Y%m%d}.xlsx", raw)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [presenters.dress(row) for row in page.object_list]
    may_record = request.actor.may(Permission.PERSON_RECORD)
    context = {"form": form, "page": page, "may_record": may_record}
    return render(request, "people/person_list.html", context)


@require_safe
@never_cache
def person_offers(request: HttpRequest) -> HttpResponse:
    """What fits the words in a line of a form, as options."""
    require(request.actor, Permission.PERSON_VIEW)
    typed = (request.GET.get(name, "").strip() for name in OFFERED_IN)
    words = next(filter(None, typed), "")
    rows = queries.find_persons(request.actor, words, OFFERED_AT_MOST) if words else []
    return HttpResponse(draw_offers(map(queries.person_offer, rows)))


@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.PERSON_RECORD)
    form = forms.PersonForm(request.actor, request.POST or None)

    def act() -> Person:
        facts = form.facts()
        is_exercise = form.cleaned_data["is_exercise"]
        return services.record_person(actor=request.actor, facts=facts, is_exercise=is_exercise)

    return _answer(request, form, act, title="登记人员", button="登记人员")


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.PERSON_RECORD)
    # Papers, telephone and address stay hidden: an empty field leaves them as they are.
    person = queries.get_person(request.actor, uuid)
    start = forms.from_person(person) | {"identity": "", "phone": "", "address": ""}
    form = forms.PersonForm(request.actor, request.POST or None, initial=start)
    form.fields.pop("is_exercise")
    kept = "不改请留空。"
    for name in ("identity", "phone", "address"):
        form.fields[name].help_text = kept

    def act() -> Person:
        for name in ("identity", "phone", "address"):
            form.cleaned_data[name] = form.cleaned_data[name] or getattr(person, name)
        facts = form.facts()
        return services.update_person(actor=request.actor, person_uuid=uuid, facts=facts)

    return _answer(request, form, act, title="更正人员资料", button="保存更正", person=person)


@require_safe
def person_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _detail(request, uuid)


@never_cache
@require_POST
def person_reveal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.ReasonForm(request.POST)
    form.is_valid()
    try:
        shown = services.reveal_person(
            actor=request.actor, person_uuid=uuid, reason=form.cleaned_data.get("reason", "")
        )
    except NotFound:
        raise
    except Refused as refusal:
        add_refusal(form, refusal)
        return _detail(request, uuid, reveal=form, status=refusal.status)
    return _detail(request, uuid, revealed=shown)


@require_POST
def person_merge(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Merge the record named in the form into this one."""
    form = forms.ReasonForm(request.POST)
    form.is_valid()
    try:
        services.merge_persons(
            actor=request.actor, kept_uuid=uuid, dropped_uuid=_uuid(request.POST.get("dropped", "")),
            reason=form.cleaned_data.get("reason", ""),
        )  # fmt: skip
    except NotFound:
        raise
    except Refused as refusal:
        add_refusal(form, refusal)
        return _detail(request, uuid, merge=form, status=refusal.status)
    messages.success(request, "两条记录已合并，可在本页撤销。")
    return redirect("people:person_detail", uuid)


@require_POST
def merge_undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    try:
        merge = services.undo_merge(
            actor=request.actor, merge_uuid=uuid, reason=request.POST.get("reason", "")
        )
    except NotFound:
        raise
    except Refused as refusal:
        found = queries.find_merge(request.actor, uuid)
        form = forms.ReasonForm(request.POST)
        add_refusal(form, refusal)
        return _detail(request, found.kept.uuid, merge=form, status=refusal.status)
    messages.success(request, "合并已撤销，两条记录恢复原状。")
    return redirect("people:person_detail", merge.kept.uuid)


@require_POST
def household_join(request: HttpRequest, uuid: UUID) -> HttpResponse:
    form = forms.OtherPersonForm(request.actor, request.POST)
    if not form.is_valid():
        return _detail(request, uuid, household=form, status=422)
    try:
        require(request.actor, Permission.PERSON_RECORD)
        queries.get_person(request.actor, uuid)
        other = form.cleaned_data["number"]
        services.join_household(actor=request.actor, person_uuid=uuid, with_uuid=other.uuid)
    except NotFound:
        raise
    except Refused as refusal:
        add_refusal(form, refusal)
        return _detail(request, uuid, household=form, status=refusal.status)
    messages.success(request, "已登记为同户。")
    return redirect("people:person_detail", uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def person_import(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.PERSON_RECORD)
    if request.method == "POST" and "sealed" in request.POST:
        return _confirm_import(request)
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            file = form.cleaned_data["file"]
            preview = importers.preview_persons(request.actor, file.name, file.read())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            context |= {
                "preview": preview, "shown": preview.rows[:SHOWN],
                "is_exercise": form.cleaned_data["is_exercise"],
                "sealed": seal_rows(request.actor, PURPOSE, preview.rows),
            }  # fmt: skip
    return render(request, "people/person_import.html", context, status=422 if form.errors else 200)


@require_safe
def person_template(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.PERSON_RECORD)
    return download("人员名单模板.xlsx", write_template(importers.COLUMNS, title="人员名单"))


def _confirm_import(request: HttpRequest) -> HttpResponse:
    form = forms.UploadForm()
    try:
        rows = open_rows(request.actor, PURPOSE, request.POST["sealed"])
        areas = importers.areas_by_word(request.actor)
        facts = [importers.facts_of(row, areas, request.actor) for row in rows]
        found, new = services.import_persons(
            actor=request.actor, rows=facts, is_exercise=request.POST.get("is_exercise") == "1"
        )
    except Refused as refusal:
        context = {"form": form, "refusal": refusal.message}
        return render(request, "people/person_import.html", context, status=refusal.status)
    messages.success(request, f"新登记 {new} 人，{len(found) - new} 人此前已登记。")
    return redirect("people:person_list")


def _answer(
    request: HttpRequest, form: Any, act: Any, *, title: str, button: str, person: Any = None
) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "person": person}
    if request.method != "POST":
        return render(request, "people/person_form.html", context)
    if form.is_valid():
        try:
            done = act()
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"人员 {done.number} 的资料已保存。")
            return redirect("people:person_detail", done.uuid)
    return render(request, "people/person_form.html", context, status=422)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as fault:
        raise NotFound from fault


def _detail(
    request: HttpRequest, uuid: UUID, *, status: int = 200, revealed: Any = None, **typed: Any
) -> HttpResponse:
    actor = request.actor
    person = presenters.dress(queries.get_person(actor, uuid))
    may_record = actor.may(Permission.PERSON_RECORD)
    context = {
        "person": person,
        "revealed": revealed,
        "doubles": list(queries.list_doubles(actor, person)[:10]) if may_record else [],
        "members": list(queries.list_household(actor, person)[:20]),
        "wards": list(queries.list_wards(actor, person)[:20]),
        "merges": list(queries.list_merges(actor, person)[:20]),
        "may_record": may_record and person.merged_into_id is None,
        "may_reveal": actor.may(Permission.PERSON_REVEAL),
        "reveal": typed.get("reveal") or forms.ReasonForm(),
        "merge": typed.get("merge") or forms.ReasonForm(),
        "household": typed.get("household") or forms.OtherPersonForm(actor),
    }
    return render(request, "people/person_detail.html", context, status=status)


def _filters(chosen: dict[str, Any]) -> dict[str, Any]:
    exercise, area = chosen.get("exercise"), chosen.get("area")
    return {
        "words": chosen.get("q", ""),
        "area_path": area.path if area else "",
        "exercise": exercise == "1" if exercise else None,
        "doubled": chosen.get("doubled") == "1",
    }
