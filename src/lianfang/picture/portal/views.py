"""Pages of the portal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page_forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def page_missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def page_broken(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
