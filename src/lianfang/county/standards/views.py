"""Pages of the national rules: everybody who works in the system may read them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.permissions import Permission

from . import exports, forms, presenters, queries
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
        "thresholds": presenters.rule_lines(queries.list_thresholds(about=disease), names, kinds),
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
    def fetch(chosen: dict[str, Any]) -> QuerySet[Any]:
        return queries.list_thresholds(chosen.get("on"), chosen.get("in_list", ""))

    return _answer_list(request, THRESHOLDS, fetch, _with_subjects)


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
