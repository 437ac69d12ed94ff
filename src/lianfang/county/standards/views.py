"""Pages of the rules: everybody who works in the system may read them; few set the watch lines of the county."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission

from . import exports, forms, presenters, queries, services
from .choices import ThresholdList
from .models import ReportingThreshold
from .sheets import sheet_response

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class RulePage:
    """What differs between the lists of this room."""

    name: str
    title: str
    template: str
    form: type[forms.RuleFilter]
    fields: Sequence[str]
    columns: Sequence[exports.Column]


def _answer_list(
    request: HttpRequest,
    page: RulePage,
    fetch: Callable[[dict[str, Any]], QuerySet[Any]],
    shape: Callable[[Iterable[Any], dict[str, Any]], Sequence[Any]],
    **more: Any,
) -> HttpResponse:
    """Filter, then answer one page of the list or the whole of it as a spreadsheet."""
    require(request.actor, Permission.STANDARDS_VIEW)
    form = page.form(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    words, verified = chosen.get("q", ""), chosen.get("verified", "")
    rows = queries.search_rules(fetch(chosen), words, fields=page.fields, verified=verified)
    if request.GET.get("export") == "xlsx":
        return sheet_response(page.title, page.columns, shape(rows, chosen), form)
    found = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": page.title,
        "tabs": presenters.page_tabs(page.name),
        "form": form,
        "page": found,
        "rows": shape(found, chosen),
        "on": chosen.get("on") or clock.today(),
        **more,
    }
    return render(request, f"standards/{page.template}", context)


def _as_they_are(rows: Iterable[Any], chosen: dict[str, Any]) -> Sequence[Any]:
    return list(rows)


def _with_subjects(rows: Iterable[Any], chosen: dict[str, Any]) -> Sequence[Any]:
    on = chosen.get("on")
    names, kinds = queries.disease_names(on), queries.event_type_names(on)
    return presenters.rule_lines(rows, names, kinds)


DISEASES = RulePage(
    "disease_list", "病种目录", "disease_list.html", forms.DiseaseFilter, (), exports.DISEASES
)
CRITERIA = RulePage(
    "criterion_list",
    "事件分级标准",
    "criterion_list.html",
    forms.CriterionFilter,
    ("code", "title", "condition", "basis"),
    exports.CRITERIA,
)
THRESHOLDS = RulePage(
    "threshold_list",
    "报告标准与关注线",
    "threshold_list.html",
    forms.ThresholdFilter,
    ("code", "title", "condition", "basis"),
    exports.THRESHOLDS,
)
DEADLINES = RulePage(
    "deadline_list",
    "法定时限",
    "deadline_list.html",
    forms.RuleFilter,
    ("code", "title", "bearer", "applies_to", "ends_text", "basis"),
    exports.DEADLINES,
)
AUTHORITIES = RulePage(
    "authority_list",
    "措施权限",
    "authority_list.html",
    forms.AuthorityFilter,
    ("code", "title", "decider", "condition", "basis"),
    exports.AUTHORITIES,
)


@require_safe
def disease_list(request: HttpRequest) -> HttpResponse:
    def fetch(chosen: dict[str, Any]) -> QuerySet[Any]:
        return queries.find_diseases(
            chosen.get("q", ""),
            disease_class=chosen.get("disease_class", ""),
            on=chosen.get("on"),
            listed_only=chosen.get("is_listed", False),
        )

    def shape(rows: Iterable[Any], chosen: dict[str, Any]) -> Sequence[Any]:
        on = chosen.get("on")
        return [presenters.disease_line(row, queries.managed_class_on(row, on)) for row in rows]

    return _answer_list(request, DISEASES, fetch, shape)


@require_safe
def disease_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.STANDARDS_VIEW)
    disease = queries.disease_by_uuid(uuid)
    names, kinds = queries.disease_names(), queries.event_type_names()
    incubation = presenters.incubation_of(disease)
    context = {
        "line": presenters.disease_line(disease, queries.managed_class_on(disease)),
        "disease": disease,
        "incubation": incubation,
        "earliest": presenters.hours_words(incubation.min_hours) if incubation else "",
        "longest": presenters.hours_words(incubation.max_hours) if incubation else "",
        "observation": presenters.days_words(incubation.observation_days) if incubation else "",
        "lookback": presenters.days_words(incubation.lookback_days, "未设") if incubation else "",
        "parent": names.get(disease.parent_code),
        "forms": queries.list_forms(disease),
        "criteria": presenters.rule_lines(queries.list_criteria(about=disease), names, kinds),
        "thresholds": presenters.rule_lines(
            queries.list_thresholds(about=disease, area_path=request.actor.area_path), names, kinds
        ),
        "is_current": disease.effective_to is None or disease.effective_to >= clock.today(),
        "tabs": presenters.page_tabs("disease_list"),
    }
    return render(request, "standards/disease_detail.html", context)


@require_safe
def criterion_list(request: HttpRequest) -> HttpResponse:
    def fetch(chosen: dict[str, Any]) -> QuerySet[Any]:
        grade = chosen.get("grade")
        return queries.list_criteria(chosen.get("on"), grade=int(grade) if grade else None)

    return _answer_list(request, CRITERIA, fetch, _with_subjects)


@require_safe
def threshold_list(request: HttpRequest) -> HttpResponse:
    here = request.actor.area_path

    def fetch(chosen: dict[str, Any]) -> QuerySet[Any]:
        if chosen.get("in_list") == forms.SET_ASIDE:
            return queries.list_set_aside(here)
        return queries.list_thresholds(chosen.get("on"), chosen.get("in_list", ""), area_path=here)

    may_set = request.actor.may(Permission.WATCH_SET)
    return _answer_list(request, THRESHOLDS, fetch, _with_subjects, may_set=may_set)


@require_http_methods(["GET", "HEAD", "POST"])
def watch_new(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.WATCH_SET)
    return _answer_watch(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def watch_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change a line, which sets a new one in its place, or set it aside, or take it up again."""
    require(request.actor, Permission.WATCH_SET)
    return _answer_watch(request, _line(request, uuid))


