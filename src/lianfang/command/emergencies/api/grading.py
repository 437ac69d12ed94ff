"""API of grading: what the criteria say, added facts, decisions."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel.api import PROBLEMS
from lianfang.command.emergencies import queries, services
from lianfang.command.emergencies.schemas import grading as shapes

router = Router()


@router.get(
    "/{uuid:uuid}/grading", response={200: shapes.GradingAssessmentOut, **PROBLEMS},
    summary="按分级标准逐条判定", operation_id="emergencies_grading_assess",
)  # fmt: skip
def emergencies_grading_assess(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    emergency = queries.get_emergency(request.actor, uuid)
    return shapes.assessment_shape(queries.assess(emergency))


@router.post(
    "/{uuid:uuid}/grading/facts", response={200: shapes.GradingAssessmentOut, **PROBLEMS},
    summary="补充分级事实", operation_id="emergencies_grading_facts",
)  # fmt: skip
@idempotent
def emergencies_grading_facts(
    request: HttpRequest, uuid: UUID, payload: shapes.GradingFactsIn
) -> dict[str, Any]:
    services.record_grading_facts(
        actor=request.actor, emergency_uuid=uuid, values=payload.values, source=payload.source
    )
    return shapes.assessment_shape(queries.assess(queries.get_emergency(request.actor, uuid)))


@router.get(
    "/{uuid:uuid}/gradings", response={200: list[shapes.GradingOut], **PROBLEMS},
    summary="历次分级判定", operation_id="emergencies_grading_list",
)  # fmt: skip
def emergencies_grading_list(request: HttpRequest, uuid: UUID) -> list[dict[str, Any]]:
    emergency = queries.get_emergency(request.actor, uuid)
    return [shapes.grading_shape(row) for row in queries.list_gradings(emergency)]


@router.post(
    "/{uuid:uuid}/gradings", response={201: shapes.GradingOut, **PROBLEMS},
    summary="判定事件分级并编号", operation_id="emergencies_grading_decide",
)  # fmt: skip
@idempotent
def emergencies_grading_decide(
    request: HttpRequest, uuid: UUID, payload: shapes.GradingIn
) -> Status[dict[str, Any]]:
    grading = services.decide_grading(actor=request.actor, emergency_uuid=uuid, **payload.dict())
    return Status(201, shapes.grading_shape(grading))
