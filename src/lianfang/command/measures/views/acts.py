"""What every act on a page shares: show its form, carry it out, keep what was typed when refused."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.command.measures import presenters
from lianfang.command.measures.models import Measure


def answer(
    request: HttpRequest, measure: Measure, form: Any, act: Callable[[], str], **words: str
) -> HttpResponse:
    """Show a form about one measure, or carry it out and go back to the measure."""
    context = {"measure": presenters.dress(measure), "form": form, **words}
    if request.method != "POST":
        return render(request, "measures/act_form.html", context)
    status = 422
    if form.is_valid():
        try:
            done = act()
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            messages.success(request, done)
            return redirect("measures:measure_detail", measure.uuid)
    return render(request, "measures/act_form.html", context, status=status)
