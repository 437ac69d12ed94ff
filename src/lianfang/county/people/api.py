"""API of the people room; papers, telephone and address come masked unless a reason is given."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.county.orgs.public import get_area

from . import queries, services
from .choices import IdentityKind, Sex
from .models import Person

router = Router()


class PersonIn(Schema):
    """A person as a caller records them; the area by its code, the guardian by uuid."""

    name: str = Field(max_length=60)
    area_code: str = Field(max_length=15)
    sex: Sex = Sex.UNKNOWN
    born_on: date | None = None
    identity_kind: IdentityKind = IdentityKind.NONE
    identity: str = Field("", max_length=40)
    phone: str = Field("", max_length=20)
    address: str = Field("", max_length=200)
    guardian: UUID | None = None
    is_exercise: bool = False


class PersonReasonIn(Schema):
    reason: str = Field(max_length=200)


class PersonMergeIn(Schema):
    """The other record of the same person, which will point to this one."""

    dropped: UUID
    reason: str = Field(max_length=200)


class PersonOut(Schema):
    """A person with what is sensitive masked."""

    uuid: UUID
    number: str
    name: str
    sex: str
    born_on: date | None
    identity_kind: str
    masked_identity: str
    masked_number: str
    area_code: str
    area_name: str
    guardian: UUID | None
    merged_into: UUID | None
    is_exercise: bool
    recorded_at: datetime


class PersonRevealedOut(Schema):
    identity: str
    contact: str
    address: str


class PersonPage(Schema):
    items: list[PersonOut]
    next: str | None


def person_shape(person: Person) -> dict[str, Any]:
    shape = {
        name: getattr(person, name) for name in PersonOut.model_fields if hasattr(person, name)
    }
    shape["area_code"], shape["area_name"] = person.area.code, person.area.name
    shape["masked_number"] = person.masked_phone
    shape["guardian"] = person.guardian.uuid if person.guardian else None
    shape["merged_into"] = person.merged_into.uuid if person.merged_into else None
    return shape


@router.get(
    "", response={200: PersonPage, **PROBLEMS}, summary="人员列表", operation_id="people_list"
)
def people_list(
    request: HttpRequest,
    q: str = "",
    cursor: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    rows = queries.list_persons(request.actor, words=q)
    return page_after(rows, key="-recorded_at", cursor=cursor, limit=limit, shape=person_shape)


@router.post(
    "", response={201: PersonOut, **PROBLEMS}, summary="登记人员", operation_id="people_record"
)
@idempotent
def people_record(request: HttpRequest, payload: PersonIn) -> Status[dict[str, Any]]:
    given = payload.dict(exclude={"area_code", "guardian", "is_exercise"})
    guardian = queries.get_person(request.actor, payload.guardian) if payload.guardian else None
    facts = services.PersonFacts(**given, area=get_area(payload.area_code), guardian=guardian)
    person = services.record_person(
        actor=request.actor, facts=facts, is_exercise=payload.is_exercise
    )
    return Status(201, person_shape(queries.get_person(request.actor, person.uuid)))


@router.get(
    "/{uuid:uuid}", response={200: PersonOut, **PROBLEMS}, summary="一名人员", operation_id="people_get"
)  # fmt: skip
def people_get(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    return person_shape(queries.get_person(request.actor, uuid))


@router.post(
    "/{uuid:uuid}/reveal", response={200: PersonRevealedOut, **PROBLEMS},
    summary="查看完整信息（须写明原因，记入审计）", operation_id="people_reveal",
)  # fmt: skip
def people_reveal(request: HttpRequest, uuid: UUID, payload: PersonReasonIn) -> dict[str, Any]:
    # Not idempotent: every look is its own line in the log, and no answer is kept.
    shown = services.reveal_person(actor=request.actor, person_uuid=uuid, reason=payload.reason)
    return {"identity": shown.identity, "contact": shown.phone, "address": shown.address}


@router.post(
    "/{uuid:uuid}/merge", response={200: PersonOut, **PROBLEMS}, summary="合并重复人员",
    operation_id="people_merge",
)  # fmt: skip
@idempotent
def people_merge(request: HttpRequest, uuid: UUID, payload: PersonMergeIn) -> dict[str, Any]:
    services.merge_persons(
        actor=request.actor, kept_uuid=uuid, dropped_uuid=payload.dropped, reason=payload.reason
    )
    return person_shape(queries.get_person(request.actor, uuid))
