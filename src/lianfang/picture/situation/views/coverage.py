"""The fulfilment of the plan, duty by duty."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.command.tasks.public import list_responses
from lianfang.county.plans.public import plan_in_force
from lianfang.picture.situation import forms, presenters
from lianfang.picture.situation.coverage import Score, plan_coverage


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    responses = list_responses(request.actor)
    form = forms.CoverageFilter(request.GET, responses=responses)
    chosen = form.cleaned_data if form.is_valid() else {}
    response = chosen.get("response") or responses.first()
    plan = response.plan if response else plan_in_force(request.actor.area_path)
    words, only = chosen.get("unit", ""), chosen.get("problems", False)
    lines = (
        plan_coverage(request.actor, plan, response, words=words, only_problems=only)
        if plan
        else []
    )
    if request.GET.get("export") == "xlsx":
        rows = presenters.coverage_rows(lines)
        return download(
            "预案覆盖.xlsx",
            write_table("预案覆盖", presenters.COVERAGE_COLUMNS, rows, as_of=clock.now()),
        )
    total = Score()
    for line in lines:
        total.add(line.score)
    context = {
        "form": form, "plan": plan, "response": response, "lines": lines, "total": total, "now": clock.now(),
        "duties": sum(len(line.duties) for line in lines),
        "actions": sum(len(duty.actions) for line in lines for duty in line.duties),
    }  # fmt: skip
    return render(request, "situation/coverage.html", context)
