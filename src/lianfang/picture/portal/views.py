"""Pages of the portal."""

import hashlib
import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.permissions import Permission

from . import queries
from .desks import desk_of
from .health import examine


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    desk = desk_of(request.actor, clock.now(), clock.today())
    return render(request, "portal/home.html", {"desk": desk, "now": clock.now()})


@require_safe
def pulse(request: HttpRequest) -> HttpResponse:
    """What waits for the signed-in person, for a page that asks again and again."""
    waiting = queries.count_waiting(request.actor)
    text = json.dumps(waiting, sort_keys=True)
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'
    response = HttpResponse(text, content_type="application/json")
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response


@never_cache
@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """For whoever watches over the server: which checks hold, and nothing else."""
    findings = examine()
    is_good = all(finding.is_good for finding in findings if finding.is_vital)
    checks = {finding.key: "ok" if finding.is_good else "not ok" for finding in findings}
    body = {"status": "ok" if is_good else "not ok", "checks": checks}
    return JsonResponse(body, status=200 if is_good else 503)


@require_safe
def system_health(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.JOBS_VIEW)
    findings = examine()
    bad = sum(not finding.is_good for finding in findings)
    context = {"findings": findings, "bad": bad, "now": clock.now()}
    return render(request, "portal/health.html", context)


# Error pages are drawn without the request: what broke may be what the frame of a page asks for.


def page_forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(render_to_string("403.html"), status=403)


def page_missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(render_to_string("404.html"), status=404)


def page_broken(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("500.html"), status=500)
