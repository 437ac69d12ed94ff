"""Reviews: list, page, writing, papers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.files.public import attachment_response
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.documents import to_docx, to_pdf
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import write_table
from lianfang.command.emergencies.public import list_emergencies
from lianfang.county.orgs.public import list_units
from lianfang.picture.review import forms, presenters, queries, services
from lianfang.picture.review.choices import EarlyActionKind, ReviewState
from lianfang.picture.review.documents import review_document
from lianfang.picture.review.models import Review

EXPORT_LIMIT = 20_000
WRITERS = {"docx": to_docx, "pdf": to_pdf}
ACTS: dict[str, tuple[Callable[..., Any], str]] = {
    "approve": (services.approve_review, "复盘已审签，可以印发。"),
    "issue": (services.issue_review, "复盘报告已编号印发，整改事项已送达责任单位。"),
}
REASONED: dict[str, tuple[Callable[..., Any], str, str]] = {
    "give-back": (services.give_back_review, "退回修改", "复盘已退回修改。"),
    "discard": (services.discard_review, "作废复盘", "复盘已作废。"),
}


@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    form = forms.ReviewFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    reviews = queries.list_reviews(
        request.actor, words=chosen.get("q", ""), state=chosen.get("state", "")
    )
    if request.GET.get("export") == "xlsx":
        return _sheet(
            "复盘", presenters.REVIEW_COLUMNS, presenters.review_rows(reviews[:EXPORT_LIMIT])
        )
    page = Paginator(reviews, 25).get_page(request.GET.get("page"))
    may_write = request.actor.may(Permission.REVIEW_WRITE)
    return render(
        request, "review/review_list.html", {"form": form, "page": page, "may_write": may_write}
    )


def _sheet(name: str, columns: Any, rows: Any) -> HttpResponse:
    return download(f"{name}.xlsx", write_table(name, columns, rows, as_of=clock.now()))


@require_http_methods(["GET", "HEAD", "POST"])
def review_new(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.REVIEW_WRITE)
    emergencies = list_emergencies(request.actor)
    chosen = {"emergency": request.GET.get("emergency")}
    form = forms.OpenForm(request.POST or None, emergencies=emergencies, initial=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            review = services.open_review(
                actor=request.actor,
                emergency_uuid=form.cleaned_data["emergency"].uuid,
                kind=form.cleaned_data["kind"],
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "复盘已建立，及时性和落实情况已按记录算出。")
            return redirect("review:review_detail", review.uuid)
    context = {"form": form, "heading": "建立复盘", "button": "建立", "review": None}
    return render(request, "review/form.html", context, status=422 if form.errors else 200)


@require_safe
def review_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    review = queries.get_review(request.actor, uuid)
    figures = queries.figures_of(request.actor, review)
    if request.GET.get("export") in ("units", "duties"):
        name = {"units": "单位落实情况", "duties": "职责落实情况"}[request.GET["export"]]
        rows = presenters.performance_rows(getattr(figures, request.GET["export"]))
        return _sheet(name, presenters.PERFORMANCE_COLUMNS, rows)
    return _detail(request, review, figures)


def _detail(
    request: HttpRequest,
    review: Review,
    figures: queries.ReviewFigures,
    refusal: Refused | None = None,
) -> HttpResponse:
    actor = request.actor
    is_draft = review.state == ReviewState.DRAFT
    context = {
        "review": review, "figures": figures, "refusal": refusal, "today": clock.today(),
        "early": presenters.early_lines(review), "definitions": presenters.DEFINITIONS,
        "units": presenters.share_lines(figures.units), "duties": presenters.share_lines(figures.duties),
        "may_write": is_draft and actor.may(Permission.REVIEW_WRITE),
        "may_approve": actor.may(Permission.REVIEW_APPROVE) and review.opened_by_id != actor.user_id,
        "may_issue": actor.may(Permission.REVIEW_WRITE),
    }  # fmt: skip
    return render(
        request, "review/review_detail.html", context, status=refusal.status if refusal else 200
    )


@require_POST
def review_act(request: HttpRequest, uuid: UUID, verb: str) -> HttpResponse:
    """Approve or issue with one button."""
    if verb not in ACTS:
        raise Http404
    service, words = ACTS[verb]
    try:
        service(actor=request.actor, review_uuid=uuid)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        review = queries.get_review(request.actor, uuid)
        return _detail(request, review, queries.figures_of(request.actor, review), refusal)
    messages.success(request, words)
    return redirect("review:review_detail", uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def review_reason(request: HttpRequest, uuid: UUID, verb: str) -> HttpResponse:
    """Give back or discard, with the reason."""
    if verb not in REASONED:
        raise Http404
    service, heading, words = REASONED[verb]
    review = queries.get_review(request.actor, uuid)
    needed = Permission.REVIEW_APPROVE if verb == "give-back" else Permission.REVIEW_WRITE
    require(request.actor, needed)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service(actor=request.actor, review_uuid=uuid, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, words)
            return redirect("review:review_detail", uuid)
    context = {"form": form, "heading": heading, "button": heading, "review": review}
    return render(request, "review/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def review_write(request: HttpRequest, uuid: UUID, what: str) -> HttpResponse:
    """Add a finding, a lesson, the judgement, or the time of one of the seven early actions."""
    require(request.actor, Permission.REVIEW_WRITE)
    review = queries.get_review(request.actor, uuid)
    made = _writing(request, review, what)
    if made is None:
        raise Http404
    form, heading, write = made
    if request.method == "POST" and form.is_valid():
        try:
            write(form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{heading}已保存。")
            return redirect("review:review_detail", uuid)
    context = {"form": form, "heading": heading, "button": "保存", "review": review}
    return render(request, "review/form.html", context, status=422 if form.errors else 200)


def _writing(request: HttpRequest, review: Review, what: str) -> tuple[Any, str, Any] | None:
    """The form of what is written, its heading, and the one service that takes it."""
    asked = {"actor": request.actor, "review_uuid": review.uuid}
    data = request.POST if request.method == "POST" else None
    if what == "finding":
        return forms.FindingForm(data), "复盘发现", lambda d: services.add_finding(**asked, **d)
    if what == "conclusion":
        known = {name: getattr(review, name) for name in ("held_on", "participants", "conclusion")}
        form = forms.ConclusionForm(data, initial=known)
        return form, "总体评价", lambda d: services.conclude_review(**asked, **d)
    if what == "lesson":
        return _lesson_form(request, review, data), "整改事项", lambda d: _add_lesson(asked, d)
    if what in EarlyActionKind.values:
        fact = queries.early_action_facts(review).get(EarlyActionKind(what))
        known = {"happened": fact.happened, "words": fact.words} if fact else {}
        form = forms.EarlyActionForm(data, initial=known)
        label = EarlyActionKind(what).label
        return form, label, lambda d: services.note_early_action(**asked, kind=what, **d)
    return None


def _lesson_form(request: HttpRequest, review: Review, data: Any) -> forms.LessonForm:
    duties = queries.list_duties(review)
    chosen = {"duty": request.GET.get("duty"), "kind": request.GET.get("kind")}
    return forms.LessonForm(data, units=list_units(request.actor), duties=duties, initial=chosen)


def _add_lesson(asked: dict[str, Any], data: dict[str, Any]) -> None:
    unit, duty = data.pop("unit"), data.pop("duty")
    services.add_lesson(**asked, **data, unit_uuid=unit.uuid, duty_uuid=duty.uuid if duty else None)


@require_safe
def review_file(request: HttpRequest, uuid: UUID, ending: str) -> HttpResponse:
    """The frozen file of an issued review; of a draft, a copy marked as such."""
    review = queries.get_review(request.actor, uuid)
    if ending not in WRITERS:
        raise Http404
    stored = getattr(review, ending)
    if stored is not None:
        return attachment_response(stored)
    document = review_document(review, queries.figures_of(request.actor, review))
    return download(f"草稿 {review.title}.{ending}", WRITERS[ending](document))
