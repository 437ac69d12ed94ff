"""Persons to be observed, from a spreadsheet: the people room's columns and a few of our own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import Refused, RuleBroken
from lianfang.base.kernel.spreadsheets import Column, RowFault
from lianfang.county.orgs.public import Unit, list_units
from lianfang.county.people.public import PERSON_COLUMNS as PERSON_COLUMNS
from lianfang.county.people.public import (
    Person,
    PersonFacts,
    Preview,
    areas_by_word,
    facts_of,
    preview_persons,
)

from .choices import ConsentBy
from .models import Measure
from .services import SubjectFacts, check_subject

CONSENTS = {label: value for value, label in ConsentBy.choices}
OWN_COLUMNS = [
    Column("finding", "判定依据", is_required=True, max_length=200, width=30),
    Column("whereabouts", "执行地点", is_required=True, max_length=100, width=20),
    Column("last_exposed_at", "末次接触时间", kind="moment", width=20),
    Column("starts_at", "开始时间", kind="moment", width=20, hint="空白为现在"),
    Column("ends_at", "解除时间", kind="moment", is_required=True, width=20),
    Column("unit", "管理单位", max_length=60, width=16, hint="空白为措施的执行单位"),
    Column("consent_by", "同意", kind="choice", choices=tuple(CONSENTS), width=10),
    Column("consent_words", "同意方式", max_length=100, width=16),
]
COLUMNS = [*PERSON_COLUMNS, *OWN_COLUMNS]
Pair = tuple[PersonFacts, SubjectFacts]


def preview_subjects(actor: Actor, measure: Measure, name: str, raw: bytes) -> Preview:
    """
    Read a list of persons for a measure and check every row as listing would; nothing is stored.

    :raises SpreadsheetRefused: the file as a whole cannot be read.
    """
    read = preview_persons(actor, name, raw, extra=OWN_COLUMNS)
    units, areas = units_by_word(actor), areas_by_word(actor)
    rows: list[dict[str, Any]] = []
    faults = list(read.faults)
    for row in read.rows:
        try:
            facts = facts_of(row, areas, actor)
            check_subject(measure, _person(facts), subject_of(row, measure, units))
        except Refused as refusal:
            faults.append(_fault(row, refusal))
        else:
            rows.append(row)
    return Preview(rows, sorted(faults, key=lambda f: (f.row, f.place)), read.ignored_titles)


def pairs_of(actor: Actor, measure: Measure, rows: list[dict[str, Any]]) -> list[Pair]:
    """The rows that somebody has looked through, as facts about persons and about the measure."""
    units, areas = units_by_word(actor), areas_by_word(actor)
    return [(facts_of(row, areas, actor), subject_of(row, measure, units)) for row in rows]


def subject_of(row: Mapping[str, Any], measure: Measure, units: Mapping[str, Unit]) -> SubjectFacts:
    """
    One row as the facts of a person under the measure.

    :raises RuleBroken: a unit that there is not.
    """
    word = str(row.get("unit") or "")
    unit = units.get(word) if word else measure.unit
    if unit is None:
        raise RuleBroken(f"没有名为“{word}”的单位。", fields={"unit": "单位不正确"})
    ends_at = _moment(row.get("ends_at"))
    if ends_at is None:
        raise RuleBroken("请填写解除时间。", fields={"ends_at": "请填写"})
    return SubjectFacts(
        finding=str(row.get("finding") or ""), whereabouts=str(row.get("whereabouts") or ""),
        starts_at=_moment(row.get("starts_at")) or clock.now(), ends_at=ends_at, unit=unit,
        last_exposed_at=_moment(row.get("last_exposed_at")),
        consent_by=CONSENTS.get(str(row.get("consent_by") or ""), ConsentBy.NOBODY),
        consent_words=str(row.get("consent_words") or ""),
    )  # fmt: skip


def units_by_word(actor: Actor) -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for unit in list_units(actor):
        for word in (unit.name, unit.short_name):
            found.setdefault(word, unit)
    return found


def _person(facts: PersonFacts) -> Person:
    """Somebody of whom only the age matters to the check."""
    return Person(name=facts.name, born_on=facts.born_on)


def _moment(value: Any) -> datetime | None:
    """A moment as read, or as it came back from the sealed preview."""
    read = datetime.fromisoformat(value) if isinstance(value, str) and value else value
    if isinstance(read, datetime) and read.tzinfo is None:
        return read.replace(tzinfo=clock.BEIJING)
    return read or None


def _fault(row: Mapping[str, Any], refusal: Refused) -> RowFault:
    names = [column.name for column in COLUMNS]
    name = next((field for field in refusal.fields if field in names), "finding")
    place = names.index(name)
    return RowFault(
        int(row["row"]), COLUMNS[place].title, str(row.get(name) or ""), refusal.message, place
    )
