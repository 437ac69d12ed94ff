"""Places from a spreadsheet: its columns, and each row as facts or as sentences about what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import Refused, RuleBroken
from lianfang.base.kernel.spreadsheets import Column, RowFault, read_table
from lianfang.county.orgs.public import Area, Unit, list_areas, list_units

from .choices import Sector
from .services import PlaceFacts, check_facts

SECTORS = {label: value for value, label in Sector.choices}

COLUMNS = [
    Column("name", "名称", aliases=("场所名称",), is_required=True, max_length=100, width=28),
    Column("sector", "行业", kind="choice", choices=tuple(SECTORS), is_required=True, width=16),
    Column("unit", "责任单位", max_length=100, width=20, hint="单位名称或简称；空白为本单位"),
    Column("area", "区划", aliases=("乡镇",), max_length=60, width=14, hint="名称或区划代码"),
    Column("address", "地址", max_length=200, width=30),
    Column("capacity", "容纳人数", kind="whole", width=10),
    Column("contact_name", "联系人", max_length=60, width=14),
    Column("contact_phone", "联系电话", max_length=20, width=16),
    Column("latitude", "纬度", kind="number", width=12),
    Column("longitude", "经度", kind="number", width=12),
    Column("note", "说明", max_length=200, width=24),
]


@dataclass(frozen=True)
class Words:
    """The units and areas that a list may name, by every word for them."""

    units: Mapping[str, Unit]
    areas: Mapping[str, Area]
    own_unit: Unit | None
    own_area: Area | None


@dataclass(frozen=True)
class PlacePreview:
    """What a file holds: good rows ready to be sealed, and what is wrong with the others."""

    rows: list[dict[str, Any]]
    faults: list[RowFault]
    ignored_titles: tuple[str, ...]


def preview_places(actor: Actor, name: str, raw: bytes) -> PlacePreview:
    """
    Read a list of places and check every row as recording would; nothing is stored.

    :raises SpreadsheetRefused: the file as a whole cannot be read.
    """
    table = read_table(name, raw, COLUMNS)
    words = known_words(actor)
    rows: list[dict[str, Any]] = []
    faults = list(table.faults)
    for row in table.rows:
        try:
            facts_of(row.values, words)
        except Refused as refusal:
            faults.append(_fault(row.number, row.values, refusal))
        else:
            rows.append({**row.values, "row": row.number})
    return PlacePreview(rows, sorted(faults, key=lambda f: (f.row, f.place)), table.ignored_titles)


def known_words(actor: Actor) -> Words:
    """Names, short names and codes of the units and areas an actor may write down places of."""
    units: dict[str, Unit] = {}
    for unit in list_units(actor):
        for word in (unit.name, unit.short_name, unit.code):
            units.setdefault(word, unit)
    areas: dict[str, Area] = {}
    for area in list_areas(actor):
        if area.path.startswith(actor.area_path):
            areas.setdefault(area.name, area)
            areas[area.code] = area
    own_area = next((a for a in areas.values() if a.path == actor.area_path), None)
    own_unit = next((u for u in units.values() if u.pk == actor.unit_id), None)
    return Words(units, areas, own_unit, own_area)


def facts_of(values: Mapping[str, Any], words: Words) -> PlaceFacts:
    """
    One row as facts.

    :raises RuleBroken: a unit or area that there is not, or values that cannot be true.
    """
    unit_word, area_word = str(values.get("unit") or ""), str(values.get("area") or "")
    unit = words.units.get(unit_word) if unit_word else words.own_unit
    area = words.areas.get(area_word) if area_word else words.own_area
    if unit is None:
        raise RuleBroken(f"没有名为“{unit_word}”的单位。", fields={"unit": "单位不正确"})
    if area is None:
        raise RuleBroken(f"辖区内没有名为“{area_word}”的区划。", fields={"area": "区划不正确"})
    return check_facts(
        PlaceFacts(
            name=str(values.get("name") or ""), sector=SECTORS[str(values["sector"])], unit=unit,
            area=area, address=str(values.get("address") or ""), capacity=values.get("capacity"),
            contact_name=str(values.get("contact_name") or ""),
            contact_phone=str(values.get("contact_phone") or ""),
            latitude=_number(values.get("latitude")), longitude=_number(values.get("longitude")),
            note=str(values.get("note") or ""),
        )
    )  # fmt: skip


def _number(value: Any) -> Decimal | None:
    return None if value in (None, "") else round(Decimal(str(value)), 5)


def _fault(number: int, values: Mapping[str, Any], refusal: Refused) -> RowFault:
    names = [column.name for column in COLUMNS]
    name = next((field for field in refusal.fields if field in names), "name")
    place = names.index(name)
    return RowFault(
        number, COLUMNS[place].title, str(values.get(name) or ""), refusal.message, place
    )
