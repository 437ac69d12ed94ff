"""Pages of grading: criteria held against the records, added facts, the decision, its paper."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.kernel.actor import require
from lianfang.base.kernel.documents import to_docx, to_pdf
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.command.emergencies import documents, forms, presenters, queries, services
from lianfang.command.emergencies.choices import EmergencyState

WRITERS = {"docx": to_docx, "pdf": to_pdf}
FACTS_SHOWN = 100


@require_safe
def grading_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _page(request, uuid)


@require_POST
def grading_decide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.GRADING_DECIDE)
    form = forms.GradingForm(request.POST)
    if not form.is_valid():
        return _page(request, uuid, form=form, status=422)
    try:
        grading = services.decide_grading(
            actor=request.actor, emergency_uuid=uuid, **form.cleaned_data
        )
    except NotFound:
        raise
    except Refused as refusal:
        add_refusal(form, refusal)
        return _page(request, uuid, form=form, status=refusal.status)
    messages.success(
        request, f"事件分级已判定为{grading.get_grade_display()}，文号 {grading.number}。"
    )
    return redirect("emergencies:grading_detail", uuid)


@require_http_methods(["GET", "HEAD", "POST"])
def grading_facts(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.EMERGENCY_RECORD)
    emergency = queries.get_emergency(request.actor, uuid)
    asked = queries.assess(emergency).judgement.missing
    start = {row.key: row.value for row in queries.latest_facts(emergency)}
    form = forms.GradingFactsForm(asked, request.POST or None, initial=start)
    context = {"emergency": emergency, "form": form}
    if request.method != "POST":
        return render(request, "emergencies/grading_facts.html", context)
    if form.is_valid():
        try:
            services.record_grading_facts(
                actor=request.actor, emergency_uuid=uuid, values=form.values(),
                source=form.cleaned_data["source"],
            )  # fmt: skip
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "事实已登记，判定结果已按新的事实更新。")
            return redirect("emergencies:grading_detail", uuid)
    return render(request, "emergencies/grading_facts.html", context, status=422)


@require_safe
def grading_paper(request: HttpRequest, uuid: UUID, suffix: str) -> HttpResponse:
    """:raises NotFound: no such grading, or a file type that there is not."""
    if suffix not in WRITERS:
        raise NotFound
    document = documents.grading_document(queries.get_grading(request.actor, uuid))
    mark = "（演练）" if document.is_exercise else ""
    return download(f"{document.title}{mark}.{suffix}", WRITERS[suffix](document))


def _page(
    request: HttpRequest, uuid: UUID, *, form: forms.GradingForm | None = None, status: int = 200
) -> HttpResponse:
    actor = request.actor
    emergency = queries.get_emergency(actor, uuid)
    found = queries.assess(emergency)
    gradings = list(queries.list_gradings(emergency))
    latest = gradings[0] if gradings else None
    is_open = emergency.state == EmergencyState.OPEN
    is_own = is_open and emergency.area_path.startswith(actor.area_path)
    start: dict[str, Any] = {
        "grade": found.judgement.grade, "seen": latest.number if latest else "",
    }  # fmt: skip
    context = {
        "emergency": emergency,
        "found": found,
        "summary": presenters.grading_summary(found.judgement),
        "differences": presenters.difference_words(latest, found.judgement),
        "findings": presenters.dressed_findings(found.judgement),
        "gradings": gradings,
        "latest": latest,
        "told": presenters.dressed_facts(queries.list_facts(emergency)[:FACTS_SHOWN]),
        "form": form or forms.GradingForm(initial=start),
        "may_record": is_own and actor.may(Permission.EMERGENCY_RECORD),
        "may_grade": is_own and actor.may(Permission.GRADING_DECIDE),
    }
    return render(request, "emergencies/grading_detail.html", context, status=status)
