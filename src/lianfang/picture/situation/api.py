"""API of the situation room."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from pydantic import AwareDatetime

from lianfang.base.accounts.public import idempotent
from lianfang.base.files.public import attachment_response
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.base.kernel.errors import NotFound

from . import presenters, queries, services
from .models import Contribution, Report, ReportDelivery

router = Router()


class ReportFigureOut(Schema):
    """One figure: value, value in the issue before, definition, source, moment, address of its rows."""

    key: str
    label: str
    definition: str
    value: Decimal | None
    previous: Decimal | None
    measure: str
    source: str
    as_of: datetime
    url: str


class SectionOut(Schema):
    key: str
    title: str
    words: str
    is_edited: bool
    figures: list[ReportFigureOut]


class ContributionOut(Schema):
    uuid: UUID
    unit: str
    wanted_by: datetime
    given_at: datetime | None
    words: str


class ReportRow(Schema):
    uuid: UUID
    number: str
    title: str
    kind: str
    issue: int
    state: str
    emergency: UUID
    day: date | None
    cutoff_at: datetime
    issued_at: datetime | None


class ReportOut(ReportRow):
    sections: list[SectionOut]
    contributions: list[ContributionOut]


class ReportPage(Schema):
    items: list[ReportRow]
    next: str | None


class DraftIn(Schema):
    emergency: UUID
    kind: str = Field(pattern="^(initial|progress|final|daily)$")
    cutoff_at: AwareDatetime
    wanted_by: AwareDatetime | None = None


class ReportWordsIn(Schema):
    words: str = Field(max_length=4000)


class ReportReasonIn(Schema):
    reason: str = Field(max_length=300)


class ReportChannelOut(Schema):
    """How the message about a report fares on one channel."""

    channel: str
    kind: str
    state: str
    at: datetime | None
    tries: int
    error: str


class ReportDeliveryOut(Schema):
    """One delivery of a report: to which unit or post, when, read when, by which channels."""

    unit: str
    post: UUID | None
    is_again: bool
    sent_at: datetime
    read_at: datetime | None
    result: str
    channels: list[ReportChannelOut]


class ReportDeliveryPage(Schema):
    items: list[ReportDeliveryOut]
    next: str | None


class ReportDeliverIn(Schema):
    """Units and leaders' posts that get the report; `batch` makes a repeated call one delivery."""

    batch: UUID
    units: list[UUID] = Field(default=[], max_length=500)
    posts: list[UUID] = Field(default=[], max_length=500)


class ReportIssueIn(Schema):
    """
    Units and leaders' posts that get the report as it is issued; empty: the units asked for words.

    A repeated call with the same `batch` is answered like the first and delivers nothing again.
    """

    batch: UUID | None = None
    units: list[UUID] = Field(default=[], max_length=500)
    posts: list[UUID] = Field(default=[], max_length=500)


class RefreshIn(Schema):
    cutoff_at: AwareDatetime | None = None


def _recipients(payload: ReportDeliverIn | ReportIssueIn) -> services.Recipients:
    batch = payload.batch or uuid4()
    return services.Recipients(batch, tuple(payload.units), tuple(payload.posts))


def _row(report: Report) -> dict[str, Any]:
    names = ("uuid", "number", "title", "kind", "issue", "state", "day", "cutoff_at", "issued_at")
    return {name: getattr(report, name) for name in names} | {"emergency": report.emergency.uuid}


