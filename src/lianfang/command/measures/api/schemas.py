"""Shapes of the API of measures. Persons come masked; see the people room for whole numbers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from lianfang.command.measures.choices import (
    ComplaintResult,
    ConsentBy,
    MeasureKind,
    Outcome,
    Receiver,
    ReturnState,
    ReviewResult,
    Route,
    ThingKind,
    Topic,
    UpperOpinion,
    Way,
)
from lianfang.command.measures.models import Complaint, Item, Measure, Paper, Subject

TEXT = 2000


class MeasureIn(Schema):
    """A measure as a caller proposes it; area by code, unit and place by uuid."""

    emergency: UUID
    kind: MeasureKind
    route: Route
    title: str = Field(max_length=100)
    content: str = Field(max_length=TEXT)
    area_code: str = Field(max_length=15)
    scope_words: str = Field(max_length=200)
    place: UUID | None = None
    unit: UUID
    reason: str = Field(max_length=TEXT)
    proportionality: str = Field(max_length=TEXT)
    alternatives: str = Field(max_length=TEXT)
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    review_on: date
    hotline: str = Field(max_length=60)
    complaint_route: str = Field(max_length=200)
    arrangements: dict[Topic, str] = {}
    extra_basis: str = Field("", max_length=200)
    above_by: str = Field("", max_length=60)
    above_number: str = Field("", max_length=60)
    above_on: date | None = None


class MeasureDecisionIn(Schema):
    opinion: str = Field("", max_length=TEXT)


class MeasureReasonIn(Schema):
    reason: str = Field(max_length=TEXT)


class MeasureExtendIn(Schema):
    ends_at: AwareDatetime
    review_on: date
    reason: str = Field(max_length=TEXT)


class MeasureReviewIn(Schema):
    result: ReviewResult
    words: str = Field(max_length=TEXT)
    next_on: date | None = None


class MeasureSentIn(Schema):
    sent_to: str = Field(max_length=60)
    sent_at: AwareDatetime


class MeasureOpinionIn(Schema):
    opinion: UpperOpinion
    words: str = Field(max_length=TEXT)


class MeasureOut(Schema):
    uuid: UUID
    number: str
    emergency: UUID
    kind: str
    route: str
    state: str
    is_in_force: bool
    title: str
    content: str
    area_code: str
    area_name: str
    scope_words: str
    place: UUID | None
    unit: UUID
    basis: str
    reason: str
    proportionality: str
    alternatives: str
    starts_at: datetime
    ends_at: datetime
    review_on: date
    hotline: str
    complaint_route: str
    above_number: str
    decision_number: str
    decided_at: datetime | None
    opinion: str
    ended_at: datetime | None
    end_reason: str
    continues: UUID | None
    is_exercise: bool


class MeasurePage(Schema):
    items: list[MeasureOut]
    next: str | None


class MeasureSubjectIn(Schema):
    """One person to be listed, already on record in the people room."""

    person: UUID
    finding: str = Field(max_length=200)
    whereabouts: str = Field(max_length=100)
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    unit: UUID
    last_exposed_at: AwareDatetime | None = None
    consent_by: ConsentBy = ConsentBy.NOBODY
    consent_words: str = Field("", max_length=100)


class MeasureSubjectFreeIn(Schema):
    """How a person leaves before the time: release, withdraw or transfer."""

    way: str = Field(max_length=10)
    reason: str = Field(max_length=200)


class MeasureSubjectOut(Schema):
    uuid: UUID
    measure: UUID
    person: UUID
    person_number: str
    name: str
    state: str
    whereabouts: str
    starts_at: datetime
    ends_at: datetime
    ended_at: datetime | None


class MeasureSubjectPage(Schema):
    items: list[MeasureSubjectOut]
    next: str | None


class MeasurePaperOut(Schema):
    uuid: UUID
    kind: str
    number: str
    subject: UUID | None
    issued_at: datetime
    arrived: bool


class MeasureDeliveryIn(Schema):
    way: Way
    receiver: Receiver
    outcome: Outcome
    delivered_at: AwareDatetime
    witness: str = Field("", max_length=60)
    note: str = Field("", max_length=200)


class MeasureComplaintIn(Schema):
    complainant: str = Field(max_length=60)
    words: str = Field(max_length=TEXT)
    contact: str = Field("", max_length=20)


class MeasureComplaintAnswerIn(Schema):
    result: ComplaintResult
    answer: str = Field(max_length=TEXT)


class MeasureComplaintOut(Schema):
    uuid: UUID
    number: str
    measure: UUID
    received_at: datetime
    due_at: datetime
    result: str
    answered_at: datetime | None


class MeasureComplaintPage(Schema):
    items: list[MeasureComplaintOut]
    next: str | None


class RequisitionItemIn(Schema):
    kind: ThingKind
    name: str = Field(max_length=100)
    quantity: int = Field(ge=1, le=10**8)
    measure_word: str = Field(max_length=10)
    owner: str = Field(max_length=60)
    owner_contact: str = Field("", max_length=20)
    value: Decimal = Field(ge=0, max_digits=13, decimal_places=2)
    state_before: str = Field(max_length=200)
    compensate_by: date
    use_words: str = Field("", max_length=200)


class RequisitionUseIn(Schema):
    use_words: str = Field(max_length=200)


class RequisitionReturnIn(Schema):
    return_state: ReturnState
    damage: str = Field("", max_length=200)


class RequisitionPayIn(Schema):
    compensation: Decimal = Field(ge=0, max_digits=13, decimal_places=2)


class RequisitionItemOut(Schema):
    uuid: UUID
    number: str
    measure: UUID
    kind: str
    name: str
    quantity: int
    measure_word: str
    value: Decimal
    handed_over_at: datetime | None
    return_state: str
    returned_at: datetime | None
    compensate_by: date
    compensation: Decimal | None
    compensated_at: datetime | None


class RequisitionItemPage(Schema):
    items: list[RequisitionItemOut]
    next: str | None


def measure_shape(measure: Measure, at: datetime) -> dict[str, Any]:
    shape = _plain(MeasureOut, measure)
    shape["is_in_force"] = measure.is_in_force(at)
    shape["area_code"], shape["area_name"] = measure.area.code, measure.area.name
    shape["emergency"], shape["unit"] = measure.emergency.uuid, measure.unit.uuid
    shape["place"] = measure.place.uuid if measure.place else None
    shape["continues"] = measure.continues.uuid if measure.continues else None
    return shape


def subject_shape(subject: Subject) -> dict[str, Any]:
    shape = _plain(MeasureSubjectOut, subject)
    shape["measure"], shape["person"] = subject.measure.uuid, subject.person.uuid
    shape["person_number"], shape["name"] = subject.person.number, subject.person.name
    return shape


def paper_shape(paper: Paper) -> dict[str, Any]:
    shape = _plain(MeasurePaperOut, paper)
    shape["subject"] = paper.subject.uuid if paper.subject else None
    return shape


def complaint_shape(complaint: Complaint) -> dict[str, Any]:
    return _plain(MeasureComplaintOut, complaint) | {"measure": complaint.measure.uuid}


def item_shape(item: Item) -> dict[str, Any]:
    return _plain(RequisitionItemOut, item) | {"measure": item.measure.uuid}


def _plain(schema: type[Schema], row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in schema.model_fields if hasattr(row, name)}
