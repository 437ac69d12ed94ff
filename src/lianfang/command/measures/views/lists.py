"""The lists: measures, persons under them, the morning's releases, complaints, requisitioned things."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.command.emergencies.public import Emergency, EmergencyState, list_emergencies
from lianfang.command.measures import forms, presenters, queries

PER_PAGE = 30
SHEET_LIMIT = 20_000
SHOWN = 60
OPEN_SHOWN = 5


@require_safe
def measure_list(request: HttpRequest) -> HttpResponse:
    form = forms.MeasureFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    rows = queries.list_measures(
        request.actor, words=chosen.get("q", ""), kind=chosen.get("kind", ""),
        state=chosen.get("state", ""), standing=chosen.get("standing", ""),
        emergency=chosen.get("emergency"), exercise=_exercise(chosen),
    )  # fmt: skip
    if _wants_sheet(request):
        return _sheet("管控措施", presenters.COLUMNS, presenters.sheet_rows(rows[:SHEET_LIMIT]))
    page = _page(request, rows, presenters.dress)
    may_propose = request.actor.may(Permission.MEASURE_PROPOSE)
    context = {
        "form": form,
        "page": page,
        "new_for": chosen.get("emergency") if may_propose else None,
        "open_for": _open_for(request, chosen) if may_propose else [],
        "may_see_persons": request.actor.may(Permission.PERSON_VIEW),
        "may_see_complaints": request.actor.may(Permission.COMPLAINT_VIEW),
        "may_serve": request.actor.may(Permission.MEASURE_SERVE),
        "unsent": queries.list_unsent_reports(request.actor).count()
        if request.actor.may(Permission.MEASURE_REPORT_UP)
        else 0,
    }
    return render(request, "measures/measure_list.html", context)


def _open_for(request: HttpRequest, chosen: dict[str, Any]) -> list[Emergency]:
    """The latest open emergencies, for whoever wants to propose and has not come from one."""
    if chosen.get("emergency") or not request.actor.may(Permission.EMERGENCY_VIEW):
        return []
    return list(list_emergencies(request.actor, state=EmergencyState.OPEN)[:OPEN_SHOWN])


@require_safe
def subject_list(request: HttpRequest) -> HttpResponse:
    form = forms.SubjectFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    rows = queries.list_subjects(
        request.actor, words=chosen.get("q", ""), state=chosen.get("state", ""),
        exercise=_exercise(chosen),
    )  # fmt: skip
    if _wants_sheet(request):
        lines = presenters.subject_rows(rows[:SHEET_LIMIT])
        return _sheet("被采取措施人员", presenters.SUBJECT_COLUMNS, lines)
    context = {"form": form, "page": _page(request, rows, presenters.dress_subject)}
    return render(request, "measures/subject_list.html", context)


@require_safe
def release_list(request: HttpRequest) -> HttpResponse:
    found = queries.list_releases(request.actor, at=clock.now())
    titles = (
        ("overdue", "已到期仍未解除", "应当为空。如有，系统每分钟自动解除，请核对后台任务。"),
        ("today", "今日解除", "到时自动解除，请提前备好解除告知书。"),
        ("untold", "已解除、尚无送达记录", "请送达解除告知书并登记。"),
        ("tomorrow", "明日解除", "请提前通知本人和所在单位。"),
    )
    if _wants_sheet(request):
        lines = (
            (title, *line)
            for key, title, _ in titles
            for line in presenters.subject_rows(found[key][:SHEET_LIMIT])
        )
        return _sheet("今日解除名单", presenters.RELEASE_COLUMNS, lines)
    # Read whole: a county frees few people a day, and the page asks the same whatever the day.
    today = list(found["today"][:SHEET_LIMIT])
    page = _page(request, today, presenters.dress_subject)
    groups = [
        {
            "key": key, "title": title, "hint": hint, "count": len(today) if key == "today" else found[key].count(),
            "rows": page.object_list
            if key == "today"
            else [presenters.dress_subject(row) for row in found[key][:SHOWN]],
        }
        for key, title, hint in titles
    ]  # fmt: skip
    return render(request, "measures/release_list.html", {"groups": groups, "page": page})


@require_safe
def complaint_list(request: HttpRequest) -> HttpResponse:
    form = forms.ComplaintFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    rows = queries.list_complaints(
        request.actor, result=chosen.get("result", ""), late=chosen.get("late") == "1"
    )
    if _wants_sheet(request):
        lines = presenters.complaint_rows(rows[:SHEET_LIMIT])
        return _sheet("申诉", presenters.COMPLAINT_COLUMNS, lines)
    context = {"form": form, "page": _page(request, rows, presenters.dress_complaint)}
    return render(request, "measures/complaint_list.html", context)


@require_safe
def item_list(request: HttpRequest) -> HttpResponse:
    form = forms.ItemFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    rows = queries.list_items(
        request.actor, words=chosen.get("q", ""), overdue=chosen.get("overdue") == "1"
    )
    if _wants_sheet(request):
        return _sheet("征用", presenters.ITEM_COLUMNS, presenters.item_rows(rows[:SHEET_LIMIT]))
    context = {"form": form, "page": _page(request, rows, presenters.dress_item)}
    return render(request, "measures/item_list.html", context)


def _page(request: HttpRequest, rows: Any, dress: Callable[[Any], Any]) -> Any:
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [dress(row) for row in page.object_list]
    return page


def _exercise(chosen: dict[str, Any]) -> bool | None:
    return chosen["exercise"] == "1" if chosen.get("exercise") else None


def _wants_sheet(request: HttpRequest) -> bool:
    return request.GET.get("export") == "xlsx"


def _sheet(title: str, columns: list[Any], lines: Iterable[Any]) -> HttpResponse:
    raw = write_table(title, columns, lines, as_of=clock.now())
    return download(f"{title}-{clock.today():%Y%m%d}.xlsx", raw)
