"""API of what hangs on a measure: persons, papers, complaints, requisitioned things."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Status

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.command.measures import queries, services
from lianfang.command.measures.choices import ComplaintResult, SubjectState
from lianfang.county.orgs.public import get_unit
from lianfang.county.people.public import get_person

from .operations import router
from .schemas import (
    MeasureComplaintAnswerIn,
    MeasureComplaintIn,
    MeasureComplaintOut,
    MeasureComplaintPage,
    MeasureDeliveryIn,
    MeasurePaperOut,
    MeasureReasonIn,
    MeasureSubjectFreeIn,
    MeasureSubjectIn,
    MeasureSubjectOut,
    MeasureSubjectPage,
    RequisitionItemIn,
    RequisitionItemOut,
    RequisitionItemPage,
    RequisitionPayIn,
    RequisitionReturnIn,
    RequisitionUseIn,
    complaint_shape,
    item_shape,
    paper_shape,
    subject_shape,
)


@router.get(
    "/subjects", response={200: MeasureSubjectPage, **PROBLEMS}, summary="被采取措施人员（遮蔽显示）",
    operation_id="measures_subjects",
)  # fmt: skip
def measures_subjects(
    request: HttpRequest,
    q: str = "",
    state: SubjectState | None = None,
    cursor: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    rows = queries.list_subjects(request.actor, words=q, state=state or "")
    return page_after(rows, key="ends_at", cursor=cursor, limit=limit, shape=subject_shape)


@router.post(
    "/{uuid:uuid}/subjects", response={201: MeasureSubjectOut, **PROBLEMS}, summary="列入人员",
    operation_id="measures_subject_list",
)  # fmt: skip
@idempotent
def measures_subject_list(
    request: HttpRequest, uuid: UUID, payload: MeasureSubjectIn
) -> Status[dict[str, Any]]:
    actor = request.actor
    given = payload.dict(exclude={"person", "unit"})
    facts = services.SubjectFacts(**given, unit=get_unit(actor, payload.unit))
    subject = services.list_person(
        actor=actor, measure_uuid=uuid, person=get_person(actor, payload.person), facts=facts
    )
    return Status(201, subject_shape(queries.get_subject(actor, subject.uuid)))


@router.post(
    "/subjects/{uuid:uuid}/free", response={200: MeasureSubjectOut, **PROBLEMS}, summary="解除一名人员",
    operation_id="measures_subject_free",
)  # fmt: skip
@idempotent
def measures_subject_free(
    request: HttpRequest, uuid: UUID, payload: MeasureSubjectFreeIn
) -> dict[str, Any]:
    services.free_subject(actor=request.actor, subject_uuid=uuid, **payload.dict())
    return subject_shape(queries.get_subject(request.actor, uuid))


@router.post(
    "/subjects/{uuid:uuid}/strike", response={200: MeasureSubjectOut, **PROBLEMS}, summary="不再列入",
    operation_id="measures_subject_strike",
)  # fmt: skip
@idempotent
def measures_subject_strike(
    request: HttpRequest, uuid: UUID, payload: MeasureReasonIn
) -> dict[str, Any]:
    services.strike_person(actor=request.actor, subject_uuid=uuid, reason=payload.reason)
    return subject_shape(queries.get_subject(request.actor, uuid))


@router.post(
    "/{uuid:uuid}/certificates", response={200: list[MeasurePaperOut], **PROBLEMS}, summary="开具期间证明",
    operation_id="measures_certify",
)  # fmt: skip
@idempotent
def measures_certify(request: HttpRequest, uuid: UUID) -> list[dict[str, Any]]:
    services.certify_periods(actor=request.actor, measure_uuid=uuid)
    measure = queries.get_measure(request.actor, uuid)
    rows = queries.list_person_papers(request.actor, measure, "certificate")
    return [paper_shape(paper) for paper in rows[:500]]


@router.post(
    "/papers/{uuid:uuid}/deliveries", response={201: MeasurePaperOut, **PROBLEMS}, summary="登记送达",
    operation_id="measures_deliver",
)  # fmt: skip
@idempotent
def measures_deliver(
    request: HttpRequest, uuid: UUID, payload: MeasureDeliveryIn
) -> Status[dict[str, Any]]:
    services.record_delivery(actor=request.actor, paper_uuid=uuid, **payload.dict())
    return Status(201, paper_shape(queries.get_paper(request.actor, uuid)))


@router.get(
    "/complaints", response={200: MeasureComplaintPage, **PROBLEMS}, summary="申诉列表",
    operation_id="measures_complaints",
)  # fmt: skip
def measures_complaints(
    request: HttpRequest,
    result: ComplaintResult | None = None,
    cursor: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    rows = queries.list_complaints(request.actor, result=result or "")
    return page_after(rows, key="-received_at", cursor=cursor, limit=limit, shape=complaint_shape)


@router.post(
    "/{uuid:uuid}/complaints", response={201: MeasureComplaintOut, **PROBLEMS}, summary="登记申诉",
    operation_id="measures_complaint_record",
)  # fmt: skip
@idempotent
def measures_complaint_record(
    request: HttpRequest, uuid: UUID, payload: MeasureComplaintIn
) -> Status[dict[str, Any]]:
    complaint = services.record_complaint(
        actor=request.actor, measure_uuid=uuid, complainant=payload.complainant,
        words=payload.words, phone=payload.contact,
    )  # fmt: skip
    return Status(201, complaint_shape(complaint))


@router.post(
    "/complaints/{uuid:uuid}/answer", response={200: MeasureComplaintOut, **PROBLEMS}, summary="答复申诉",
    operation_id="measures_complaint_answer",
)  # fmt: skip
@idempotent
def measures_complaint_answer(
    request: HttpRequest, uuid: UUID, payload: MeasureComplaintAnswerIn
) -> dict[str, Any]:
    services.answer_complaint(actor=request.actor, complaint_uuid=uuid, **payload.dict())
    return complaint_shape(queries.get_complaint(request.actor, uuid))


@router.get(
    "/items", response={200: RequisitionItemPage, **PROBLEMS}, summary="征用物列表",
    operation_id="measures_items",
)  # fmt: skip
def measures_items(
    request: HttpRequest, q: str = "", cursor: str = "", limit: int = 50
) -> dict[str, Any]:
    rows = queries.list_items(request.actor, words=q)
    return page_after(rows, key="-listed_at", cursor=cursor, limit=limit, shape=item_shape)


@router.post(
    "/{uuid:uuid}/items", response={201: RequisitionItemOut, **PROBLEMS}, summary="登记征用物",
    operation_id="measures_item_list",
)  # fmt: skip
@idempotent
def measures_item_list(
    request: HttpRequest, uuid: UUID, payload: RequisitionItemIn
) -> Status[dict[str, Any]]:
    given = payload.dict(exclude={"owner_contact"})
    facts = services.ItemFacts(**given, owner_phone=payload.owner_contact)
    item = services.list_item(actor=request.actor, measure_uuid=uuid, facts=facts)
    return Status(201, item_shape(queries.get_item(request.actor, item.uuid)))


@router.post(
    "/items/{uuid:uuid}/take-over", response={200: RequisitionItemOut, **PROBLEMS}, summary="登记征用物交接",
    operation_id="measures_item_take_over",
)  # fmt: skip
@idempotent
def measures_item_take_over(
    request: HttpRequest, uuid: UUID, payload: RequisitionUseIn
) -> dict[str, Any]:
    services.take_over_item(actor=request.actor, item_uuid=uuid, **payload.dict())
    return item_shape(queries.get_item(request.actor, uuid))


@router.post(
    "/items/{uuid:uuid}/give-back", response={200: RequisitionItemOut, **PROBLEMS}, summary="登记征用物返还",
    operation_id="measures_item_give_back",
)  # fmt: skip
@idempotent
def measures_item_give_back(
    request: HttpRequest, uuid: UUID, payload: RequisitionReturnIn
) -> dict[str, Any]:
    services.give_back_item(actor=request.actor, item_uuid=uuid, **payload.dict())
    return item_shape(queries.get_item(request.actor, uuid))


@router.post(
    "/items/{uuid:uuid}/compensate", response={200: RequisitionItemOut, **PROBLEMS}, summary="登记征用补偿",
    operation_id="measures_item_compensate",
)  # fmt: skip
@idempotent
def measures_item_compensate(
    request: HttpRequest, uuid: UUID, payload: RequisitionPayIn
) -> dict[str, Any]:
    services.compensate_item(actor=request.actor, item_uuid=uuid, **payload.dict())
    return item_shape(queries.get_item(request.actor, uuid))
