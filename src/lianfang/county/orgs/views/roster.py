"""The duty roster: by week and month, as a list, who is on duty now, planning and swapping."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.previews import open_rows, seal_rows
from lianfang.base.kernel.spreadsheets import write_template
from lianfang.county.orgs import exports, forms, importers, presenters, queries, services
from lianfang.county.orgs.models import Unit

PER_PAGE = 50
SHOWN = 50
PURPOSE = "orgs.roster"
ICS = "text/calendar; charset=utf-8"


@require_safe
def roster_calendar(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.ROSTER_VIEW)
    form = forms.RosterFilter(request.actor, request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    unit = chosen.get("unit") or _own_unit(request)
    view, day = chosen.get("view") or "week", chosen.get("day") or clock.today()
    first, after = presenters.period_of(view, day)
    shifts = queries.list_shifts(
        request.actor, unit=unit, begins=clock.start_of_day(first), ends=clock.start_of_day(after)
    )
    if request.GET.get("export") == "ics":
        return _ics(shifts, f"{unit.short_name}值班表", with_names=True)
    gaps = queries.list_gaps(unit)
    context = {
        "form": form, "unit": unit, "view": view, "first": first, "after": after,
        "days": presenters.day_lines(shifts, first, after, gaps), "gaps": presenters.gap_lines(gaps),
        "steps": _steps(unit, view, first, after), **_duty_of(request, unit),
    }  # fmt: skip
    return render(request, "orgs/roster_calendar.html", context)


def _own_unit(request: HttpRequest) -> Unit:
    return queries.get_own_unit(request.actor)


def _steps(unit: Unit, view: str, first: date, after: date) -> list[dict[str, Any]]:
    base = f"{reverse('orgs:roster_calendar')}?unit={unit.uuid}&view={view}&day="
    before = first.replace(day=1) if view == "month" else first
    return [
        {"label": "‹ 上一段", "url": f"{base}{before - (after - first) if view == 'week' else _month_before(first)}"},
        {"label": "今天", "url": f"{base}{clock.today()}"},
        {"label": "下一段 ›", "url": f"{base}{after}"},
    ]  # fmt: skip


def _month_before(first: date) -> date:
    return presenters.period_of("month", date.fromordinal(first.toordinal() - 1))[0]


def _duty_of(request: HttpRequest, unit: Unit) -> dict[str, Any]:
    """What the unit's own people see beside its roster."""
    if unit.pk not in request.actor.unit_ids:
        return {"is_own": False}
    return {
        "is_own": True, "may_manage": request.actor.may(Permission.ROSTER_MANAGE),
        "unaccepted": list(queries.list_unaccepted(unit)[:10]),
        "unwritten": queries.list_unwritten(unit),
    }  # fmt: skip


@require_safe
def shift_list(request: HttpRequest) -> HttpResponse:
    form = forms.ShiftFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    since, until = chosen.get("since") or clock.today(), chosen.get("until")
    rows = queries.list_shifts(
        request.actor, words=chosen.get("q") or "", position=chosen.get("position") or "",
        begins=clock.start_of_day(since),
        ends=clock.start_of_day(date.fromordinal(until.toordinal() + 1)) if until else None,
    )  # fmt: skip
    if request.GET.get("export") == "xlsx":
        return exports.roster_sheet(rows, filters=presenters.filters_in_words(form))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "actor_units": request.actor.unit_ids,
               "may_manage": request.actor.may(Permission.ROSTER_MANAGE), "now": clock.now()}  # fmt: skip
    return render(request, "orgs/shift_list.html", context)


@require_safe
def duty_now(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "")[:60]
    page = Paginator(queries.list_on_duty(request.actor, words=words), 60).get_page(
        request.GET.get("page")
    )
    context = {
        "cards": presenters.duty_cards(page), "page": page, "words": words, "now": clock.now(),
        "may_call_all": request.actor.may(Permission.COUNTY_VIEW) or queries.is_on_duty(request.actor),
    }  # fmt: skip
    return render(request, "orgs/duty_now.html", context)


@require_http_methods(["GET", "POST"])
def shift_new(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.ROSTER_MANAGE)
    form = forms.ShiftForm(request.actor, request.POST or None)

    def act() -> str:
        facts = form.facts()
        services.add_shift(actor=request.actor, unit=facts.post.unit, facts=facts)
        return "班次已排入值班表。"

    return _answer(request, form, act, title="排一个班次")


