"""Reporting without a network: the worker that keeps the entry page, and the page it keeps."""

import hashlib
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.permissions import Permission
from lianfang.command.surveillance import forms, queries, rules
from lianfang.command.surveillance.choices import Combine


@require_safe
def report_worker(request: HttpRequest) -> HttpResponse:
    """
    The script that answers for the entry page when the network is gone.

    Its version is the digest of itself with the addresses of its files: a new release replaces the old one.
    """
    require(request.actor, Permission.OBSERVATION_RECORD)
    plain = render_to_string("surveillance/report_worker.js", {"version": ""})
    version = hashlib.sha256(plain.encode()).hexdigest()[:12]
    script = render_to_string("surveillance/report_worker.js", {"version": version})
    answer = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def site_report_offline(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """
    The empty entry form of a site as a telephone keeps it.

    It carries no name, no token and no value that was reported before.
    """
    site = queries.get_site_to_fill(request.actor, uuid)
    indicators = list(queries.list_indicators(site.programme))
    parts = list(site.parts.order_by("sort", "id").values_list("name", flat=True))
    form = forms.ReportForm(site, indicators, parts, {})
    context = {
        "site": site, "form": form, "rows": form.rows(), "indicators": form.indicators,
        "period_on": rules.period_of(site.programme.period, clock.today()),
        "has_parts": form.parts != [""], "owner": request.actor.post_id,
        "may_zero": any(i.combine == Combine.SUM for i in form.indicators),
    }  # fmt: skip
    return render(request, "surveillance/site_report_offline.html", context)
