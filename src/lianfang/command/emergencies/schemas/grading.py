"""What goes in and out of the API of grading."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from lianfang.command.emergencies.choices import FactKey
from lianfang.command.emergencies.models import Grading
from lianfang.command.emergencies.queries import Assessment
from lianfang.command.emergencies.rules import LONGEST_LINE, judgement_as_json

LONG_REASON = 20_000


class GradingFactsIn(Schema):
    """Facts that only people know; an empty text takes one back."""

    values: dict[FactKey, str] = Field(max_length=len(FactKey))
    source: str = Field(max_length=LONGEST_LINE)


class GradingIn(Schema):
    """The decision; `seen` is the number of the last grading read, empty where there is none."""

    grade: int = Field(ge=1, le=5)
    reason: str = Field("", max_length=LONG_REASON)
    seen: str = Field("", max_length=60)


class GradingFactOut(Schema):
    key: str
    label: str
    words: str
    source: str
    who: str
    at: datetime | None


class GradingFindingOut(Schema):
    id: str
    grade: str
    title: str
    result: str
    why: str
    basis: str
    verified: bool
    missing: list[str]


class GradingBoundaryOut(Schema):
    id: str
    why: str


class GradingRaiseOut(Schema):
    why: str
    basis: str


class GradingAssessmentOut(Schema):
    """What the criteria say of an emergency today. grade: I, II, III, IV or none."""

    ruleset: str
    grade: str
    possible: str
    criteria: list[GradingFindingOut]
    boundaries: list[GradingBoundaryOut]
    # `raise` is a word of the language.
    may_be_raised: GradingRaiseOut | None
    missing: list[str]
    facts: list[GradingFactOut]


class GradingOut(Schema):
    uuid: UUID
    number: str
    ruleset: str
    proposed: int
    possible: int
    grade: int
    reason: str
    missing: str
    raising: str
    decided_at: datetime


def assessment_shape(found: Assessment) -> dict[str, Any]:
    answer = judgement_as_json(found.judgement)
    facts = [
        {name: getattr(fact, name) for name in GradingFactOut.model_fields} for fact in found.facts
    ]
    return {
        **answer, "may_be_raised": answer["raise"], "ruleset": found.ruleset, "facts": facts,
    }  # fmt: skip


def grading_shape(grading: Grading) -> dict[str, Any]:
    return {name: getattr(grading, name) for name in GradingOut.model_fields}
