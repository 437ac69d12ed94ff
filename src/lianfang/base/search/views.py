"""The search page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from .results import KINDS, search, straight_to

LONGEST = 100


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What was found, by kind; a number goes straight to its record."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    groups = search(request.actor, words, kind=kind)
    address = straight_to(groups, words)
    if address:
        return redirect(address)
    context = {
        "words": words, "kind": kind, "kind_label": KINDS.get(kind, ""), "groups": groups,
        "count": sum(len(group.hits) for group in groups),
    }  # fmt: skip
    return render(request, "search/results.html", context)
