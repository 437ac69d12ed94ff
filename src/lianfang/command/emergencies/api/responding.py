"""API of the emergencies room."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import AwareDatetime

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.command.emergencies import queries, schemas, services
from lianfang.command.emergencies.choices import (
    EmergencyKind,
    EmergencyState,
    ProposalKind,
    ProposalState,
)
from lianfang.command.emergencies.history import history
from lianfang.command.emergencies.rules import TallyFigures
from lianfang.county.orgs.public import get_area
from lianfang.county.standards.public import get_disease

router = Router()


@router.get(
    "", response={200: schemas.EmergencyPage, **PROBLEMS}, summary="事件列表",
    operation_id="emergencies_list",
)  # fmt: skip
def emergencies_list(
    request: HttpRequest,
    q: str = "",
    kind: EmergencyKind | None = None,
    state: EmergencyState | None = None,
    level: int | None = None,
    *,
    exercise: bool | None = None,
    since: date | None = None,
    until: date | None = None,
    cursor: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    rows = queries.list_emergencies(
        request.actor, words=q, kind=kind or "", state=state or "", level=level,
        exercise=exercise, since=since, until=until,
    )  # fmt: skip
    return page_after(
        rows, key="-recorded_at", cursor=cursor, limit=limit, shape=schemas.emergency_shape
    )


@router.post(
    "", response={201: schemas.EmergencyOut, **PROBLEMS}, summary="登记事件",
    operation_id="emergencies_record",
)  # fmt: skip
@idempotent
def emergencies_record(
    request: HttpRequest, payload: schemas.EmergencyIn
) -> Status[dict[str, Any]]:
    emergency = services.record_emergency(
        actor=request.actor,
        name=payload.name,
        kind=payload.kind,
        area=get_area(payload.area_code),
        disease=get_disease(payload.disease_code) if payload.disease_code else None,
        milestones=payload.milestones(),
        place=payload.place,
        summary=payload.summary,
        is_exercise=payload.is_exercise,
        figures=_figures(payload.figures),
        signal_uuid=payload.signal,
    )
    return Status(201, _one(request, emergency.uuid))


@router.get(
    "/proposals", response={200: schemas.ProposalPage, **PROBLEMS}, summary="响应建议和决定",
    operation_id="emergencies_proposal_list",
)  # fmt: skip
def emergencies_proposal_list(
    request: HttpRequest,
    state: ProposalState | None = None,
    kind: ProposalKind | None = None,
    q: str = "",
    *,
    exercise: bool | None = None,
    cursor: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    rows = queries.list_proposals(
        request.actor, state=state or "", kind=kind or "", words=q, exercise=exercise
    )
    return page_after(
        rows, key="-proposed_at", cursor=cursor, limit=limit, shape=schemas.proposal_shape
    )


@router.get(
    "/proposals/{uuid:uuid}", response={200: schemas.ProposalOut, **PROBLEMS},
    summary="一项响应建议", operation_id="emergencies_proposal_get",
)  # fmt: skip
def emergencies_proposal_get(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    return schemas.proposal_shape(queries.get_proposal(request.actor, uuid))


@router.post(
    "/proposals/{uuid:uuid}/approve", response={200: schemas.ProposalOut, **PROBLEMS},
    summary="同意建议并编号", operation_id="emergencies_proposal_approve",
)  # fmt: skip
@idempotent
def emergencies_proposal_approve(
    request: HttpRequest, uuid: UUID, payload: schemas.OpinionIn
) -> dict[str, Any]:
    services.approve_proposal(actor=request.actor, proposal_uuid=uuid, opinion=payload.opinion)
    return schemas.proposal_shape(queries.get_proposal(request.actor, uuid))


@router.post(
    "/proposals/{uuid:uuid}/refuse", response={200: schemas.ProposalOut, **PROBLEMS},
    summary="不同意建议", operation_id="emergencies_proposal_refuse",
)  # fmt: skip
@idempotent
def emergencies_proposal_refuse(
    request: HttpRequest, uuid: UUID, payload: schemas.OpinionIn
) -> dict[str, Any]:
    services.refuse_proposal(actor=request.actor, proposal_uuid=uuid, opinion=payload.opinion)
    return schemas.proposal_shape(queries.get_proposal(request.actor, uuid))


@router.post(
    "/proposals/{uuid:uuid}/withdraw", response={200: schemas.ProposalOut, **PROBLEMS},
    summary="撤回建议", operation_id="emergencies_proposal_withdraw",
)  # fmt: skip
@idempotent
def emergencies_proposal_withdraw(
    request: HttpRequest, uuid: UUID, payload: schemas.WithdrawIn
) -> dict[str, Any]:
    services.withdraw_proposal(actor=request.actor, proposal_uuid=uuid, reason=payload.reason)
    return schemas.proposal_shape(queries.get_proposal(request.actor, uuid))


@router.get(
    "/{uuid:uuid}", response={200: schemas.EmergencyOut, **PROBLEMS}, summary="一个事件",
    operation_id="emergencies_get",
)  # fmt: skip
def emergencies_get(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    return _one(request, uuid)


@router.get(
    "/{uuid:uuid}/tallies", response={200: list[schemas.TallyOut], **PROBLEMS},
    summary="病例数登记", operation_id="emergencies_tally_list",
)  # fmt: skip
def emergencies_tally_list(
    request: HttpRequest, uuid: UUID, limit: int = 200
) -> list[dict[str, Any]]:
    rows = queries.list_tallies(queries.get_emergency(request.actor, uuid))
    return [schemas.tally_shape(row) for row in rows[: max(1, min(limit, 1000))]]


@router.post(
    "/{uuid:uuid}/tallies", response={201: schemas.TallyOut, **PROBLEMS}, summary="更新病例数",
    operation_id="emergencies_tally_update",
)  # fmt: skip
@idempotent
def emergencies_tally_update(
    request: HttpRequest, uuid: UUID, payload: schemas.TallyIn
) -> Status[dict[str, Any]]:
    tally = services.update_tally(
        actor=request.actor, emergency_uuid=uuid, as_of=payload.as_of,
        figures=TallyFigures(**payload.figures.dict()), note=payload.note,
    )  # fmt: skip
    return Status(201, schemas.tally_shape(tally))


@router.post(
    "/{uuid:uuid}/milestones", response={201: schemas.MilestoneOut, **PROBLEMS},
    summary="登记或更正时间节点", operation_id="emergencies_milestone_set",
)  # fmt: skip
@idempotent
def emergencies_milestone_set(
    request: HttpRequest, uuid: UUID, payload: schemas.MilestoneIn
) -> Status[dict[str, Any]]:
    entry = services.set_milestone(actor=request.actor, emergency_uuid=uuid, **payload.dict())
    return Status(201, schemas.milestone_shape(entry))


@router.post(
    "/{uuid:uuid}/proposals", response={201: schemas.ProposalOut, **PROBLEMS},
    summary="提出响应建议", operation_id="emergencies_propose",
)  # fmt: skip
@idempotent
def emergencies_propose(
    request: HttpRequest, uuid: UUID, payload: schemas.ProposalIn
) -> Status[dict[str, Any]]:
    area = get_area(payload.area_code) if payload.area_code else None
    proposal = services.propose_response(
        actor=request.actor, emergency_uuid=uuid, area=area,
        closing=payload.closing.plain() if payload.closing else None,
        **payload.dict(exclude={"area_code", "closing"}),
    )  # fmt: skip
    return Status(201, schemas.proposal_shape(queries.get_proposal(request.actor, proposal.uuid)))


@router.post(
    "/{uuid:uuid}/close", response={200: schemas.EmergencyOut, **PROBLEMS}, summary="结案",
    operation_id="emergencies_close",
)  # fmt: skip
@idempotent
def emergencies_close(request: HttpRequest, uuid: UUID, payload: schemas.CloseIn) -> dict[str, Any]:
    services.close_emergency(
        actor=request.actor, emergency_uuid=uuid, conclusion=payload.conclusion
    )
    return _one(request, uuid)


@router.get(
    "/{uuid:uuid}/history", response={200: list[schemas.EventOut], **PROBLEMS}, summary="事件经过",
    operation_id="emergencies_history",
)  # fmt: skip
def emergencies_history(
    request: HttpRequest, uuid: UUID, at: AwareDatetime | None = None
) -> list[dict[str, Any]]:
    emergency = queries.get_emergency(request.actor, uuid)
    return [schemas.event_shape(event) for event in history(emergency, at)]


def _one(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    """One emergency with its response and times, as the caller may see it."""
    emergency = queries.get_emergency(request.actor, uuid)
    return schemas.emergency_shape(emergency, in_full=True)


def _figures(given: schemas.FiguresIn | None) -> TallyFigures | None:
    return TallyFigures(**given.dict()) if given else None
