"""Pages for what units add to a report."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.picture.situation import forms, queries, rules, services


@require_safe
def contribution_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.list_wanted(request.actor), 25).get_page(request.GET.get("page"))
    return render(request, "situation/contribution_list.html", {"page": page, "now": clock.now()})


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_give(request: HttpRequest, uuid: UUID) -> HttpResponse:
    contribution = queries.get_contribution(request.actor, uuid)
    typed = request.POST.copy() if request.method == "POST" else None
    if typed is not None and "nothing" in typed:
        typed["words"] = rules.NOTHING_NEW
    form = forms.WordsForm(typed, initial={"words": contribution.words})
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        try:
            services.give_contribution(actor=request.actor, contribution_uuid=uuid, words=words)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request, f"{contribution.unit.short_name}的材料已报送，审签前可以再改。"
            )
            return redirect("situation:contribution_list")
    context = {"form": form, "contribution": contribution, "now": clock.now()}
    return render(
        request, "situation/contribution_give.html", context, status=422 if form.errors else 200
    )
