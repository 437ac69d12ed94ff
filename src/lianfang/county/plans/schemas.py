"""What the API of plans tells and takes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from .choices import MemberRole, Performer, Settlement
from .comparing import Difference
from .models import Action, Doubt, Duty, Member, Plan
from .rules import (
    LONGEST_ACTION_TEXT,
    LONGEST_ACTION_TITLE,
    LONGEST_DUTY,
    LONGEST_MINUTES,
    LONGEST_NAME,
    ActionTerms,
)

LARGEST_PLACE = 10_000_000


class PlanOut(Schema):
    """One version of an area's plan."""

    uuid: UUID
    title: str
    version: str
    state: str
    area_code: str
    area_name: str
    source_name: str
    created_at: datetime
    adopted_at: datetime | None
    superseded_at: datetime | None


class PlanDetailOut(PlanOut):
    """A plan with how much of it there is and how much is confirmed."""

    members: int
    members_confirmed: int
    duties: int
    duties_confirmed: int
    actions: int
    actions_confirmed: int
    open_doubts: int
    obstacles: list[str]


class TimingOut(Schema):
    level: int
    due_minutes: int


class ActionOut(Schema):
    """What is done about a duty. Levels: 1 the gravest, 4 the lightest."""

    uuid: UUID
    code: str
    title: str
    what: str
    from_level: int
    to_level: int
    due_minutes: int
    timings: list[TimingOut]
    repeat_minutes: int | None
    performer: str
    evidence: str
    gauge: str
    standard: str
    basis: str
    is_confirmed: bool


class ActionOfDutyOut(ActionOut):
    """An action with whose it is."""

    duty: UUID
    duty_code: str
    unit_code: str | None


class DutyOut(Schema):
    """One clause in the document's own words; offsets count characters of the source text."""

    uuid: UUID
    code: str
    text: str
    starts: int
    ends: int
    is_confirmed: bool
    actions: list[ActionOut]


class MemberOut(Schema):
    """A unit's place in a plan."""

    uuid: UUID
    number: int
    name: str
    role: str
    unit_code: str | None
    unit_name: str | None
    is_confirmed: bool
    duties: list[DutyOut]


class DoubtOut(Schema):
    """A doubtful or left-out spot of the document."""

    uuid: UUID
    kind: str
    starts: int
    ends: int
    words: str
    why: str
    how: str
    settled_at: datetime | None


class DifferenceOut(Schema):
    kind: str
    unit: str
    old: str
    new: str


class ComparisonOut(Schema):
    """The clauses of a plan beside those of the plan in force."""

    against: UUID | None
    counts: dict[str, int]
    changes: list[DifferenceOut]


class AdoptionOut(Schema):
    """The plan now in force, and how much of the draft was left out."""

    plan: PlanOut
    left_out: int


class CountOut(Schema):
    count: int


class PlanPage(Schema):
    items: list[PlanOut]
    next: str | None


class MemberPage(Schema):
    items: list[MemberOut]
    next: str | None


class ActionPage(Schema):
    items: list[ActionOfDutyOut]
    next: str | None


class DoubtPage(Schema):
    items: list[DoubtOut]
    next: str | None


class MemberIn(Schema):
    """Which unit a name means; an empty code leaves it open."""

    name: str = Field(max_length=LONGEST_NAME)
    unit_code: str = Field("", max_length=60)
    role: MemberRole = MemberRole.MEMBER


class DutyIn(Schema):
    """Words of the document that are a duty; without `starts` they are looked for."""

    text: str = Field(max_length=LONGEST_DUTY)
    starts: int | None = Field(None, ge=0, le=LARGEST_PLACE)


class DutyCorrectionIn(Schema):
    """A corrected duty. `seen` is the text it had when it was read."""

    text: str = Field(max_length=LONGEST_DUTY)
    starts: int | None = Field(None, ge=0, le=LARGEST_PLACE)
    ends: int | None = Field(None, ge=0, le=LARGEST_PLACE)
    member: UUID | None = None
    seen: str | None = Field(None, max_length=LONGEST_DUTY)


