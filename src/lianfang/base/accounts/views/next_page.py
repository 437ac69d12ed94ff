"""Where to go after sign-in: back to the page that was asked for, never to another site."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def asked_for(request: HttpRequest) -> str:
    """The address named as `next`, or nothing if it leads elsewhere."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours else ""


def go_on(request: HttpRequest) -> HttpResponse:
    return redirect(asked_for(request) or resolve_url(settings.LOGIN_REDIRECT_URL))
