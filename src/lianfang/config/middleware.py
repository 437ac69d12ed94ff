"""What wraps every request: a log line, a content security policy, refusals turned into pages."""

import logging
import time
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lianfang.base.kernel.errors import Refused

log = logging.getLogger("lianfang.request")

POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data: blob:",
        # Tabler and ECharts set styles from script; no inline script is ever allowed.
        "style-src 'self' 'unsafe-inline'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
Responder = Callable[[HttpRequest], HttpResponse]


class RequestLog:
    """One line per request: path without query string, status, milliseconds."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        response = self.get_response(request)
        if not request.path.startswith("/static/"):
            log.info(
                "request",
                extra={
                    "path": request.path,
                    "method": request.method,
                    "status": response.status_code,
                    "milliseconds": round((time.perf_counter() - start) * 1000, 1),
                },
            )
        return response


class ContentSecurity:
    """Everything comes from this server; no inline script."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response


class RefusalPages:
    """A refusal that no view turned into a form error becomes a page with the reason."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused) or request.path.startswith("/api/"):
            return None
        if request.headers.get("HX-Request"):
            messages.error(request, exception.message)
        return render(request, "refused.html", {"refusal": exception}, status=exception.status)