class SplitIn(Schema):
    """Letters of the duty's text at which it is cut."""

    at: list[int] = Field(min_length=1, max_length=50)
    seen: str | None = Field(None, max_length=LONGEST_DUTY)


class ChosenIn(Schema):
    """The actions that are to be adopted; the others of the duty are not."""

    actions: list[UUID] = Field(max_length=100)


class ActionIn(Schema):
    """What an action asks for."""

    title: str = Field(max_length=LONGEST_ACTION_TITLE)
    what: str = Field(max_length=LONGEST_ACTION_TEXT)
    due_minutes: int = Field(ge=1, le=LONGEST_MINUTES)
    repeat_minutes: int | None = Field(None, ge=60, le=LONGEST_MINUTES)
    from_level: int = Field(4, ge=1, le=4)
    to_level: int = Field(1, ge=1, le=4)
    performer: Performer = Performer.UNIT
    evidence: str = Field("", max_length=200)
    gauge: str = Field("", max_length=80)
    standard: str = Field("", max_length=60)
    basis: str = Field("", max_length=200)

    def terms(self) -> ActionTerms:
        return ActionTerms(**self.dict())


class SettleIn(Schema):
    how: Settlement


class TakeIn(Schema):
    """The unit of the draft whose duty the words are."""

    member: UUID


def plan_shape(plan: Plan) -> dict[str, Any]:
    names = (
        "uuid", "title", "version", "state", "source_name", "created_at", "adopted_at", "superseded_at",
    )  # fmt: skip
    area = {"area_code": plan.area.code, "area_name": plan.area.name}
    return {**{name: getattr(plan, name) for name in names}, **area}


def action_shape(action: Action) -> dict[str, Any]:
    names = ("uuid", "code", *ActionTerms.__dataclass_fields__, "is_confirmed")
    timings = [{"level": row.level, "due_minutes": row.due_minutes} for row in action.timings.all()]
    return {**{name: getattr(action, name) for name in names}, "timings": timings}


def action_of_duty_shape(action: Action) -> dict[str, Any]:
    unit = action.duty.member.unit
    return {
        **action_shape(action), "duty": action.duty.uuid, "duty_code": action.duty.code,
        "unit_code": unit and unit.code,
    }  # fmt: skip


def duty_shape(duty: Duty) -> dict[str, Any]:
    names = ("uuid", "code", "text", "starts", "ends", "is_confirmed")
    actions = [action_shape(action) for action in duty.actions.all()]
    return {**{name: getattr(duty, name) for name in names}, "actions": actions}


def member_shape(member: Member) -> dict[str, Any]:
    names = ("uuid", "number", "name", "role", "is_confirmed")
    return {
        **{name: getattr(member, name) for name in names},
        "unit_code": member.unit and member.unit.code,
        "unit_name": member.unit and member.unit.name,
        "duties": [duty_shape(duty) for duty in member.duties.all()],
    }


def doubt_shape(doubt: Doubt, source: str) -> dict[str, Any]:
    names = ("uuid", "kind", "starts", "ends", "why", "how", "settled_at")
    words = source[doubt.starts : doubt.ends]
    return {**{name: getattr(doubt, name) for name in names}, "words": words}


def comparison_shape(against: Plan | None, lines: list[Difference]) -> dict[str, Any]:
    kinds = [line.kind for line in lines]
    return {
        "against": against and against.uuid,
        "counts": {kind: kinds.count(kind) for kind in ("added", "removed", "changed", "same")},
        "changes": [difference_shape(line) for line in lines if line.kind != "same"],
    }


def difference_shape(line: Difference) -> dict[str, str]:
    return {"kind": line.kind, "unit": line.unit, "old": line.old, "new": line.new}
