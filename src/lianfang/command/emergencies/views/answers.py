"""How a page of one emergency answers a form: shown, carried out, or refused with what was typed."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal


def answer_form(
    request: HttpRequest, form: Any, act: Callable[[], tuple[str, str]], *, template: str,
    context: Mapping[str, Any],
) -> HttpResponse:  # fmt: skip
    """
    Show a form, or carry it out. `act` gives what is now true and where to go.

    :raises NotFound: the record is not the actor's to know.
    """
    shown = {"form": form, **context}
    if request.method != "POST":
        return render(request, template, shown)
    status = 422
    if form.is_valid():
        try:
            done, url = act()
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            messages.success(request, done)
            return redirect(url)
    return render(request, template, shown, status=status)
