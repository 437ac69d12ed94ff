"""Persons under a measure: listed, freed, certified; requisitioned things; papers and their delivery."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.documents import to_docx, to_pdf
from lianfang.base.kernel.downloads import download
from lianfang.base.kernel.errors import NotFound, Refused
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.previews import open_rows, seal_rows
from lianfang.base.kernel.spreadsheets import write_template
from lianfang.command.measures import documents, forms, importers, queries, services
from lianfang.command.measures.choices import PaperKind

from .acts import answer

GET_POST = ["GET", "HEAD", "POST"]
WRITERS = {"docx": to_docx, "pdf": to_pdf}
IN_BATCH = (PaperKind.PERSON_NOTICE, PaperKind.RELEASE, PaperKind.CERTIFICATE)
SHOWN = 50


@require_http_methods(GET_POST)
def subject_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    _check_lists(request)
    measure = queries.get_measure(request.actor, uuid)
    start = {
        "starts_at": max(clock.now(), measure.starts_at), "ends_at": measure.ends_at,
        "unit": measure.unit.uuid,
    }  # fmt: skip
    form = forms.SubjectForm(request.actor, measure, request.POST or None, initial=start)

    def act() -> str:
        person = form.cleaned_data["number"]
        services.list_person(
            actor=request.actor, measure_uuid=uuid, person=person, facts=form.facts()
        )
        return f"{person.name}已列入。"

    return answer(request, measure, form, act, title="列入人员", button="列入")


@require_http_methods(GET_POST)
def subject_import(request: HttpRequest, uuid: UUID) -> HttpResponse:
    _check_lists(request)
    measure = queries.get_measure(request.actor, uuid)
    purpose = f"measures.subjects.{uuid}"
    if request.method == "POST" and "sealed" in request.POST:
        return _confirm(request, uuid, purpose)
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "measure": measure}
    if request.method == "POST" and form.is_valid():
        try:
            file = form.cleaned_data["file"]
            preview = importers.preview_subjects(request.actor, measure, file.name, file.read())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            sealed = seal_rows(request.actor, purpose, preview.rows)
            context |= {"preview": preview, "shown": preview.rows[:SHOWN], "sealed": sealed}
    status = 422 if form.errors else 200
    return render(request, "measures/subject_import.html", context, status=status)


@require_safe
def subject_template(request: HttpRequest) -> HttpResponse:
    _check_lists(request)
    raw = write_template(importers.COLUMNS, title="列入人员名单")
    return download("列入人员名单模板.xlsx", raw)


@require_http_methods(GET_POST)
def subject_free(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.OBSERVATION_DECIDE)
    subject = queries.get_subject(request.actor, uuid)
    form = forms.FreeForm(request.POST or None)

    def act() -> str:
        services.free_subject(actor=request.actor, subject_uuid=uuid, **form.cleaned_data)
        return f"{subject.person.name}已解除，解除告知书已编号。"

    note = f"人员：{subject.person.name}（{subject.person.number}），原定解除时间见名单。"
    measure = queries.get_measure(request.actor, subject.measure.uuid)
    return answer(request, measure, form, act, title="解除人员", button="确认解除", note=note)


@require_http_methods(GET_POST)
def subject_strike(request: HttpRequest, uuid: UUID) -> HttpResponse:
    _check_lists(request)
    subject = queries.get_subject(request.actor, uuid)
    form = forms.ReasonForm(request.POST or None)

    def act() -> str:
        services.strike_person(
            actor=request.actor, subject_uuid=uuid, reason=form.cleaned_data["reason"]
        )
        return f"{subject.person.name}不再列入。"

    measure = queries.get_measure(request.actor, subject.measure.uuid)
    return answer(request, measure, form, act, title="不再列入", button="不再列入")


@require_POST
def certificates_issue(request: HttpRequest, uuid: UUID) -> HttpResponse:
    measure = queries.get_measure(request.actor, uuid)
    try:
        papers = services.certify_periods(actor=request.actor, measure_uuid=uuid)
    except NotFound:
        raise
    except Refused as refusal:
        form = forms.ReasonForm(request.POST)
        add_refusal(form, refusal)
        context = {"measure": measure, "form": form, "refusal": refusal.message}
        return render(request, "measures/act_refused.html", context, status=refusal.status)
    messages.success(request, f"新开具期间证明 {len(papers)} 份，可成批打印。")
    return redirect("measures:measure_detail", uuid)


@require_safe
def paper_file(request: HttpRequest, uuid: UUID, suffix: str) -> HttpResponse:
    if suffix not in WRITERS:
        raise NotFound
    document = documents.document_of(queries.get_paper(request.actor, uuid))
    mark = "（演练）" if document.is_exercise else ""
    return download(f"{document.title}{mark}.{suffix}", WRITERS[suffix](document))


@require_safe
def papers_batch(request: HttpRequest, uuid: UUID, series: str, suffix: str) -> HttpResponse:
    """All papers of a kind to the persons of a measure, in one file with a list."""
    if suffix not in WRITERS or series not in IN_BATCH:
        raise NotFound
    measure = queries.get_measure(request.actor, uuid)
    rows = queries.list_person_papers(request.actor, measure, series)[: documents.MOST + 1]
    document = documents.batch_document(list(rows))
    return download(f"{document.title}.{suffix}", WRITERS[suffix](document))


@require_http_methods(GET_POST)
def delivery_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.MEASURE_SERVE)
    paper = queries.get_paper(request.actor, uuid)
    form = forms.DeliveryForm(request.POST or None, initial={"delivered_at": clock.now()})

    def act() -> str:
        services.record_delivery(actor=request.actor, paper_uuid=uuid, **form.cleaned_data)
        return f"{paper.number}的送达情况已登记。"

    whom = f"，{paper.subject.person.name}" if paper.subject else ""
    note = f"文书：{paper.get_kind_display()} {paper.number}{whom}"
    measure = queries.get_measure(request.actor, paper.measure.uuid)
    return answer(request, measure, form, act, title="登记送达", button="登记送达", note=note)


@require_http_methods(GET_POST)
def item_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    require(request.actor, Permission.MEASURE_SERVE)
    measure = queries.get_measure(request.actor, uuid)
    form = forms.ItemForm(request.POST or None)

    def act() -> str:
        item = services.list_item(actor=request.actor, measure_uuid=uuid, facts=form.facts())
        return f"征用物 {item.number} 已登记。"

    return answer(request, measure, form, act, title="登记征用物", button="登记")


@require_http_methods(GET_POST)
def item_step(request: HttpRequest, uuid: UUID, step: str) -> HttpResponse:
    """Hand-over, return or compensation of one thing."""
    require(request.actor, Permission.MEASURE_SERVE)
    steps: dict[str, tuple[Any, Any, str]] = {
        "take-over": (forms.ItemUseForm, services.take_over_item, "登记交接"),
        "give-back": (forms.ItemReturnForm, services.give_back_item, "登记返还"),
        "compensate": (forms.ItemPayForm, services.compensate_item, "登记补偿"),
    }
    if step not in steps:
        raise NotFound
    item = queries.get_item(request.actor, uuid)
    kind, verb, title = steps[step]
    form = kind(request.POST or None)

    def act() -> str:
        verb(actor=request.actor, item_uuid=uuid, **form.cleaned_data)
        return f"征用物 {item.number}：{title}完成。"

    measure = queries.get_measure(request.actor, item.measure.uuid)
    return answer(request, measure, form, act, title=title, button=title, note=item.name)


def _check_lists(request: HttpRequest) -> None:
    require(request.actor, Permission.MEASURE_PROPOSE)
    require(request.actor, Permission.PERSON_VIEW)


def _confirm(request: HttpRequest, uuid: UUID, purpose: str) -> HttpResponse:
    measure = queries.get_measure(request.actor, uuid)
    try:
        rows = open_rows(request.actor, purpose, request.POST["sealed"])
        pairs = importers.pairs_of(request.actor, measure, rows)
        new, known = services.list_persons_from_sheet(
            actor=request.actor, measure_uuid=uuid, rows=pairs
        )
    except NotFound:
        raise
    except Refused as refusal:
        context = {"form": forms.UploadForm(), "measure": measure, "refusal": refusal.message}
        return render(request, "measures/subject_import.html", context, status=refusal.status)
    messages.success(request, f"新列入 {new} 人，{known} 人此前已列入。")
    return redirect("measures:measure_detail", uuid)