def _answer_watch(request: HttpRequest, row: ReportingThreshold | None) -> HttpResponse:
    start = forms.from_watch_line(row) if row else None
    form = forms.WatchForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            done = services.set_watch_line(
                actor=request.actor, facts=form.facts, reason=form.cleaned_data["reason"],
                replaces=row.uuid if row else None,
            )  # fmt: skip
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"关注线 {done.code}“{done.title}”今日起生效。")
            return _to_watch_lines()
    return _draw_watch(request, row, form, forms.ReasonForm(prefix="aside"))


def _line(request: HttpRequest, uuid: UUID) -> ReportingThreshold:
    return queries.get_watch_line(uuid, area_path=request.actor.area_path)


def _to_watch_lines() -> HttpResponse:
    return redirect(f"{reverse('standards:threshold_list')}?in_list={ThresholdList.WATCH}")


def _draw_watch(
    request: HttpRequest, row: ReportingThreshold | None, form: Any, aside: Any
) -> HttpResponse:
    context = {"row": row, "form": form, "aside": aside}
    status = 422 if form.errors or aside.errors else 200
    return render(request, "standards/watch_form.html", context, status=status)


@require_POST
def watch_aside(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _turn(request, uuid, services.set_aside_watch_line, "已停用，今日起不再提示。")


@require_POST
def watch_restore(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _turn(request, uuid, services.restore_watch_line, "已恢复。")


def _turn(
    request: HttpRequest, uuid: UUID, act: Callable[..., ReportingThreshold], words: str
) -> HttpResponse:
    require(request.actor, Permission.WATCH_SET)
    row = _line(request, uuid)
    aside = forms.ReasonForm(request.POST, prefix="aside")
    if aside.is_valid():
        try:
            act(actor=request.actor, line_uuid=uuid, reason=aside.cleaned_data["reason"])
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(aside, refusal)
        else:
            messages.success(request, f"关注线 {row.code}“{row.title}”{words}")
            return _to_watch_lines()
    return _draw_watch(request, row, forms.WatchForm(initial=forms.from_watch_line(row)), aside)


@require_safe
def deadline_list(request: HttpRequest) -> HttpResponse:
    def fetch(chosen: dict[str, Any]) -> QuerySet[Any]:
        return queries.list_deadlines(chosen.get("on"))

    return _answer_list(request, DEADLINES, fetch, _as_they_are)


@require_safe
def authority_list(request: HttpRequest) -> HttpResponse:
    def fetch(chosen: dict[str, Any]) -> QuerySet[Any]:
        return queries.list_authorities(
            chosen.get("on"),
            applies_to=chosen.get("applies_to", ""),
            county_power=chosen.get("county_power", ""),
        )

    def shape(rows: Iterable[Any], chosen: dict[str, Any]) -> Sequence[Any]:
        return presenters.authority_lines(rows)

    return _answer_list(request, AUTHORITIES, fetch, shape)


@require_safe
def level_list(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.STANDARDS_VIEW)
    context = {
        "tabs": presenters.page_tabs("level_list"),
        "levels": queries.list_response_levels(),
        "terminations": queries.list_termination_rules(),
        "groups": queries.list_group_templates(),
    }
    return render(request, "standards/level_list.html", context)


@require_safe
def code_list(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.STANDARDS_VIEW)
    context = {"tabs": presenters.page_tabs("code_list"), "lists": queries.list_code_lists()}
    return render(request, "standards/code_list.html", context)
