"""What the API tells about rules."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from ninja import Schema


class RuleOut(Schema):
    """What every rule carries."""

    uuid: UUID
    code: str
    basis: str
    effective_from: date
    effective_to: date | None
    verified: bool


class IncubationOut(Schema):
    min_hours: int
    typical_from_hours: int
    typical_to_hours: int
    max_hours: int | None
    observation_days: int | None
    lookback_days: int | None
    basis: str
    verified: bool
    note: str


class DiseaseOut(RuleOut):
    name: str
    names: list[str]
    kind: str
    disease_class: str
    managed_class: str
    is_listed: bool
    parent_code: str
    legacy_code: str
    note: str
    incubation: IncubationOut | None


class SubjectOut(Schema):
    kind: str
    code: str


class ClauseOut(Schema):
    text: str
    count_of: str
    min_cases: int | None
    max_cases: int | None
    min_deaths: int | None
    max_deaths: int | None
    window_hours: int | None
    window_is_incubation: bool
    min_areas: int | None
    area_level: str
    mean_multiple: int | None
    settings: list[str]
    needs: list[str]


class CriterionOut(RuleOut):
    ruleset: str
    grade: int
    title: str
    condition: str
    is_manual: bool
    subjects: list[SubjectOut]
    clauses: list[ClauseOut]
    note: str


class ThresholdOut(RuleOut):
    in_list: str
    is_local: bool
    set_aside_on: date | None
    title: str
    condition: str
    is_manual: bool
    subjects: list[SubjectOut]
    clauses: list[ClauseOut]
    note: str


class DeadlineOut(RuleOut):
    title: str
    starts_with: str
    ends_with: str
    starts_text: str
    ends_text: str
    bearer: str
    applies_to: str
    at_once: bool
    limit_minutes: int | None
    limit_text: str
    note: str


class AuthorityOut(RuleOut):
    measure: str
    applies_to: str
    title: str
    decider: str
    decider_level: str
    county_power: str
    condition: str
    longest_days: int | None
    longest_text: str
    must_report_up: bool
    must_give_notice: bool
    may_be_complained_of: bool
    note: str


class CodeItemOut(Schema):
    code: str
    name: str
    note: str


class CodeListOut(RuleOut):
    name: str
    items: list[CodeItemOut]


class DiseasePage(Schema):
    items: list[DiseaseOut]
    next: str | None


class CriterionPage(Schema):
    items: list[CriterionOut]
    next: str | None


class ThresholdPage(Schema):
    items: list[ThresholdOut]
    next: str | None


class DeadlinePage(Schema):
    items: list[DeadlineOut]
    next: str | None


class AuthorityPage(Schema):
    items: list[AuthorityOut]
    next: str | None


class CodeListPage(Schema):
    items: list[CodeListOut]
    next: str | None


def disease_shape(disease: Any, managed: str) -> dict[str, Any]:
    """A disease with its names and the class under which it is handled."""
    columns = (
        "uuid", "code", "basis", "effective_from", "effective_to", "verified", "name", "kind",
        "disease_class", "is_listed", "parent_code", "legacy_code", "note",
    )  # fmt: skip
    return {
        **{name: getattr(disease, name) for name in columns},
        "names": [alias.name for alias in disease.aliases.all()],
        "managed_class": managed,
        "incubation": getattr(disease, "incubation", None),
    }


def rule_shape(rule: Any) -> dict[str, Any]:
    """A rule with all its columns and the rows below it."""
    columns = {field.name: getattr(rule, field.name) for field in rule._meta.concrete_fields}
    for name in ("subjects", "clauses", "items"):
        if hasattr(rule, name):
            columns[name] = sorted(getattr(rule, name).all(), key=lambda row: row.pk)
    if hasattr(rule, "set_aside_on"):
        columns["set_aside_on"] = rule.set_aside_on
    return columns


class WatchLineIn(Schema):
    """A watch line of the county; `replaces` is the line that it stands for from today on."""

    title: str
    diseases: list[str]
    min_cases: int
    window_days: int
    settings: list[str] = []
    count_of: Literal["case", "case_or_suspected", "ili"] = "case"
    is_linked: bool = False
    basis: str
    note: str = ""
    reason: str
    replaces: UUID | None = None


class WatchReasonIn(Schema):
    reason: str
