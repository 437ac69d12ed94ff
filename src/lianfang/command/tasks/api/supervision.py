"""Operations of supervision; each calls one query or one service."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.base.kernel.permissions import Permission
from lianfang.command.tasks import presenters, queries, services
from lianfang.command.tasks.choices import Rung, SupervisionState
from lianfang.command.tasks.models import Supervision

router = Router()


class SupervisionOut(Schema):
    """One supervised matter: of which task or line, on which rung, under which light."""

    uuid: UUID
    number: str
    title: str
    unit: UUID
    unit_name: str
    task: UUID | None
    addressee: UUID | None
    rung: Rung
    state: SupervisionState
    closing: str
    light: str = Field(description="bad 红灯，warn 黄灯，good 绿灯，muted 已了结")
    limit: datetime
    is_urgent: bool
    is_exercise: bool
    returned_times: int
    opened_at: datetime
    closed_at: datetime | None


class SupervisionPage(Schema):
    items: list[SupervisionOut]
    next: str | None


class SupervisionStepOut(Schema):
    at: datetime
    title: str
    who: str
    text: str


class SupervisionDetailOut(SupervisionOut):
    steps: list[SupervisionStepOut]
    criticism: UUID | None


class SupervisionQuery(Schema):
    q: str = Field("", max_length=60)
    state: SupervisionState | None = None
    rung: Rung | None = None
    red: bool = False
    returned: bool = False
    emergency: UUID | None = None
    cursor: str = Field("", max_length=300)
    limit: int = Field(50, ge=1, le=200)


class SuperviseIn(Schema):
    task: UUID | None = None
    addressee: UUID | None = None
    rung: Rung = Rung.REMINDER
    reason: str = Field(max_length=300)


class SupervisionWordsIn(Schema):
    words: str = Field(max_length=2000)


@router.get("", response={200: SupervisionPage, **PROBLEMS}, summary="督办列表", operation_id="supervisions_list")  # fmt: skip
def supervisions_list(request: HttpRequest, asked: Query[SupervisionQuery]) -> dict[str, Any]:
    require(request.actor, Permission.TASK_VIEW)
    rows = queries.list_supervisions(
        request.actor, words=asked.q, state=asked.state or "", rung=asked.rung, is_red=asked.red,
        is_returned=asked.returned, emergency=asked.emergency,
    )  # fmt: skip
    return page_after(rows, key="limit", cursor=asked.cursor, limit=asked.limit, shape=_shape)


@router.post("", response={200: SupervisionDetailOut, **PROBLEMS}, summary="立项督办", operation_id="supervisions_open")  # fmt: skip
@idempotent
def supervisions_open(request: HttpRequest, payload: SuperviseIn) -> dict[str, Any]:
    row = services.open_supervision(
        actor=request.actor, task_uuid=payload.task, addressee_uuid=payload.addressee,
        rung=payload.rung, reason=payload.reason,
    )  # fmt: skip
    return _detail(request, row.uuid)


@router.get("/{uuid:uuid}", response={200: SupervisionDetailOut, **PROBLEMS}, summary="一件督办", operation_id="supervisions_get")  # fmt: skip
def supervisions_get(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    require(request.actor, Permission.TASK_VIEW)
    return _detail(request, uuid)


@router.post("/{uuid:uuid}/raise", response={200: SupervisionDetailOut, **PROBLEMS}, summary="督办升级", operation_id="supervisions_raise")  # fmt: skip
@idempotent
def supervisions_raise(
    request: HttpRequest, uuid: UUID, payload: SupervisionWordsIn
) -> dict[str, Any]:
    services.raise_supervision(actor=request.actor, supervision_uuid=uuid, words=payload.words)
    return _detail(request, uuid)


@router.post("/{uuid:uuid}/close", response={200: SupervisionDetailOut, **PROBLEMS}, summary="停止督办", operation_id="supervisions_close")  # fmt: skip
@idempotent
def supervisions_close(
    request: HttpRequest, uuid: UUID, payload: SupervisionWordsIn
) -> dict[str, Any]:
    services.close_supervision(actor=request.actor, supervision_uuid=uuid, reason=payload.words)
    return _detail(request, uuid)


@router.post("/{uuid:uuid}/criticism", response={200: SupervisionDetailOut, **PROBLEMS}, summary="起草通报", operation_id="supervisions_criticise")  # fmt: skip
@idempotent
def supervisions_criticise(
    request: HttpRequest, uuid: UUID, payload: SupervisionWordsIn
) -> dict[str, Any]:
    services.propose_criticism(actor=request.actor, supervision_uuid=uuid, words=payload.words)
    return _detail(request, uuid)


def _shape(row: Supervision) -> dict[str, Any]:
    [row] = presenters.dress_supervisions([row])
    same = {name: getattr(row, name) for name in SupervisionOut.model_fields if hasattr(row, name)}
    return same | {
        "unit": row.unit.uuid, "unit_name": row.unit.short_name,
        "task": row.task.uuid if row.task else None,
        "addressee": row.addressee.uuid if row.addressee else None,
    }  # fmt: skip


def _detail(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    row = queries.get_supervision(request.actor, uuid)
    return _shape(row) | {
        "steps": [vars(item) for item in presenters.supervision_timeline(row)],
        "criticism": row.criticism.uuid if row.criticism else None,
    }
