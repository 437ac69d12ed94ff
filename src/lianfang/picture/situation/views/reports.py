"""Pages of reports: from the draft to the paper."""

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
from lianfang.picture.situation import forms, presenters, queries, services
from lianfang.picture.situation.documents import report_document
from lianfang.picture.situation.models import Report

EXPORT_LIMIT = 20_000
WRITERS = {"docx": to_docx, "pdf": to_pdf}


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    form = forms.ReportFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    reports = queries.list_reports(
        request.actor,
        words=chosen.get("q", ""),
        kind=chosen.get("kind", ""),
        state=chosen.get("state", ""),
    )
    if request.GET.get("export") == "xlsx":
        rows = presenters.report_rows(list(reports[:EXPORT_LIMIT]))
        return download(
            "情况报告.xlsx",
            write_table("情况报告", presenters.REPORT_COLUMNS, rows, as_of=clock.now()),
        )
    page = Paginator(reports, 25).get_page(request.GET.get("page"))
    may_draft = request.actor.may(Permission.SITUATION_DRAFT)
    return render(
        request, "situation/report_list.html", {"form": form, "page": page, "may_draft": may_draft}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def report_new(request: HttpRequest) -> HttpResponse:
    require(request.actor, Permission.SITUATION_DRAFT)
    emergencies = list_emergencies(request.actor, state="open")
    chosen = {"emergency": request.GET.get("emergency"), "kind": request.GET.get("kind")}
    form = forms.DraftForm(request.POST or None, emergencies=emergencies, initial=chosen)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            report = services.draft_report(
                actor=request.actor, emergency_uuid=data["emergency"].uuid, kind=data["kind"],
                cutoff_at=data["cutoff_at"], wanted_by=data["wanted_by"],
            )  # fmt: skip
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request,
                f"“{report.title}”已起草，已请 {report.contributions.count()} 个单位报送材料。",
            )
            return redirect("situation:report_detail", report.uuid)
    return render(
        request, "situation/report_new.html", {"form": form}, status=422 if form.errors else 200
    )


@require_safe
def report_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _detail(request, uuid)


def _detail(request: HttpRequest, uuid: UUID, *, refusal: Refused | None = None) -> HttpResponse:
    report = queries.get_report(request.actor, uuid)
    sections = [(section, presenters.figure_lines(section)) for section in report.sections.all()]
    contributions = list(report.contributions.all())
    context = {
        "report": report, "sections": sections, "contributions": contributions, "refusal": refusal,
        "missing": [c for c in contributions if c.given_at is None], "now": clock.now(),
        "previous": queries.previous_issue(report), "delivered": _delivered(request, report),
        "may_see_deliveries": queries.may_see_deliveries(request.actor),
        "may_draft": request.actor.may(Permission.SITUATION_DRAFT),
        "may_approve": request.actor.may(Permission.SITUATION_APPROVE) and report.drafted_by_id != request.actor.user_id,
    }  # fmt: skip
    return render(
        request, "situation/report_detail.html", context, status=refusal.status if refusal else 200
    )


def _delivered(request: HttpRequest, report: Report) -> list[tuple[str, str, str, int]]:
    """The results of the deliveries with their counts, for those who may see them."""
    if report.issued_at is None or not queries.may_see_deliveries(request.actor):
        return []
    return presenters.delivery_counts(queries.list_deliveries(request.actor, report))


@require_POST
def report_refresh(request: HttpRequest, uuid: UUID) -> HttpResponse:
    try:
        report = services.refresh_report(actor=request.actor, report_uuid=uuid)
    except Refused as refusal:
        return _detail(request, uuid, refusal=refusal)
    messages.success(
        request,
        f"数字已按 {clock.beijing(report.cutoff_at):%m月%d日 %H:%M} 重新汇总，人工修改过的文字未动。",
    )
    return redirect("situation:report_detail", uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def section_edit(request: HttpRequest, uuid: UUID, key: str) -> HttpResponse:
    require(request.actor, Permission.SITUATION_DRAFT)
    report = queries.get_report(request.actor, uuid)
    section = next((row for row in report.sections.all() if row.key == key), None)
    if section is None:
        raise Http404
    form = forms.WordsForm(request.POST or None, initial={"words": section.words})
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        try:
            services.edit_section(actor=request.actor, report_uuid=uuid, key=key, words=words)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"“{section.title}”的文字已更新。")
            return redirect("situation:report_detail", uuid)
    context = {
        "form": form,
        "report": report,
        "section": section,
        "lines": presenters.figure_lines(section),
    }
    return render(
        request, "situation/section_edit.html", context, status=422 if form.errors else 200
    )


@require_POST
def report_approve(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _carry_out(request, uuid, services.approve_report, "报告已审签，可以印发。")


@require_POST
def report_issue(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _carry_out(
        request, uuid, services.issue_report, "报告已编号印发，Word 和 PDF 可以下载。"
    )


def _carry_out(request: HttpRequest, uuid: UUID, service: Any, words: str) -> HttpResponse:
    try:
        service(actor=request.actor, report_uuid=uuid)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        return _detail(request, uuid, refusal=refusal)
    messages.success(request, words)
    return redirect("situation:report_detail", uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def report_give_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.SITUATION_APPROVE)
    return _with_reason(
        request, uuid, services.give_back_report, "退回修改", "报告已退回起草人修改。"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def report_discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.SITUATION_DRAFT)
    return _with_reason(request, uuid, services.discard_report, "作废报告", "报告已作废。")


def _with_reason(
    request: HttpRequest, uuid: UUID, service: Any, heading: str, words: str
) -> HttpResponse:
    report = queries.get_report(request.actor, uuid)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service(actor=request.actor, report_uuid=uuid, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, words)
            return redirect("situation:report_detail", uuid)
    context = {"form": form, "report": report, "heading": heading}
    return render(
        request, "situation/report_reason.html", context, status=422 if form.errors else 200
    )


@require_safe
def report_compare(request: HttpRequest, uuid: UUID) -> HttpResponse:
    report = queries.get_report(request.actor, uuid)
    previous = queries.previous_issue(report)
    before = {s.key: s for s in previous.sections.all()} if previous else {}
    sections = [
        (
            s,
            presenters.figure_lines(s),
            presenters.compare_words(before[s.key].words if s.key in before else "", s.words),
        )
        for s in report.sections.all()
    ]
    context = {"report": report, "previous": previous, "sections": sections}
    return render(request, "situation/report_compare.html", context)


@require_safe
def report_file(request: HttpRequest, uuid: UUID, ending: str) -> HttpResponse:
    """The frozen file of an issued report; of a draft, a copy marked as such."""
    report = queries.get_report(request.actor, uuid)
    if ending not in WRITERS:
        raise Http404
    stored = getattr(report, ending)
    if stored is not None:
        return attachment_response(stored)
    return download(f"草稿 {report.title}.{ending}", WRITERS[ending](report_document(report)))
