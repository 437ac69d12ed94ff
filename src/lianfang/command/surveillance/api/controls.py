"""Proposals to keep source animals from people and livestock, over the API."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Schema, Status

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.command.surveillance import queries, services
from lianfang.command.surveillance.follow_ups import decide_proposal, follow_ups
from lianfang.command.surveillance.models import SourceControl
from lianfang.county.orgs.public import get_area

from .signals import router

TEXT = 20_000


class SourceControlIn(Schema):
    """What is proposed; without necessity, alternatives and a telephone no measure can be drafted from it."""

    area_code: str = Field(max_length=15)
    species: str = Field(max_length=60)
    words: str = Field(max_length=TEXT)
    until: date
    necessity: str = Field("", max_length=TEXT)
    alternatives: str = Field("", max_length=TEXT)
    hotline: str = Field("", max_length=60)


class SourceControlDecisionIn(Schema):
    is_agreed: bool
    opinion: str = Field("", max_length=TEXT)


class SourceControlOut(Schema):
    uuid: UUID
    signal: UUID
    signal_number: str
    unit: str | None
    area_code: str
    species: str
    words: str
    until: date
    necessity: str
    alternatives: str
    hotline: str
    proposed_at: datetime
    is_exercise: bool
    run: int | None


class SourceControlOutcome(Schema):
    """What came of it: the measure that was drafted and its state, or why there is none."""

    title: str
    state: str
    text: str
    url: str


class SourceControlWhole(SourceControlOut):
    outcome: list[SourceControlOutcome]


class SourceControlPage(Schema):
    items: list[SourceControlOut]
    next: str | None


def _shape(row: SourceControl) -> dict[str, Any]:
    shape = {n: getattr(row, n) for n in SourceControlOut.model_fields if hasattr(row, n)}
    return shape | {
        "signal": row.signal.uuid, "signal_number": row.signal.number, "area_code": row.area.code,
        "unit": row.unit.name if row.unit else None, "is_exercise": row.signal.is_exercise,
        "run": row.signal.run,
    }  # fmt: skip


def _whole(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    row = queries.get_control(request.actor, uuid)
    told = [one for one in follow_ups(request.actor, row.signal) if one.control_id == row.pk]
    outcome = [{n: getattr(one, n) for n in SourceControlOutcome.model_fields} for one in told]
    return _shape(row) | {"outcome": outcome}


@router.get(
    "/controls", response={200: SourceControlPage, **PROBLEMS}, summary="疫源控制建议",
    operation_id="source_controls_list",
)  # fmt: skip
def source_controls_list(
    request: HttpRequest, q: str = "", signal: UUID | None = None, cursor: str = "", limit: int = 50
) -> dict[str, Any]:
    rows = queries.list_controls(request.actor, words=q, signal=signal)
    return page_after(rows, key="-proposed_at", cursor=cursor, limit=limit, shape=_shape)


@router.get(
    "/controls/{uuid:uuid}", response={200: SourceControlWhole, **PROBLEMS}, summary="一件疫源控制建议",
    operation_id="source_controls_get",
)  # fmt: skip
def source_controls_get(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    return _whole(request, uuid)


@router.post(
    "/{uuid:uuid}/controls", response={201: SourceControlWhole, **PROBLEMS}, summary="提出疫源控制建议",
    operation_id="source_controls_propose",
)  # fmt: skip
@idempotent
def source_controls_propose(
    request: HttpRequest, uuid: UUID, payload: SourceControlIn
) -> Status[dict[str, Any]]:
    given = payload.dict(exclude={"area_code"})
    proposal = services.propose_source_control(
        actor=request.actor, signal_uuid=uuid, area=get_area(payload.area_code), **given
    )
    return Status(201, _whole(request, proposal.uuid))


@router.post(
    "/controls/{uuid:uuid}/decide", response={200: SourceControlWhole, **PROBLEMS},
    summary="决定疫源控制建议", operation_id="source_controls_decide",
)  # fmt: skip
@idempotent
def source_controls_decide(
    request: HttpRequest, uuid: UUID, payload: SourceControlDecisionIn
) -> dict[str, Any]:
    proposal = queries.get_control(request.actor, uuid)
    decide_proposal(
        actor=request.actor, proposal=proposal, is_agreed=payload.is_agreed, opinion=payload.opinion
    )
    return _whole(request, uuid)
