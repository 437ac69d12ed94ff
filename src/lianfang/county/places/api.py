"""API of the places room."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.county.orgs.public import get_area, get_unit

from . import queries, services
from .choices import PlaceStatus, Sector
from .models import Place

router = Router()


class PlaceIn(Schema):
    """A place as a caller records it; area by code, unit by uuid."""

    name: str = Field(max_length=100)
    sector: Sector
    unit: UUID
    area_code: str = Field(max_length=15)
    address: str = Field("", max_length=200)
    capacity: int | None = Field(None, ge=0, le=1_000_000)
    contact_name: str = Field("", max_length=60)
    contact_number: str = Field("", max_length=20)
    latitude: Decimal | None = Field(None, max_digits=8, decimal_places=5)
    longitude: Decimal | None = Field(None, max_digits=8, decimal_places=5)
    note: str = Field("", max_length=200)
    is_exercise: bool = False


class PlaceStatusIn(Schema):
    status: PlaceStatus
    reason: str = Field(max_length=200)


class PlaceOut(Schema):
    uuid: UUID
    number: str
    name: str
    sector: str
    status: str
    unit: UUID
    unit_name: str
    area_code: str
    area_name: str
    address: str
    capacity: int | None
    contact_name: str
    masked_number: str
    latitude: Decimal | None
    longitude: Decimal | None
    note: str
    is_exercise: bool
    recorded_at: datetime


class PlacePage(Schema):
    items: list[PlaceOut]
    next: str | None


def place_shape(place: Place) -> dict[str, Any]:
    shape = {name: getattr(place, name) for name in PlaceOut.model_fields if hasattr(place, name)}
    shape["area_code"], shape["area_name"] = place.area.code, place.area.name
    shape["unit"], shape["unit_name"] = place.unit.uuid, place.unit.short_name
    shape["masked_number"] = place.masked_phone
    return shape


@router.get(
    "", response={200: PlacePage, **PROBLEMS}, summary="场所列表", operation_id="places_list"
)
def places_list(
    request: HttpRequest,
    q: str = "",
    sector: Sector | None = None,
    status: PlaceStatus | None = None,
    cursor: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    rows = queries.list_places(request.actor, words=q, sector=sector or "", status=status or "")
    return page_after(rows, key="-recorded_at", cursor=cursor, limit=limit, shape=place_shape)


@router.post(
    "", response={201: PlaceOut, **PROBLEMS}, summary="登记场所", operation_id="places_record"
)
@idempotent
def places_record(request: HttpRequest, payload: PlaceIn) -> Status[dict[str, Any]]:
    given = payload.dict(exclude={"area_code", "unit", "is_exercise", "contact_number"})
    facts = services.PlaceFacts(
        **given,
        contact_phone=payload.contact_number,
        area=get_area(payload.area_code),
        unit=get_unit(request.actor, payload.unit),
    )
    place = services.record_place(actor=request.actor, facts=facts, is_exercise=payload.is_exercise)
    return Status(201, place_shape(queries.get_place(request.actor, place.uuid)))


@router.get(
    "/{uuid:uuid}", response={200: PlaceOut, **PROBLEMS}, summary="一个场所", operation_id="places_get"
)  # fmt: skip
def places_get(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    return place_shape(queries.get_place(request.actor, uuid))


@router.post(
    "/{uuid:uuid}/status", response={200: PlaceOut, **PROBLEMS}, summary="登记场所状态变化",
    operation_id="places_status",
)  # fmt: skip
@idempotent
def places_status(request: HttpRequest, uuid: UUID, payload: PlaceStatusIn) -> dict[str, Any]:
    services.change_status(
        actor=request.actor, place_uuid=uuid, status=payload.status, reason=payload.reason
    )
    return place_shape(queries.get_place(request.actor, uuid))
