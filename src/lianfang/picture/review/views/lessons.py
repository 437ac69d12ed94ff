"""Lessons: the list of all, one with its history, and what is done about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.picture.review import forms, presenters, queries, services
from lianfang.picture.review.rules import LESSON_MOVES

EXPORT_LIMIT = 20_000
# verb: service, name of its words, permission, heading
ACTS: dict[str, tuple[Callable[..., Any], str, Permission, str]] = {
    "report": (services.report_lesson, "words", Permission.LESSON_REPORT, "报告完成"),
    "confirm": (services.confirm_lesson, "words", Permission.LESSON_CONFIRM, "确认完成"),
    "return": (services.return_lesson, "reason", Permission.LESSON_CONFIRM, "退回"),
    "drop": (services.drop_lesson, "reason", Permission.LESSON_CONFIRM, "不再办理"),
}


@require_safe
def lesson_list(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.REVIEW_VIEW)
    form = forms.LessonFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    lessons = queries.list_lessons(
        request.actor, words=chosen.get("q", ""), state=chosen.get("state", ""),
        kind=chosen.get("kind", ""), mine=chosen.get("mine", False), overdue=chosen.get("overdue", False),
    )  # fmt: skip
    if request.GET.get("export") == "xlsx":
        rows = presenters.lesson_rows(lessons[:EXPORT_LIMIT])
        raw = write_table("整改事项", presenters.LESSON_COLUMNS, rows, as_of=clock.now())
        return download("整改事项.xlsx", raw)
    page = Paginator(lessons, 25).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "today": clock.today()}
    return render(request, "review/lesson_list.html", context)


@require_safe
def lesson_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    lesson = queries.get_lesson(request.actor, uuid)
    allowed = {move.verb: move for move in LESSON_MOVES.allowed(lesson.state)}
    is_own = lesson.unit_id in request.actor.unit_ids
    moves = [
        (verb, ACTS[verb][3])
        for verb in allowed
        if request.actor.may(ACTS[verb][2]) and is_own == (verb == "report")
    ]
    context = {"lesson": lesson, "moves": moves, "late": presenters.is_late(lesson, clock.today())}
    return render(request, "review/lesson_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_act(request: HttpRequest, uuid: UUID, verb: str) -> HttpResponse:
    """Report, confirm, return or give up a lesson, each with its words."""
    if verb not in ACTS:
        raise Http404
    service, name, permission, heading = ACTS[verb]
    lesson = queries.get_lesson(request.actor, uuid)
    require(request.actor, permission)
    form_class = forms.DoneForm if name == "words" else forms.ReasonForm
    form = form_class(request.POST or None)
    if verb == "confirm":
        form.fields["words"].required, form.fields["words"].label = False, "确认意见"
    if request.method == "POST" and form.is_valid():
        try:
            service(actor=request.actor, lesson_uuid=uuid, **form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"“{lesson.title}”：已{heading}。")
            return redirect("review:lesson_detail", uuid)
    context = {"form": form, "heading": heading, "button": heading, "lesson": lesson}
    return render(request, "review/form.html", context, status=422 if form.errors else 200)
