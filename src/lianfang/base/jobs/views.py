"""How the background jobs are doing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianfang.base.kernel import clock

from . import presenters, queries


@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    lines = presenters.job_lines(queries.list_jobs(request.actor), at=clock.now())
    return render(request, "jobs/job_list.html", {"lines": lines, "now": clock.now()})
