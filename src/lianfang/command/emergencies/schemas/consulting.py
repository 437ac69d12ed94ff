"""What goes in and out of the API of consultations and working groups."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from lianfang.command.emergencies.models import Consultation, ResponseGroup

LONG_WORDS = 20_000


class ConsultationIn(Schema):
    """A call of experts of the pool about a question."""

    question: str = Field(max_length=500)
    held_on: AwareDatetime
    experts: list[UUID] = Field(max_length=100)


class AdviceIn(Schema):
    seat: UUID
    words: str = Field(max_length=LONG_WORDS)


class ConsultationCloseIn(Schema):
    conclusion: str = Field(max_length=LONG_WORDS)


class AdviceOut(Schema):
    words: str
    recorded_at: datetime


class ConsultationSeatOut(Schema):
    uuid: UUID
    name: str
    unit_name: str
    speciality: str
    advices: list[AdviceOut]


class ConsultationOut(Schema):
    uuid: UUID
    number: str
    question: str
    held_on: datetime
    called_at: datetime
    conclusion: str
    concluded_at: datetime | None
    proposal: UUID | None
    seats: list[ConsultationSeatOut]


class GroupSeatOut(Schema):
    uuid: UUID
    unit: UUID
    unit_name: str
    role: str
    person: str
    seated_at: datetime
    left_at: datetime | None


class ResponseGroupOut(Schema):
    uuid: UUID
    name: str
    work: str
    started_at: datetime
    started_under: str
    ended_at: datetime | None
    ended_under: str
    seats: list[GroupSeatOut]


class GroupLeadIn(Schema):
    unit: UUID
    person: str = Field("", max_length=50)


def consultation_shape(consultation: Consultation) -> dict[str, Any]:
    plain = (
        "uuid", "number", "question", "held_on", "called_at", "conclusion", "concluded_at",
    )  # fmt: skip
    return {
        **{name: getattr(consultation, name) for name in plain},
        "proposal": consultation.proposal.uuid if consultation.proposal else None,
        "seats": [
            {
                "uuid": seat.uuid, "name": seat.name, "unit_name": seat.unit_name,
                "speciality": seat.speciality,
                "advices": [
                    {"words": one.words, "recorded_at": one.recorded_at}
                    for one in seat.advices.all()
                ],
            }
            for seat in consultation.seats.all()
        ],
    }  # fmt: skip


def group_shape(group: ResponseGroup) -> dict[str, Any]:
    plain = ("uuid", "name", "work", "started_at", "ended_at")
    return {
        **{name: getattr(group, name) for name in plain},
        "started_under": group.started_under.decision_number,
        "ended_under": group.ended_under.decision_number if group.ended_under else "",
        "seats": [
            {
                "uuid": seat.uuid, "unit": seat.unit.uuid, "unit_name": seat.unit.short_name,
                "role": seat.role, "person": seat.person, "seated_at": seat.seated_at,
                "left_at": seat.left_at,
            }
            for seat in group.seats.all()
        ],
    }  # fmt: skip
