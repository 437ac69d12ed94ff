"""API of the surveillance room."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from pydantic import AwareDatetime

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.command.surveillance import queries, services
from lianfang.command.surveillance.choices import SignalSource, SignalState
from lianfang.command.surveillance.models import Signal
from lianfang.county.orgs.public import get_area, get_unit
from lianfang.county.standards.public import get_disease

router = Router()
MOST_RUN = 2**53


class SignalIn(Schema):
    """A signal as a caller records it; area and disease by their codes."""

    title: str = Field(max_length=100)
    source: SignalSource
    area_code: str = Field(max_length=15)
    description: str = Field(max_length=20_000)
    found_at: AwareDatetime
    place: str = Field("", max_length=100)
    disease_code: str = Field("", max_length=60)
    reporter_unit: UUID | None = None
    cases: int | None = Field(None, ge=0, le=10**8)
    deaths: int | None = Field(None, ge=0, le=10**8)
    began_at: AwareDatetime | None = None
    is_exercise: bool = False
    run: int | None = Field(None, ge=1, le=MOST_RUN)


class JudgementIn(Schema):
    judgement: str = Field(max_length=20_000)


class SignalOut(Schema):
    uuid: UUID
    number: str
    title: str
    source: str
    state: str
    area_code: str
    area_name: str
    place: str
    disease_code: str | None
    reporter_unit: UUID | None
    description: str
    cases: int | None
    deaths: int | None
    began_at: datetime | None
    found_at: AwareDatetime
    is_exercise: bool
    run: int | None
    recorded_at: datetime
    judged_at: datetime | None
    judgement: str


class SignalPage(Schema):
    items: list[SignalOut]
    next: str | None


def signal_shape(signal: Signal) -> dict[str, Any]:
    shape = {
        name: getattr(signal, name) for name in SignalOut.model_fields if hasattr(signal, name)
    }
    shape["area_code"], shape["area_name"] = signal.area.code, signal.area.name
    shape["disease_code"] = signal.disease.code if signal.disease else None
    shape["reporter_unit"] = signal.reporter_unit.uuid if signal.reporter_unit else None
    return shape


@router.get(
    "", response={200: SignalPage, **PROBLEMS}, summary="信号列表", operation_id="signals_list"
)
def signals_list(
    request: HttpRequest,
    q: str = "",
    state: SignalState | None = None,
    source: SignalSource | None = None,
    since: date | None = None,
    until: date | None = None,
    exercise: Literal["0", "1"] | None = None,
    run: int | None = Query(None, ge=1, le=MOST_RUN),
    cursor: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    rows = queries.list_signals(
        request.actor, words=q, state=state or "", source=source or "", since=since, until=until,
        exercise=exercise == "1" if exercise else None, run=run,
    )  # fmt: skip
    return page_after(rows, key="-found_at", cursor=cursor, limit=limit, shape=signal_shape)


@router.post(
    "", response={201: SignalOut, **PROBLEMS}, summary="登记信号", operation_id="signals_record"
)
@idempotent
def signals_record(request: HttpRequest, payload: SignalIn) -> Status[dict[str, Any]]:
    given = payload.dict(exclude={"area_code", "disease_code", "reporter_unit"})
    signal = services.record_signal(
        actor=request.actor,
        area=get_area(payload.area_code),
        disease=get_disease(payload.disease_code) if payload.disease_code else None,
        reporter_unit=get_unit(request.actor, payload.reporter_unit)
        if payload.reporter_unit
        else None,
        **given,
    )
    return Status(201, signal_shape(queries.get_signal(request.actor, signal.uuid)))


@router.get(
    "/{uuid:uuid}", response={200: SignalOut, **PROBLEMS}, summary="一条信号", operation_id="signals_get"
)  # fmt: skip
def signals_get(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    return signal_shape(queries.get_signal(request.actor, uuid))


@router.post(
    "/{uuid:uuid}/verify", response={200: SignalOut, **PROBLEMS}, summary="核实信号",
    operation_id="signals_verify",
)  # fmt: skip
@idempotent
def signals_verify(request: HttpRequest, uuid: UUID, payload: JudgementIn) -> dict[str, Any]:
    services.verify_signal(actor=request.actor, signal_uuid=uuid, judgement=payload.judgement)
    return signal_shape(queries.get_signal(request.actor, uuid))


@router.post(
    "/{uuid:uuid}/dismiss", response={200: SignalOut, **PROBLEMS}, summary="排除信号",
    operation_id="signals_dismiss",
)  # fmt: skip
@idempotent
def signals_dismiss(request: HttpRequest, uuid: UUID, payload: JudgementIn) -> dict[str, Any]:
    services.dismiss_signal(actor=request.actor, signal_uuid=uuid, judgement=payload.judgement)
    return signal_shape(queries.get_signal(request.actor, uuid))
