"""Pages of the exercises: what was played, and how each unit did."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import write_table

from . import forms, presenters, queries, scoring
from .models import Exercise

PER_PAGE = 30
LINES_PER_PAGE = 50
SHEET_LIMIT = 20_000


@require_safe
def exercise_list(request: HttpRequest) -> HttpResponse:
    form = forms.ExerciseFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    rows = queries.list_exercises(
        request.actor, words=chosen.get("q", ""), state=chosen.get("state", "")
    )
    if request.GET.get("export") == "xlsx":
        lines = presenters.list_rows(rows[:SHEET_LIMIT])
        raw = write_table("演练", presenters.LIST_COLUMNS, lines, as_of=clock.now())
        return download(f"演练-{clock.today():%Y%m%d}.xlsx", raw)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for exercise in page.object_list:
        exercise.state, exercise.state_words = presenters.state_of(exercise)
    return render(request, "exercises/exercise_list.html", {"form": form, "page": page})


@require_safe
def exercise_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    exercise = queries.get_exercise(request.actor, uuid)
    form = forms.LineFilter(request.GET)
    form.is_valid()
    lines = queries.list_lines(exercise, origin=form.cleaned_data.get("origin", ""))
    page = Paginator(lines, LINES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "may_see_signals": request.actor.may(Permission.SIGNAL_VIEW),
        **_frame(request, exercise, "story"),
        "form": form,
        "page": page,
        "items": presenters.timeline(exercise, page.object_list),
    }
    return render(request, "exercises/exercise_detail.html", context)


@require_safe
def exercise_scores(request: HttpRequest, uuid: UUID) -> HttpResponse:
    exercise = queries.get_exercise(request.actor, uuid)
    frame = _frame(request, exercise, "scores")
    scores = frame["outcome"].units
    if request.GET.get("export") == "xlsx":
        raw = write_table(
            "演练评分", presenters.SCORE_COLUMNS, presenters.score_rows(scores), as_of=clock.now()
        )
        return download(f"演练评分-{clock.today():%Y%m%d}.xlsx", raw)
    lines = presenters.score_lines(scores, frame["outcome"].response)
    return render(request, "exercises/exercise_scores.html", {**frame, "lines": lines})


def _frame(request: HttpRequest, exercise: Exercise, tab: str) -> dict[str, object]:
    """What both pages of an exercise show above: state, figures, tabs."""
    outcome = scoring.outcome_of(exercise, actor=request.actor)
    exercise.state, exercise.state_words = presenters.state_of(exercise)
    story = reverse("exercises:exercise_detail", args=[exercise.uuid])
    scores = reverse("exercises:exercise_scores", args=[exercise.uuid])
    response = outcome.response
    return {
        "exercise": exercise,
        "outcome": outcome,
        "urls": {
            "issued": presenters.tasks_url(response),
            "accepted": presenters.tasks_url(response, state="accepted"),
            "open": presenters.tasks_url(response, state="live"),
        },
        "scores_url": scores,
        "tabs": [
            {"label": "剧情经过", "url": story, "active": tab == "story"},
            {"label": "单位评分", "url": scores, "active": tab == "scores"},
        ],
    }
