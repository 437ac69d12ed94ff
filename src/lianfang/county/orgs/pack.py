"""The county's areas, units and working groups as a pack describes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from lianfang.base.kernel.identifiers import is_division_code
from lianfang.base.kernel.levels import ROMAN, Level
from lianfang.base.kernel.packs import PackReader, PackRow, Row

from .choices import AreaLevel, UnitKind

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
# An area stands directly under one of these.
LEVELS_ABOVE: dict[str, set[AreaLevel]] = {
    AreaLevel.PROVINCE: set(),
    AreaLevel.PREFECTURE: {AreaLevel.PROVINCE},
    AreaLevel.COUNTY: {AreaLevel.PREFECTURE, AreaLevel.PROVINCE},
    AreaLevel.TOWNSHIP: {AreaLevel.COUNTY},
    AreaLevel.VILLAGE: {AreaLevel.TOWNSHIP},
    AreaLevel.GRID: {AreaLevel.VILLAGE, AreaLevel.TOWNSHIP},
}


def _code(value: object) -> object:
    if not is_division_code(str(value)) and not (str(value).isdigit() and len(str(value)) == 15):
        raise ValueError("区划代码应为 6、9、12 或 15 位数字，并写在引号内")
    return str(value)


def _level(value: object) -> object:
    if str(value).strip() not in ROMAN:
        raise ValueError("启用级别应为 I、II、III 或 IV")
    return Level(ROMAN[str(value).strip()])


DivisionCode = Annotated[str, BeforeValidator(_code)]


class AreaRow(PackRow):
    """One administrative area."""

    code: DivisionCode
    name: str = Field(min_length=1, max_length=60)
    level: AreaLevel
    parent: DivisionCode | None = None
    population: int | None = Field(default=None, ge=0)
    lat: Decimal | None = Field(default=None, ge=-90, le=90)
    lon: Decimal | None = Field(default=None, ge=-180, le=180)
    note: str = Field(default="", max_length=200)
    verified: bool


class UnitRow(PackRow):
    """One unit; `number` is its place in the annex, none for a unit that the annex does not name."""

    code: str = Field(pattern=SLUG, max_length=60)
    number: int | None = Field(default=None, ge=1)
    name: str = Field(min_length=1, max_length=100)
    short_name: str = Field(min_length=1, max_length=40)
    kind: UnitKind
    area: DivisionCode
    parent: str | None = None
    aliases: list[Annotated[str, Field(min_length=1, max_length=100)]] = []
    en: str = ""
    verified: bool


class GroupRow(PackRow):
    """One working group with its lead and members, by their codes."""

    code: str = Field(pattern=SLUG, max_length=60)
    name: str = Field(min_length=1, max_length=60)
    lead: str
    members: list[str]
    from_level: Annotated[Level, BeforeValidator(_level)]
    work: str = Field(min_length=1)
    verified: bool


@dataclass(frozen=True)
class CountyPack:
    """Everything in the pack of a county that this room stores, checked."""

    areas: list[Row[AreaRow]]
    units: list[Row[UnitRow]]
    groups: list[Row[GroupRow]]
    # Units of the demonstration only; a county that goes to work deletes their file.
    demonstration_codes: frozenset[str]


def read_county_pack(folder: Path) -> CountyPack:
    """
    Read and check the pack of a county.

    :raises PackFaulty: with every fault of every file.
    """
    reader = PackReader(folder)
    areas = reader.csv_rows("areas.csv", AreaRow)
    units = reader.yaml_rows("units.yaml", UnitRow)
    has_demonstration = (folder / "demo_units.yaml").exists()
    shown = reader.yaml_rows("demo_units.yaml", UnitRow) if has_demonstration else []
    groups = reader.yaml_rows("working_groups.yaml", GroupRow)
    _check_areas(reader, areas)
    _check_units(reader, [*units, *shown], {row.data.code for row in areas})
    _check_groups(reader, groups, {row.data.code for row in units})
    reader.finish()
    return CountyPack(
        _parents_first(areas),
        _parents_first([*units, *shown]),
        groups,
        frozenset(row.data.code for row in shown),
    )


def _check_areas(reader: PackReader, areas: list[Row[AreaRow]]) -> None:
    reader.require_unique(areas, lambda row: row.code, "区划代码")
    levels = {row.data.code: row.data.level for row in areas}
    for row in areas:
        area = row.data
        above = LEVELS_ABOVE[area.level]
        if area.parent is None:
            if above and area.level != AreaLevel.COUNTY:
                reader.faults.append(row.fault(f"“{area.name}”缺少上级区划。"))
        elif area.parent not in levels:
            reader.faults.append(row.fault(f"上级区划“{area.parent}”不存在，请检查代码。"))
        elif levels[area.parent] not in above:
            reader.faults.append(
                row.fault(f"“{area.name}”的上级“{area.parent}”层级不对，请检查层级或上级。")
            )


def _check_units(reader: PackReader, units: list[Row[UnitRow]], areas: set[str]) -> None:
    reader.require_unique(units, lambda row: row.code, "单位代号")
    reader.require_unique(units, lambda row: row.name, "单位名称")
    numbered = [row for row in units if row.data.number is not None]
    reader.require_unique(numbered, lambda row: row.number, "附件序号")
    known = {row.data.code: row.data.parent for row in units}
    for row in units:
        unit = row.data
        reader.require_known(row, [unit.area], areas, "区划", "area")
        if unit.parent:
            reader.require_known(row, [unit.parent], known, "上级单位", "parent")
        if _stands_under_itself(unit.code, known):
            reader.faults.append(row.fault(f"单位“{unit.name}”的上级绕回了自身。", "parent"))
    _check_aliases(reader, units)


def _check_aliases(reader: PackReader, units: list[Row[UnitRow]]) -> None:
    """An alias that two units claim would send a duty to the wrong desk."""
    owners: dict[str, str] = {row.data.name: row.data.name for row in units}
    for row in units:
        for alias in row.data.aliases:
            owner = owners.setdefault(alias, row.data.name)
            if owner != row.data.name:
                reader.faults.append(
                    row.fault(f"别名“{alias}”已用于“{owner}”，请更换或删除其一。", "aliases")
                )


def _check_groups(reader: PackReader, groups: list[Row[GroupRow]], units: set[str]) -> None:
    reader.require_unique(groups, lambda row: row.code, "工作组代号")
    for row in groups:
        reader.require_known(row, [row.data.lead], units, "牵头单位", "lead")
        reader.require_known(row, row.data.members, units, "成员单位", "members")
        if len(set(row.data.members)) != len(row.data.members):
            reader.faults.append(row.fault("成员单位有重复，请删除多余的一个。", "members"))


def _stands_under_itself(code: str, parents: dict[str, str | None]) -> bool:
    above, seen = parents.get(code), {code}
    while above is not None and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return above == code


def _parents_first(rows: Iterable[Row]) -> list[Row]:
    """The rows in their order, but each after the row it stands under."""
    waiting = {row.data.code: row for row in rows}
    placed: dict[str, Row] = {}

    def place(row: Row) -> None:
        if row.data.code in placed:
            return
        above = waiting.get(row.data.parent or "")
        if above is not None:
            place(above)
        placed[row.data.code] = row

    for row in waiting.values():
        place(row)
    return list(placed.values())
