"""Persons from a spreadsheet: its columns, and each row as facts or as sentences about what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import Refused, RuleBroken
from lianfang.base.kernel.spreadsheets import Column, RowFault, Table, read_table
from lianfang.county.orgs.public import Area, list_areas

from .choices import IdentityKind, Sex
from .services import PersonFacts, check_facts

SEXES = {label: value for value, label in Sex.choices}
KINDS = {label: value for value, label in IdentityKind.choices}

COLUMNS = [
    Column("name", "姓名", is_required=True, max_length=60, width=18),
    Column("sex", "性别", kind="choice", choices=tuple(SEXES), width=8),
    Column("born_on", "出生日期", kind="date", width=14),
    Column("identity_kind", "证件类型", kind="choice", choices=tuple(KINDS), width=14),
    Column("identity", "证件号码", aliases=("身份证号", "身份证号码"), max_length=40, width=24),
    Column("phone", "电话", aliases=("联系电话", "手机号码", "手机"), max_length=20, width=16),
    Column("address", "现住址", aliases=("住址", "地址"), max_length=200, width=32),
    Column("area", "现住区划", aliases=("乡镇", "区划"), max_length=60, width=16,
           hint="乡镇、村（社区）名称或区划代码"),
]  # fmt: skip


@dataclass(frozen=True)
class Preview:
    """What a file holds: good rows ready to be sealed, and what is wrong with the others."""

    rows: list[dict[str, Any]]
    faults: list[RowFault]
    ignored_titles: tuple[str, ...]


def preview_persons(
    actor: Actor, name: str, raw: bytes, *, extra: list[Column] | None = None
) -> Preview:
    """
    Read a list of persons and check every row as recording would; nothing is stored.

    :raises SpreadsheetRefused: the file as a whole cannot be read.
    """
    table = read_table(name, raw, [*COLUMNS, *(extra or [])])
    areas = areas_by_word(actor)
    rows: list[dict[str, Any]] = []
    faults = list(table.faults)
    for row in table.rows:
        try:
            facts_of(row.values, areas, actor)
        except Refused as refusal:
            faults.append(_fault(table, row.number, row.values, refusal))
        else:
            rows.append({**row.values, "row": row.number})
    return Preview(rows, sorted(faults, key=lambda f: (f.row, f.place)), table.ignored_titles)


def facts_of(values: Mapping[str, Any], areas: Mapping[str, Area], actor: Actor) -> PersonFacts:
    """
    One row as facts. A number without a kind is a citizen number.

    :raises RuleBroken: an area that there is not, or values that cannot be true.
    """
    identity = str(values.get("identity") or "")
    said = str(values.get("identity_kind") or "")
    kind = KINDS.get(said, IdentityKind.CITIZEN if identity else IdentityKind.NONE)
    born_on = values.get("born_on")
    facts = PersonFacts(
        name=str(values.get("name") or ""),
        area=_area(str(values.get("area") or ""), areas, actor),
        sex=SEXES.get(str(values.get("sex") or ""), Sex.UNKNOWN),
        born_on=date.fromisoformat(born_on) if isinstance(born_on, str) else born_on,
        identity_kind=kind,
        identity=identity,
        phone=str(values.get("phone") or ""),
        address=str(values.get("address") or ""),
    )
    return check_facts(facts)


def areas_by_word(actor: Actor) -> dict[str, Area]:
    """The areas in which the actor may record, by name and by code; a name that two bear is left out."""
    within = [area for area in list_areas(actor) if area.path.startswith(actor.area_path)]
    names = [area.name for area in within]
    found = {area.name: area for area in within if names.count(area.name) == 1}
    return found | {area.code: area for area in within}


def _area(word: str, areas: Mapping[str, Area], actor: Actor) -> Area:
    if not word:
        code = actor.area_path.rstrip("/").rsplit("/", 1)[-1]
        if code in areas:
            return areas[code]
    if word not in areas:
        raise RuleBroken(
            f"辖区内没有名为“{word}”的区划（或有重名），请填写区划代码。",
            fields={"area": "区划不正确"},
        )
    return areas[word]


def _fault(table: Table, number: int, values: Mapping[str, Any], refusal: Refused) -> RowFault:
    names = [column.name for column in COLUMNS]
    name = next((field for field in refusal.fields if field in names), "name")
    place = names.index(name)
    return RowFault(
        number, COLUMNS[place].title, str(values.get(name) or ""), refusal.message, place
    )
