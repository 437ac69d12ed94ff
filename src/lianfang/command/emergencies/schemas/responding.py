"""What goes in and out of the API of this room."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from lianfang.command.emergencies.choices import (
    ClosingAnchor,
    ClosingGround,
    EmergencyKind,
    Milestone,
    ProposalKind,
)
from lianfang.command.emergencies.history import Event
from lianfang.command.emergencies.models import Emergency, MilestoneEntry, Proposal, Response, Tally
from lianfang.command.emergencies.queries import milestones_as_known, running_response
from lianfang.command.emergencies.rules import LARGEST_COUNT, LONGEST_LINE, LONGEST_NAME, Closing

LONG_TEXT = 20_000


class FiguresIn(Schema):
    """The counts of one moment. Cumulative, but for severe and in_hospital."""

    cases: int = Field(ge=0, le=LARGEST_COUNT)
    suspected: int = Field(0, ge=0, le=LARGEST_COUNT)
    confirmed: int = Field(0, ge=0, le=LARGEST_COUNT)
    severe: int = Field(0, ge=0, le=LARGEST_COUNT)
    in_hospital: int = Field(0, ge=0, le=LARGEST_COUNT)
    deaths: int = Field(0, ge=0, le=LARGEST_COUNT)
    contacts: int = Field(0, ge=0, le=LARGEST_COUNT)
    exposed: int | None = Field(None, ge=0, le=LARGEST_COUNT)


class EmergencyIn(Schema):
    """An emergency as a caller records it; area and disease by their codes."""

    name: str = Field(max_length=LONGEST_NAME)
    kind: EmergencyKind
    area_code: str = Field(max_length=15)
    detected: AwareDatetime
    emerged: AwareDatetime | None = None
    notified: AwareDatetime | None = None
    disease_code: str = Field("", max_length=60)
    place: str = Field("", max_length=100)
    summary: str = Field("", max_length=LONG_TEXT)
    is_exercise: bool = False
    figures: FiguresIn | None = None
    signal: UUID | None = None

    def milestones(self) -> dict[Milestone, datetime]:
        times = {
            Milestone.EMERGED: self.emerged,
            Milestone.DETECTED: self.detected,
            Milestone.NOTIFIED: self.notified,
        }
        return {milestone: at for milestone, at in times.items() if at is not None}


class TallyIn(Schema):
    as_of: AwareDatetime
    figures: FiguresIn
    note: str = Field("", max_length=LONGEST_LINE)


class MilestoneIn(Schema):
    milestone: Milestone
    happened: AwareDatetime
    reason: str = Field("", max_length=LONGEST_LINE)


class ClosingIn(Schema):
    """On what ground a response ends, and from which moment of the last case time counts."""

    ground: ClosingGround
    anchor: ClosingAnchor | None = None
    anchored_on: AwareDatetime | None = None
    removal_evidence: str = Field("", max_length=LONG_TEXT)

    def plain(self) -> Closing:
        return Closing(
            ground=self.ground, anchor=self.anchor or "", anchored_on=self.anchored_on,
            removal_evidence=self.removal_evidence,
        )  # fmt: skip


class ProposalIn(Schema):
    """A proposal; the area only when starting, no level when extending or ending; ending with a ground."""

    kind: ProposalKind
    grade: int = Field(ge=1, le=5)
    evidence: str = Field(max_length=LONG_TEXT)
    level: int | None = Field(None, ge=1, le=4)
    criteria: str = Field("", max_length=LONGEST_LINE)
    measures: str = Field("", max_length=LONG_TEXT)
    closing_conditions: str = Field("", max_length=LONG_TEXT)
    closing: ClosingIn | None = None
    area_code: str = Field("", max_length=15)
    expected_until: date | None = None


class OpinionIn(Schema):
    opinion: str = Field("", max_length=LONG_TEXT)


class WithdrawIn(Schema):
    reason: str = Field(max_length=LONGEST_LINE)


class CloseIn(Schema):
    conclusion: str = Field(max_length=LONG_TEXT)


class TallyOut(FiguresIn):
    as_of: datetime
    note: str
    recorded_at: datetime


class MilestoneOut(Schema):
    milestone: str
    label: str
    happened: datetime
    reason: str
    recorded_at: datetime


class ResponseOut(Schema):
    uuid: UUID
    level: int
    area_code: str
    plan: UUID
    expected_until: date
    started_at: datetime
    ended_at: datetime | None


class EmergencyOut(Schema):
    uuid: UUID
    number: str
    name: str
    kind: str
    state: str
    area_code: str
    area_name: str
    place: str
    disease_code: str | None
    summary: str
    is_exercise: bool
    signal: UUID | None
    recorded_at: datetime
    closed_at: datetime | None
    conclusion: str
    cases: int | None
    deaths: int | None
    counted_at: datetime | None
    level: int | None
    response: ResponseOut | None = None
    milestones: list[MilestoneOut] = []


class EmergencyPage(Schema):
    items: list[EmergencyOut]
    next: str | None


class ProposalOut(Schema):
    uuid: UUID
    emergency: UUID
    response: UUID | None
    kind: str
    state: str
    level: int | None
    previous_level: int | None
    grade: int
    criteria: str
    evidence: str
    measures: str
    closing_conditions: str
    closing_ground: str
    closing_anchor: str
    anchored_on: datetime | None
    removal_evidence: str
    area_code: str
    expected_until: date | None
    proposing_unit: UUID
    proposed_at: datetime
    decided_at: datetime | None
    decision_number: str
    opinion: str
    withdrawn_at: datetime | None
    withdrawal: str


class ProposalPage(Schema):
    items: list[ProposalOut]
    next: str | None


class EventOut(Schema):
    at: datetime
    title: str
    who: str
    text: str
    url: str


def emergency_shape(emergency: Emergency, *, in_full: bool = False) -> dict[str, Any]:
    """One emergency of a list; in full with its running response and its times."""
    names = (
        "uuid", "number", "name", "kind", "state", "place", "summary", "is_exercise",
        "recorded_at", "closed_at", "conclusion", "counted_at",
    )  # fmt: skip
    shape = {
        **{name: getattr(emergency, name) for name in names},
        "area_code": emergency.area.code,
        "area_name": emergency.area.name,
        "disease_code": emergency.disease.code if emergency.disease else None,
        "signal": emergency.signal.uuid if emergency.signal else None,
        "cases": emergency.cases_now,
        "deaths": emergency.deaths_now,
        "level": emergency.level_now,
    }
    if in_full:
        response = running_response(emergency)
        shape["response"] = response_shape(response) if response else None
        entries = milestones_as_known(emergency).values()
        shape["milestones"] = [milestone_shape(entry) for entry in entries]
    return shape


def response_shape(response: Response) -> dict[str, Any]:
    names = ("uuid", "level", "expected_until", "started_at", "ended_at")
    shape = {name: getattr(response, name) for name in names}
    return {**shape, "area_code": response.area.code, "plan": response.plan.uuid}


def proposal_shape(proposal: Proposal) -> dict[str, Any]:
    related = {
        "emergency": proposal.emergency.uuid,
        "response": proposal.response.uuid if proposal.response else None,
        "area_code": proposal.area.code,
        "proposing_unit": proposal.proposing_unit.uuid,
    }
    plain = [name for name in ProposalOut.model_fields if name not in related]
    return {**{name: getattr(proposal, name) for name in plain}, **related}


def tally_shape(tally: Tally) -> dict[str, Any]:
    return {name: getattr(tally, name) for name in TallyOut.model_fields}


def milestone_shape(entry: MilestoneEntry) -> dict[str, Any]:
    return {
        "milestone": entry.milestone,
        "label": Milestone(entry.milestone).label,
        "happened": entry.happened,
        "reason": entry.reason,
        "recorded_at": entry.recorded_at,
    }


def event_shape(event: Event) -> dict[str, Any]:
    shape = asdict(event)
    return {name: shape[name] for name in EventOut.model_fields}