@require_http_methods(["GET", "POST"])
def shift_rotation(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.ROSTER_MANAGE)
    unit = _own_unit(request)
    form = forms.RotationForm(request.actor, request.POST or None)

    def act() -> str:
        shifts = services.plan_rotation(actor=request.actor, unit=unit, **form.cleaned_data)
        return f"已排 {len(shifts)} 个班次。"

    return _answer(request, form, act, title="轮流排班")


@require_http_methods(["GET", "POST"])
def shift_swap(request: HttpRequest, uuid: UUID) -> HttpResponse:
    shift = queries.get_shift(request.actor, uuid)
    require(request.actor, Permission.ROSTER_MANAGE, unit_id=shift.unit_id)
    form = forms.SwapForm(shift.unit_id, request.POST or None)

    def act() -> str:
        services.swap_shift(actor=request.actor, shift_uuid=uuid, **form.cleaned_data)
        return "已调班，双方都收到消息。"

    return _answer(request, form, act, title="调班", shift=shift)


@require_http_methods(["GET", "POST"])
def shift_cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    shift = queries.get_shift(request.actor, uuid)
    require(request.actor, Permission.ROSTER_MANAGE, unit_id=shift.unit_id)
    form = forms.ReasonForm(request.POST or None)

    def act() -> str:
        services.cancel_shift(actor=request.actor, shift_uuid=uuid, **form.cleaned_data)
        return "班次已取消，请检查是否留下空岗。"

    return _answer(request, form, act, title="取消班次", shift=shift)


def _answer(request: HttpRequest, form: Any, act: Any, *, title: str, shift: Any = None) -> Any:
    if request.method == "POST" and form.is_valid():
        try:
            done = act()
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, done)
            return redirect("orgs:roster_calendar")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "title": title, "shift": shift}
    return render(request, "orgs/roster_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def roster_import(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.ROSTER_MANAGE)
    if request.method == "POST" and "sealed" in request.POST:
        return _confirm(request)
    form = forms.RosterUploadForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            file = form.cleaned_data["file"]
            preview = importers.preview_roster(request.actor, file.name, file.read())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            sealed = seal_rows(request.actor, PURPOSE, preview.rows)
            context |= {"preview": preview, "shown": preview.rows[:SHOWN], "sealed": sealed}
    status = 422 if form.errors else 200
    return render(request, "orgs/roster_import.html", context, status=status)


def _confirm(request: HttpRequest) -> HttpResponse:
    try:
        rows = open_rows(request.actor, PURPOSE, request.POST["sealed"])
        people = importers.people_of(request.actor)
        facts = [importers.facts_of(row, people) for row in rows]
        shifts = services.add_shifts(actor=request.actor, unit=_own_unit(request), rows=facts)
    except Refused as refusal:
        context = {"form": forms.RosterUploadForm(), "refusal": refusal.message}
        return render(request, "orgs/roster_import.html", context, status=refusal.status)
    messages.success(request, f"已按表排 {len(shifts)} 个班次。")
    return redirect("orgs:roster_calendar")


@require_safe
def roster_template(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.ROSTER_MANAGE)
    return download("值班表模板.xlsx", write_template(importers.COLUMNS, title="值班表"))


@require_http_methods(["GET", "POST"])
def calendar_key(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.ROSTER_VIEW)
    context: dict[str, Any] = {}
    if request.method == "POST":
        token = services.make_calendar_key(actor=request.actor)
        path = reverse("orgs:calendar_feed", args=[token])
        context["address"] = request.build_absolute_uri(path)
    return render(request, "orgs/calendar_key.html", context)


@never_cache
@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The own shifts of a key's holder, for a calendar program that cannot sign in."""
    try:
        shifts = list(queries.list_shifts_of_key(token))
    except NotFound as refusal:
        return HttpResponse(refusal.message, status=404, content_type="text/plain; charset=utf-8")
    return _ics(shifts, "我的值班", with_names=False)


def _ics(shifts: Any, title: str, *, with_names: bool) -> HttpResponse:
    answer = HttpResponse(presenters.ics_text(shifts, title=title, with_names=with_names), ICS)
    answer["Content-Disposition"] = 'attachment; filename="duty.ics"'
    return answer
