"""API of consultations and working groups."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel.api import PROBLEMS
from lianfang.command.emergencies import queries, services
from lianfang.command.emergencies.schemas import consulting as shapes
from lianfang.county.orgs.public import get_unit

router = Router()


@router.post(
    "/{uuid:uuid}/consultations", response={201: shapes.ConsultationOut, **PROBLEMS},
    summary="召集专家会商", operation_id="emergencies_consultation_call",
)  # fmt: skip
@idempotent
def emergencies_consultation_call(
    request: HttpRequest, uuid: UUID, payload: shapes.ConsultationIn
) -> Status[dict[str, Any]]:
    made = services.call_consultation(
        actor=request.actor, emergency_uuid=uuid, question=payload.question,
        held_on=payload.held_on, experts=payload.experts,
    )  # fmt: skip
    return Status(201, _one(request, made.uuid))


@router.get(
    "/consultations/{uuid:uuid}", response={200: shapes.ConsultationOut, **PROBLEMS},
    summary="一次专家会商", operation_id="emergencies_consultation_get",
)  # fmt: skip
def emergencies_consultation_get(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    return _one(request, uuid)


@router.post(
    "/consultations/{uuid:uuid}/advices", response={200: shapes.ConsultationOut, **PROBLEMS},
    summary="记录专家意见", operation_id="emergencies_consultation_advise",
)  # fmt: skip
@idempotent
def emergencies_consultation_advise(
    request: HttpRequest, uuid: UUID, payload: shapes.AdviceIn
) -> dict[str, Any]:
    services.record_advice(
        actor=request.actor, consultation_uuid=uuid, seat_uuid=payload.seat, words=payload.words
    )
    return _one(request, uuid)


@router.post(
    "/consultations/{uuid:uuid}/conclude", response={200: shapes.ConsultationOut, **PROBLEMS},
    summary="形成会商结论", operation_id="emergencies_consultation_conclude",
)  # fmt: skip
@idempotent
def emergencies_consultation_conclude(
    request: HttpRequest, uuid: UUID, payload: shapes.ConsultationCloseIn
) -> dict[str, Any]:
    services.conclude_consultation(
        actor=request.actor, consultation_uuid=uuid, conclusion=payload.conclusion
    )
    return _one(request, uuid)


@router.get(
    "/{uuid:uuid}/groups", response={200: list[shapes.ResponseGroupOut], **PROBLEMS},
    summary="响应的专项工作组", operation_id="emergencies_group_list",
)  # fmt: skip
def emergencies_group_list(request: HttpRequest, uuid: UUID) -> list[dict[str, Any]]:
    emergency = queries.get_emergency(request.actor, uuid)
    return [shapes.group_shape(group) for group in queries.groups_of(emergency)]


@router.post(
    "/groups/{uuid:uuid}/lead", response={200: list[shapes.ResponseGroupOut], **PROBLEMS},
    summary="更改工作组牵头", operation_id="emergencies_group_lead",
)  # fmt: skip
@idempotent
def emergencies_group_lead(
    request: HttpRequest, uuid: UUID, payload: shapes.GroupLeadIn
) -> list[dict[str, Any]]:
    unit = get_unit(request.actor, payload.unit)
    seat = services.set_group_lead(
        actor=request.actor, group_uuid=uuid, unit=unit, person=payload.person
    )
    emergency = seat.group.response.emergency
    return [shapes.group_shape(group) for group in queries.groups_of(emergency)]


def _one(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    return shapes.consultation_shape(queries.get_consultation(request.actor, uuid))
