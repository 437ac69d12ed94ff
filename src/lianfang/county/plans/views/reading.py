"""Pages on which a plan is looked up."""

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.page_words import SHORT_LEVELS
from lianfang.base.kernel.permissions import Permission
from lianfang.county.plans import exports, forms, presenters, queries

PLANS_PER_PAGE = 25
MEMBERS_PER_PAGE = 10


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    form = forms.PlanFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    plans = queries.list_plans(
        request.actor, words=chosen.get("q", ""), state=chosen.get("state", "")
    )
    if request.GET.get("export") == "xlsx":
        raw = exports.plans_sheet(plans[: exports.ROWS_LIMIT], _filters(form))
        return download(f"预案-{clock.today():%Y%m%d}.xlsx", raw)
    page = Paginator(plans, PLANS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": presenters.plan_lines(page),
        "may_import": request.actor.may(Permission.PLAN_IMPORT),
    }
    return render(request, "plans/plan_list.html", context)


@require_safe
def plan_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    plan = queries.get_plan(request.actor, uuid)
    form = forms.TreeFilter(plan, request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    level = int(chosen["level"]) if chosen.get("level") else None
    members = queries.plan_tree(
        request.actor, plan, member=chosen.get("member"), level=level, words=chosen.get("q", "")
    )
    if request.GET.get("export") == "xlsx":
        raw = exports.plan_sheet(plan, members, _filters(form))
        return download(f"{plan.title}-{plan.version}.xlsx", raw)
    page = Paginator(members, MEMBERS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "state": presenters.state_of(plan),
        "form": form,
        "page": page,
        "lines": presenters.member_lines(page),
        "counts": queries.count_tree(plan),
        "may_correct": plan.is_draft and request.actor.may(Permission.PLAN_IMPORT),
    }
    return render(request, "plans/plan_detail.html", context)


@require_safe
def duty_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    duty = queries.get_duty(request.actor, uuid)
    actions = queries.list_actions_of(duty)
    context = {
        "duty": duty,
        "plan": duty.plan,
        "state": presenters.state_of(duty.plan),
        "excerpt": presenters.excerpt(duty.plan.source_text, duty.starts, duty.ends),
        "lines": [presenters.action_line(action) for action in actions],
        "levels": [SHORT_LEVELS[level] for level in presenters.LIGHTEST_FIRST],
    }
    return render(request, "plans/duty_detail.html", context)


def _filters(form: django_forms.Form) -> str:
    """The filters in words, so that the file says what it leaves out."""
    return "，".join(
        f"{field.label}：{_shown(field, form.cleaned_data[name])}"
        for name, field in form.fields.items()
        if form.cleaned_data.get(name)
    )


def _shown(field: django_forms.Field, value: Any) -> str:
    if isinstance(field, django_forms.ChoiceField):
        return str(dict(field.choices).get(value, value))
    return str(value)
