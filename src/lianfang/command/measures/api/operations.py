"""API of measures: the same services as the pages, the same permissions."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel import clock
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.command.measures import queries, services
from lianfang.command.measures.choices import MeasureKind, MeasureState
from lianfang.command.measures.models import Measure
from lianfang.command.measures.rules import AboveDecision
from lianfang.county.orgs.public import get_area, get_unit
from lianfang.county.places.public import get_place

from .schemas import (
    MeasureDecisionIn,
    MeasureExtendIn,
    MeasureIn,
    MeasureOpinionIn,
    MeasureOut,
    MeasurePage,
    MeasurePaperOut,
    MeasureReasonIn,
    MeasureReviewIn,
    MeasureSentIn,
    measure_shape,
    paper_shape,
)

router = Router()


def _told(request: HttpRequest, uuid: object) -> dict[str, Any]:
    return measure_shape(queries.get_measure(request.actor, uuid), clock.now())


@router.get(
    "", response={200: MeasurePage, **PROBLEMS}, summary="管控措施列表",
    operation_id="measures_list",
)  # fmt: skip
def measures_list(
    request: HttpRequest,
    q: str = "",
    kind: MeasureKind | None = None,
    state: MeasureState | None = None,
    standing: str = "",
    cursor: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    rows = queries.list_measures(
        request.actor, words=q, kind=kind or "", state=state or "", standing=standing
    )
    now = clock.now()

    def shape(measure: Measure) -> dict[str, Any]:
        return measure_shape(measure, now)

    return page_after(rows, key="-proposed_at", cursor=cursor, limit=limit, shape=shape)


@router.post(
    "", response={201: MeasureOut, **PROBLEMS}, summary="提出管控措施",
    operation_id="measures_propose",
)  # fmt: skip
@idempotent
def measures_propose(request: HttpRequest, payload: MeasureIn) -> Status[dict[str, Any]]:
    actor = request.actor
    given = payload.dict(
        exclude={
            "emergency", "area_code", "place", "unit", "above_by", "above_number", "above_on",
            "arrangements",
        }
    )  # fmt: skip
    facts = services.MeasureFacts(
        **given, area=get_area(payload.area_code), unit=get_unit(actor, payload.unit),
        place=get_place(actor, payload.place) if payload.place else None,
        arrangements={topic.value: words for topic, words in payload.arrangements.items()},
        above=AboveDecision(payload.above_by, payload.above_number, payload.above_on),
    )  # fmt: skip
    measure = services.propose_measure(actor=actor, emergency_uuid=payload.emergency, facts=facts)
    return Status(201, _told(request, measure.uuid))


@router.get(
    "/{uuid:uuid}", response={200: MeasureOut, **PROBLEMS}, summary="一项措施",
    operation_id="measures_get",
)  # fmt: skip
def measures_get(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    return _told(request, uuid)


@router.post(
    "/{uuid:uuid}/order", response={200: MeasureOut, **PROBLEMS}, summary="决定措施",
    operation_id="measures_order",
)  # fmt: skip
@idempotent
def measures_order(request: HttpRequest, uuid: UUID, payload: MeasureDecisionIn) -> dict[str, Any]:
    services.order_measure(actor=request.actor, measure_uuid=uuid, opinion=payload.opinion)
    return _told(request, uuid)


@router.post(
    "/{uuid:uuid}/refuse", response={200: MeasureOut, **PROBLEMS}, summary="不同意措施",
    operation_id="measures_refuse",
)  # fmt: skip
@idempotent
def measures_refuse(request: HttpRequest, uuid: UUID, payload: MeasureDecisionIn) -> dict[str, Any]:
    services.refuse_measure(actor=request.actor, measure_uuid=uuid, opinion=payload.opinion)
    return _told(request, uuid)


@router.post(
    "/{uuid:uuid}/withdraw", response={200: MeasureOut, **PROBLEMS}, summary="撤回措施",
    operation_id="measures_withdraw",
)  # fmt: skip
@idempotent
def measures_withdraw(request: HttpRequest, uuid: UUID, payload: MeasureReasonIn) -> dict[str, Any]:
    services.withdraw_measure(actor=request.actor, measure_uuid=uuid, reason=payload.reason)
    return _told(request, uuid)


@router.post(
    "/{uuid:uuid}/lift", response={200: MeasureOut, **PROBLEMS}, summary="提前解除措施",
    operation_id="measures_lift",
)  # fmt: skip
@idempotent
def measures_lift(request: HttpRequest, uuid: UUID, payload: MeasureReasonIn) -> dict[str, Any]:
    services.lift_measure(actor=request.actor, measure_uuid=uuid, reason=payload.reason)
    return _told(request, uuid)


@router.post(
    "/{uuid:uuid}/review", response={200: MeasureOut, **PROBLEMS}, summary="复核措施",
    operation_id="measures_review",
)  # fmt: skip
@idempotent
def measures_review(request: HttpRequest, uuid: UUID, payload: MeasureReviewIn) -> dict[str, Any]:
    services.review_measure(actor=request.actor, measure_uuid=uuid, **payload.dict())
    return _told(request, uuid)


@router.post(
    "/{uuid:uuid}/report", response={200: MeasureOut, **PROBLEMS}, summary="登记报上一级",
    operation_id="measures_report_sent",
)  # fmt: skip
@idempotent
def measures_report_sent(
    request: HttpRequest, uuid: UUID, payload: MeasureSentIn
) -> dict[str, Any]:
    services.send_report_up(actor=request.actor, measure_uuid=uuid, **payload.dict())
    return _told(request, uuid)


@router.post(
    "/{uuid:uuid}/report/answer", response={200: MeasureOut, **PROBLEMS}, summary="登记上级意见",
    operation_id="measures_report_answered",
)  # fmt: skip
@idempotent
def measures_report_answered(
    request: HttpRequest, uuid: UUID, payload: MeasureOpinionIn
) -> dict[str, Any]:
    services.record_upper_opinion(actor=request.actor, measure_uuid=uuid, **payload.dict())
    return _told(request, uuid)


@router.post(
    "/{uuid:uuid}/extend", response={201: MeasureOut, **PROBLEMS}, summary="提出延长",
    operation_id="measures_extend",
)  # fmt: skip
@idempotent
def measures_extend(
    request: HttpRequest, uuid: UUID, payload: MeasureExtendIn
) -> Status[dict[str, Any]]:
    made = services.extend_measure(actor=request.actor, measure_uuid=uuid, **payload.dict())
    return Status(201, _told(request, made.uuid))


@router.get(
    "/{uuid:uuid}/papers", response={200: list[MeasurePaperOut], **PROBLEMS}, summary="措施的公开文书",
    operation_id="measures_papers",
)  # fmt: skip
def measures_papers(request: HttpRequest, uuid: UUID) -> list[dict[str, Any]]:
    measure = queries.get_measure(request.actor, uuid)
    return [paper_shape(paper) for paper in queries.list_papers(measure)]
