"""API of the duty roster."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs import queries, services
from lianfang.county.orgs.choices import Position
from lianfang.county.orgs.models import Handover, Post, Shift

router = Router()


class ShiftOut(Schema):
    """One person's duty in one seat of a unit."""

    uuid: UUID
    unit_code: str
    unit_name: str
    position: Position
    post: UUID
    person: str
    starts_at: datetime
    ends_at: datetime
    note: str


class ShiftPage(Schema):
    """Shifts, and the cursor of the next page."""

    items: list[ShiftOut]
    next: str | None


class ShiftIn(Schema):
    """A shift to be planned in the caller's unit."""

    position: Position
    post: UUID
    starts_at: datetime
    ends_at: datetime
    note: str = Field(default="", max_length=100)


class ShiftSwapIn(Schema):
    """Who takes a shift over, and why."""

    post: UUID
    reason: str = Field(max_length=100)


class GapOut(Schema):
    """A time in the next fourteen days without a leader or an officer."""

    position: Position
    begins_at: datetime
    ends_at: datetime


class HandoverOut(Schema):
    """What an officer left to the next."""

    uuid: UUID
    unit_code: str
    shift: UUID
    open_items: str
    watch: str
    written_at: datetime
    accepted_at: datetime | None
    remark: str


class HandoverPage(Schema):
    """Handover notes, and the cursor of the next page."""

    items: list[HandoverOut]
    next: str | None


class HandoverIn(Schema):
    """What is open, and what to watch."""

    open_items: str = Field(max_length=2000)
    watch: str = Field(default="", max_length=2000)


class HandoverAcceptIn(Schema):
    """The next officer's word."""

    remark: str = Field(default="", max_length=200)


def _shift(shift: Shift) -> dict[str, Any]:
    return {
        "uuid": shift.uuid, "unit_code": shift.unit.code, "unit_name": shift.unit.name,
        "position": shift.position, "post": shift.post.uuid, "person": shift.post.user.name,
        "starts_at": shift.starts_at, "ends_at": shift.ends_at, "note": shift.note,
    }  # fmt: skip


def _handover(note: Handover) -> dict[str, Any]:
    names = ("uuid", "open_items", "watch", "written_at", "accepted_at", "remark")
    return {name: getattr(note, name) for name in names} | {
        "unit_code": note.shift.unit.code, "shift": note.shift.uuid,
    }  # fmt: skip


def _post(request: HttpRequest, uuid: UUID) -> Post:
    """A post of the caller's units. :raises NotFound: none of them."""
    post = queries.list_posts_for_duty(request.actor.unit_ids).filter(uuid=uuid).first()
    if post is None:
        raise NotFound("本单位没有这个在任岗位，请核对值班人。")
    return post


@router.get(
    "/shifts", response={200: ShiftPage, **PROBLEMS}, summary="值班班次", operation_id="orgs_shifts"
)
def shifts(
    request: HttpRequest, since: datetime | None = None, until: datetime | None = None,
    q: str = "", position: str = "", cursor: str = "", limit: int = 50,
) -> dict[str, Any]:  # fmt: skip
    rows = queries.list_shifts(request.actor, words=q, position=position, begins=since, ends=until)
    return page_after(rows, key="starts_at", cursor=cursor, limit=limit, shape=_shift)


@router.get(
    "/duty", response={200: list[ShiftOut], **PROBLEMS}, summary="此刻在岗人员", operation_id="orgs_on_duty"
)  # fmt: skip
def on_duty(request: HttpRequest, q: str = "") -> list[dict[str, Any]]:
    return [_shift(shift) for shift in queries.list_on_duty(request.actor, words=q)[:500]]


@router.get(
    "/units/{uuid}/gaps",
    response={200: list[GapOut], **PROBLEMS},
    summary="单位今后 14 天的空岗",
    operation_id="orgs_gaps",
)
def unit_gaps(request: HttpRequest, uuid: UUID) -> list[dict[str, Any]]:
    unit = queries.get_unit(request.actor, uuid)
    require(request.actor, Permission.ROSTER_VIEW)
    return [
        {"position": seat, "begins_at": begins, "ends_at": ends}
        for seat, begins, ends in queries.list_gaps(unit)
    ]


@router.post(
    "/shifts", response={201: ShiftOut, **PROBLEMS}, summary="排一个班次", operation_id="orgs_shift_add"
)  # fmt: skip
@idempotent
def shift_add(request: HttpRequest, payload: ShiftIn) -> Status:
    post = _post(request, payload.post)
    facts = services.ShiftFacts(
        payload.position, post, payload.starts_at, payload.ends_at, payload.note
    )
    shift = services.add_shift(actor=request.actor, unit=post.unit, facts=facts)
    return Status(201, _shift(queries.get_shift(request.actor, shift.uuid)))


@router.post(
    "/shifts/{uuid}/swap", response={200: ShiftOut, **PROBLEMS}, summary="调班", operation_id="orgs_shift_swap"
)  # fmt: skip
@idempotent
def shift_swap(request: HttpRequest, uuid: UUID, payload: ShiftSwapIn) -> dict[str, Any]:
    queries.get_shift(request.actor, uuid)
    post = _post(request, payload.post)
    services.swap_shift(actor=request.actor, shift_uuid=uuid, post=post, reason=payload.reason)
    return _shift(queries.get_shift(request.actor, uuid))


@router.get(
    "/handovers",
    response={200: HandoverPage, **PROBLEMS},
    summary="交接班记录",
    operation_id="orgs_handovers",
)
def handovers(
    request: HttpRequest,
    only: str = "",
    q: str = "",
    since: date | None = None,
    until: date | None = None,
    cursor: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    rows = queries.list_handovers(request.actor, only=only, words=q, since=since, until=until)
    return page_after(rows, key="-written_at", cursor=cursor, limit=limit, shape=_handover)


@router.post(
    "/handovers", response={201: HandoverOut, **PROBLEMS}, summary="写交班记录", operation_id="orgs_handover_write"
)  # fmt: skip
@idempotent
def handover_write(request: HttpRequest, payload: HandoverIn) -> Status:
    note = services.write_handover(actor=request.actor, **payload.dict())
    return Status(201, _handover(note))


@router.post(
    "/handovers/{uuid}/accept",
    response={200: HandoverOut, **PROBLEMS},
    summary="确认接班",
    operation_id="orgs_handover_accept",
)
@idempotent
def handover_accept(request: HttpRequest, uuid: UUID, payload: HandoverAcceptIn) -> dict[str, Any]:
    return _handover(
        services.accept_handover(actor=request.actor, handover_uuid=uuid, **payload.dict())
    )
