"""What the API of orders takes and gives."""

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from lianfang.command.tasks.choices import (
    AddresseeState,
    OrderKind,
    OrderState,
    OrderUrgency,
    OrderWants,
)
from lianfang.county.orgs.public import UnitKind


class OrderOut(Schema):
    """One order as a list shows it, with how many have signed."""

    uuid: UUID
    number: str
    kind: OrderKind
    title: str
    urgency: OrderUrgency
    wants: OrderWants
    state: OrderState
    emergency: UUID | None
    is_exercise: bool
    drafted_at: datetime
    issued_at: datetime | None
    sign_until: datetime
    answer_until: datetime | None
    addressees: int
    signed: int
    late: int


class OrderPage(Schema):
    items: list[OrderOut]
    next: str | None


class OrderAnswerOut(Schema):
    at: datetime
    verb: str
    words: str


class AddresseeOut(Schema):
    uuid: UUID
    unit: UUID
    unit_name: str
    via: str
    state: AddresseeState
    signed_at: datetime | None
    answered_at: datetime | None
    cleared_at: datetime | None
    is_late: bool
    returned_times: int
    answers: list[OrderAnswerOut]


class OrderDetailOut(OrderOut):
    words: str
    evidence: str
    basis: str
    lines: list[AddresseeOut]
    may: list[str]


class OrderQuery(Schema):
    """What a list of orders is narrowed by."""

    q: str = Field("", max_length=60)
    kind: OrderKind | None = None
    state: OrderState | None = None
    urgency: OrderUrgency | None = None
    emergency: UUID | None = None
    unsigned: bool = False
    cursor: str = Field("", max_length=300)
    limit: int = Field(50, ge=1, le=200)


class OrderIn(Schema):
    """A draft: words, limits, and whom it goes to."""

    kind: OrderKind
    title: str = Field(max_length=100)
    words: str = Field(max_length=5000)
    urgency: OrderUrgency = OrderUrgency.ORDINARY
    wants: OrderWants = OrderWants.SIGNATURE
    sign_until: AwareDatetime
    answer_until: AwareDatetime | None = None
    evidence: str = Field("", max_length=200)
    basis: str = Field("", max_length=300)
    emergency: UUID | None = None
    units: list[UUID] = Field([], max_length=500)
    kinds: list[UnitKind] = Field([], max_length=20)
    groups: list[UUID] = Field([], max_length=50)


class OrderReasonIn(Schema):
    reason: str = Field(max_length=300)


class OrderWordsIn(Schema):
    words: str = Field("", max_length=2000)