def _whole(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    report = queries.get_report(request.actor, uuid)
    sections = [
        {
            "key": s.key,
            "title": s.title,
            "words": s.words,
            "is_edited": s.is_edited,
            "figures": list(s.figures.all()),
        }
        for s in report.sections.all()
    ]
    return _row(report) | {
        "sections": sections,
        "contributions": [_contribution(c) for c in report.contributions.all()],
    }


def _deliveries(rows: Iterable[ReportDelivery]) -> list[dict[str, Any]]:
    return [
        {
            "unit": line.delivery.unit.name, "is_again": line.delivery.is_again,
            "post": line.delivery.post.uuid if line.delivery.post else None,
            "sent_at": line.delivery.sent_at, "read_at": line.delivery.notice.read_at,
            "result": line.key, "channels": line.fates,
        }
        for line in presenters.delivery_lines(rows)
    ]  # fmt: skip


def _contribution(row: Contribution) -> dict[str, Any]:
    return {
        "uuid": row.uuid, "unit": row.unit.name, "wanted_by": row.wanted_by, "given_at": row.given_at,
        "words": row.words,
    }  # fmt: skip


@router.get(
    "", response={200: ReportPage, **PROBLEMS}, operation_id="reports_list", summary="情况报告列表"
)
def report_list(
    request: HttpRequest,
    q: str = "",
    state: str = "",
    kind: str = "",
    cursor: str = "",
    limit: int = 50,
) -> Any:
    rows = queries.list_reports(request.actor, words=q, state=state, kind=kind)
    return page_after(rows, key="-cutoff_at", cursor=cursor, limit=limit, shape=_row)


@router.get(
    "/wanted",
    response={200: list[ContributionOut], **PROBLEMS},
    operation_id="reports_wanted",
    summary="本单位待报材料",
)
def wanted(request: HttpRequest) -> Any:
    return [_contribution(row) for row in queries.list_wanted(request.actor)[:200]]


@router.post(
    "/wanted/{uuid}",
    response={200: ContributionOut, **PROBLEMS},
    operation_id="reports_contribute",
    summary="报送材料",
)
@idempotent
def contribute(request: HttpRequest, uuid: UUID, payload: ReportWordsIn) -> Any:
    row = services.give_contribution(
        actor=request.actor, contribution_uuid=uuid, words=payload.words
    )
    return _contribution(row)


@router.post(
    "", response={200: ReportOut, **PROBLEMS}, operation_id="reports_draft", summary="起草情况报告"
)
@idempotent
def draft(request: HttpRequest, payload: DraftIn) -> Any:
    report = services.draft_report(
        actor=request.actor, emergency_uuid=payload.emergency, kind=payload.kind, cutoff_at=payload.cutoff_at,
        wanted_by=payload.wanted_by,
    )  # fmt: skip
    return _whole(request, report.uuid)


@router.get(
    "/{uuid}",
    response={200: ReportOut, **PROBLEMS},
    operation_id="reports_detail",
    summary="情况报告",
)
def report_detail(request: HttpRequest, uuid: UUID) -> Any:
    return _whole(request, uuid)


@router.get(
    "/{uuid}/file.{ending}",
    response={**PROBLEMS},
    operation_id="reports_file",
    summary="下载已印发报告（docx、pdf）",
)
def report_file(request: HttpRequest, uuid: UUID, ending: str) -> HttpResponse:
    report = queries.get_report(request.actor, uuid)
    stored = {"docx": report.docx, "pdf": report.pdf}.get(ending)
    if stored is None:
        raise NotFound("这期报告尚未印发，或没有这种格式；可下载的格式为 docx、pdf。")
    return attachment_response(stored)


@router.get(
    "/{uuid}/deliveries",
    response={200: ReportDeliveryPage, **PROBLEMS},
    operation_id="reports_deliveries",
    summary="送达情况",
)
def deliveries(
    request: HttpRequest, uuid: UUID, q: str = "", cursor: str = "", limit: int = 50
) -> Any:
    report = queries.get_report(request.actor, uuid)
    rows = queries.list_deliveries(request.actor, report, words=q)
    page = page_after(rows, key="-sent_at", cursor=cursor, limit=limit, shape=lambda row: row)
    return page | {"items": _deliveries(page["items"])}


@router.post(
    "/{uuid}/deliver",
    response={200: list[ReportDeliveryOut], **PROBLEMS},
    operation_id="reports_deliver",
    summary="补发",
)
@idempotent
def deliver(request: HttpRequest, uuid: UUID, payload: ReportDeliverIn) -> Any:
    services.deliver_report(actor=request.actor, report_uuid=uuid, recipients=_recipients(payload))
    report = queries.get_report(request.actor, uuid)
    rows = queries.list_deliveries(request.actor, report).filter(batch=payload.batch)
    return _deliveries(rows)


@router.post(
    "/{uuid}/refresh",
    response={200: ReportOut, **PROBLEMS},
    operation_id="reports_refresh",
    summary="重新汇总数字",
)
@idempotent
def refresh(request: HttpRequest, uuid: UUID, payload: RefreshIn) -> Any:
    services.refresh_report(actor=request.actor, report_uuid=uuid, cutoff_at=payload.cutoff_at)
    return _whole(request, uuid)


@router.post(
    "/{uuid}/sections/{key}",
    response={200: ReportOut, **PROBLEMS},
    operation_id="reports_edit_section",
    summary="改一节文字",
)
@idempotent
def edit_section(request: HttpRequest, uuid: UUID, key: str, payload: ReportWordsIn) -> Any:
    services.edit_section(actor=request.actor, report_uuid=uuid, key=key, words=payload.words)
    return _whole(request, uuid)


@router.post(
    "/{uuid}/approve",
    response={200: ReportOut, **PROBLEMS},
    operation_id="reports_approve",
    summary="审签",
)
@idempotent
def approve(request: HttpRequest, uuid: UUID) -> Any:
    services.approve_report(actor=request.actor, report_uuid=uuid)
    return _whole(request, uuid)


@router.post(
    "/{uuid}/give-back",
    response={200: ReportOut, **PROBLEMS},
    operation_id="reports_give_back",
    summary="退回修改",
)
@idempotent
def give_back(request: HttpRequest, uuid: UUID, payload: ReportReasonIn) -> Any:
    services.give_back_report(actor=request.actor, report_uuid=uuid, reason=payload.reason)
    return _whole(request, uuid)


@router.post(
    "/{uuid}/issue",
    response={200: ReportOut, **PROBLEMS},
    operation_id="reports_issue",
    summary="编号印发",
)
@idempotent
def issue(request: HttpRequest, uuid: UUID, payload: ReportIssueIn | None = None) -> Any:
    named = payload is not None and (payload.units or payload.posts)
    recipients = _recipients(payload) if payload and named else None
    services.issue_report(actor=request.actor, report_uuid=uuid, recipients=recipients)
    return _whole(request, uuid)


@router.post(
    "/{uuid}/discard",
    response={200: ReportRow, **PROBLEMS},
    operation_id="reports_discard",
    summary="作废",
)
@idempotent
def discard(request: HttpRequest, uuid: UUID, payload: ReportReasonIn) -> Any:
    return _row(
        services.discard_report(actor=request.actor, report_uuid=uuid, reason=payload.reason)
    )
