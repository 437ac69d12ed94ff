"""What goes in and out of the API of reports, clocks and flash reports."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from lianfang.command.emergencies.choices import CardKind, FactSubject
from lianfang.command.emergencies.models import Clock, FlashReport, ReportCard
from lianfang.command.emergencies.queries import clock_state_at
from lianfang.command.emergencies.rules.responding import LARGEST_COUNT
from lianfang.command.emergencies.rules.thresholds import Judgement

LONG_TEXT = 20_000
Count = Field(None, ge=0, le=LARGEST_COUNT)


class CardBeginIn(Schema):
    """Which report to begin; the uuid of the card that it corrects, if any."""

    kind: CardKind = CardKind.INITIAL
    corrects: UUID | None = None


class CardIn(Schema):
    """What a person confirms or completes on a draft; only what is given changes."""

    event_name: str | None = Field(None, max_length=30)
    grade: int | None = Field(None, ge=1, le=6)
    first_diagnosis: str | None = Field(None, max_length=100)
    first_diagnosed_on: date | None = None
    revised_diagnosis: str | None = Field(None, max_length=100)
    revised_on: date | None = None
    graded_on: date | None = None
    regraded_on: date | None = None
    area_code: str | None = Field(None, max_length=15)
    place_detail: str | None = Field(None, max_length=200)
    place_kind: str | None = Field(None, max_length=2)
    school_kind: str | None = Field(None, max_length=1)
    medical_kind: str | None = Field(None, max_length=1)
    department: str | None = Field(None, max_length=1)
    spread: str | None = Field(None, max_length=200)
    source: str | None = Field(None, max_length=2)
    source_detail: str | None = Field(None, max_length=100)
    total_cases: int | None = Count
    total_deaths: int | None = Count
    excluded: int | None = Count
    exposed: int | None = Count
    occurred: AwareDatetime | None = None
    received: AwareDatetime | None = None
    first_onset: AwareDatetime | None = None
    last_onset: AwareDatetime | None = None
    symptom_detail: str | None = Field(None, max_length=100)
    signs: str | None = Field(None, max_length=LONG_TEXT)
    measures: str | None = Field(None, max_length=LONG_TEXT)
    cause: str | None = Field(None, max_length=LONG_TEXT)
    assessment: str | None = Field(None, max_length=LONG_TEXT)
    next_steps: str | None = Field(None, max_length=LONG_TEXT)
    lessons: str | None = Field(None, max_length=LONG_TEXT)
    unit_phone: str | None = Field(None, max_length=30)
    annex_code: str | None = Field(None, max_length=60)
    symptoms: list[str] | None = Field(None, max_length=10)
    answers: dict[str, bool | int | Decimal | str | None] | None = None


class CardWordsIn(Schema):
    words: str = Field("", max_length=300)


class FilingIn(Schema):
    filing_number: str = Field(max_length=60)
    filed: AwareDatetime
    filer: str = Field(max_length=40)


class FactIn(Schema):
    subject: FactSubject
    code: str = Field(max_length=60)
    holds: bool
    words: str = Field("", max_length=200)


class MomentNoteIn(Schema):
    code: str = Field(max_length=60)
    happened: AwareDatetime
    words: str = Field(max_length=200)


class FlashIn(Schema):
    """What somebody tells in one minute; about a signal, an emergency, or neither."""

    what: str = Field(max_length=100)
    area_code: str = Field(max_length=15)
    happened: AwareDatetime
    teller: str = Field(max_length=60)
    place: str = Field("", max_length=100)
    cases: int | None = Count
    deaths: int | None = Count
    more: str = Field("", max_length=LONG_TEXT)
    is_exercise: bool = False
    signal: UUID | None = None
    emergency: UUID | None = None


class FlashNoteIn(Schema):
    note: str = Field("", max_length=200)


class CardAnswerOut(Schema):
    column: str
    label: str
    shown: str


class CardFilingOut(Schema):
    filing_number: str
    filed: datetime
    recorded_at: datetime


class CardOut(Schema):
    uuid: UUID
    emergency: UUID
    number: str
    kind: str
    sequence: int
    state: str
    corrects: UUID | None
    unit: UUID
    event_name: str
    event_type: str
    grade: int
    area_code: str
    place_kind: str
    school_kind: str
    medical_kind: str
    department: str
    source: str
    first_diagnosis: str
    revised_diagnosis: str
    new_cases: int
    new_deaths: int
    excluded: int
    total_cases: int
    total_deaths: int
    occurred: datetime | None
    received: datetime | None
    first_onset: datetime | None
    last_onset: datetime | None
    measures: str
    annex_code: str | None
    drafted_at: datetime
    approved_at: datetime | None
    symptoms: list[str] = []
    answers: list[CardAnswerOut] = []
    filings: list[CardFilingOut] = []


class CardPage(Schema):
    items: list[CardOut]
    next: str | None


class ClockOut(Schema):
    uuid: UUID
    emergency: UUID
    code: str
    title: str
    round: int
    state: str
    bearer: str
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    stopped_with: str
    verified: bool


class ClockPage(Schema):
    items: list[ClockOut]
    next: str | None


class LineOut(Schema):
    code: str
    title: str
    outcome: str
    is_watch: bool
    clause: str
    missing: list[str]


class ReportableOut(Schema):
    """Whether an event must be reported, and the lines behind the answer."""

    outcome: str
    lines: list[LineOut]


class MomentNotedOut(Schema):
    code: str
    happened: datetime
    words: str
    recorded_at: datetime


class FactOut(Schema):
    subject: str
    code: str
    holds: bool
    words: str
    recorded_at: datetime


class FlashOut(Schema):
    uuid: UUID
    number: str
    what: str
    area_code: str
    place: str
    happened: datetime
    cases: int | None
    deaths: int | None
    words: str
    is_exercise: bool
    sent_at: datetime
    noted_at: datetime | None
    note: str
    signal: UUID | None
    emergency: UUID | None


class FlashPage(Schema):
    items: list[FlashOut]
    next: str | None


def card_shape(card: ReportCard, *, in_full: bool = False) -> dict[str, Any]:
    """One card of a list; in full with its symptoms, annex answers and filings."""
    related = {
        "emergency": card.emergency.uuid,
        "corrects": card.corrects.uuid if card.corrects else None,
        "unit": card.unit.uuid,
        "area_code": card.area.code,
        "annex_code": card.annex.code if card.annex else None,
    }
    lists = ("symptoms", "answers", "filings")
    plain = [name for name in CardOut.model_fields if name not in (*related, *lists)]
    shape = {**{name: getattr(card, name) for name in plain}, **related}
    if in_full:
        shape["symptoms"] = sorted(row.code for row in card.symptoms.all())
        shape["answers"] = [
            {"column": row.column, "label": row.label, "shown": row.shown}
            for row in sorted(card.answers.all(), key=lambda row: row.position)
        ]
        names = CardFilingOut.model_fields
        shape["filings"] = [
            {name: getattr(row, name) for name in names} for row in card.filings.all()
        ]
    return shape


def clock_shape(row: Clock, now: datetime) -> dict[str, Any]:
    names = ("uuid", "code", "round", "started_at", "due_at", "stopped_at", "stopped_with")
    return {
        **{name: getattr(row, name) for name in names},
        "emergency": row.emergency.uuid,
        "title": row.deadline.title,
        "verified": row.deadline.verified,
        "state": clock_state_at(row, now).value,
        "bearer": row.bearer_unit.short_name if row.bearer_unit else row.deadline.bearer,
    }


def line_shape(judged: Judgement) -> dict[str, Any]:
    names = ("code", "title", "is_watch", "clause")
    shape = {name: getattr(judged, name) for name in names}
    return {**shape, "outcome": judged.outcome.value, "missing": list(judged.missing)}


def flash_shape(flash: FlashReport) -> dict[str, Any]:
    related = {
        "area_code": flash.area.code,
        "signal": flash.signal.uuid if flash.signal else None,
        "emergency": flash.emergency.uuid if flash.emergency else None,
    }
    plain = [name for name in FlashOut.model_fields if name not in related]
    return {**{name: getattr(flash, name) for name in plain}, **related}
