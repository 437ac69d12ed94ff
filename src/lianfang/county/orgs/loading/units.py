"""Bringing areas, units and working groups to what the county's pack says."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import models, transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.packs import Fault, PackFaulty, PackRow, Row
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs.indexing import index_units
from lianfang.county.orgs.models import Area, GroupMember, Unit, UnitAlias, WorkingGroup
from lianfang.county.orgs.pack import AreaRow, CountyPack, GroupRow, read_county_pack
from lianfang.county.orgs.rules import path_of


@dataclass
class LoadResult:
    """How many rows a load made, changed and left, and which units the pack no longer names."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    switched_off: int = 0
    missing: list[str] = field(default_factory=list)

    @property
    def changed(self) -> int:
        return self.created + self.updated + self.switched_off

    def __str__(self) -> str:
        words = f"新增 {self.created} 条，更新 {self.updated} 条，未变 {self.unchanged} 条"
        if self.switched_off:
            words += f"，停用 {self.switched_off} 个单位"
        elif self.missing:
            words += f"；数据包中已无 {len(self.missing)} 个在用单位：{'、'.join(self.missing[:5])}"
        return words


@transaction.atomic
def load_orgs(*, actor: Actor, folder: Path, switch_off_missing: bool = False) -> LoadResult:
    """
    Bring areas, units and groups to what a pack says; the same pack again changes nothing.

    A row is written only when the pack's own words about it changed, so that what people edited
    on the page stays. Units that the pack no longer names are told, and switched off if asked;
    nothing is deleted.

    :raises NotAllowed: the actor may not maintain units.
    :raises PackFaulty: the pack has faults, or moves an area; then nothing at all is loaded.
    """
    require(actor, Permission.UNIT_MANAGE)
    pack = read_county_pack(folder)
    result = LoadResult()
    areas = _load_areas(pack.areas, result)
    units = _load_units(pack, areas, result)
    _load_groups(pack.groups, units, result)
    _settle_missing(pack, result, switch_off=switch_off_missing)
    if result.changed:
        index_units(Unit.objects.select_related("area").prefetch_related("aliases"))
        record(actor=actor, action="orgs.pack.loaded", count=result.changed, note=str(result))
    return result


def _digest(row: PackRow, *more: object) -> str:
    text = "|".join([row.model_dump_json(), *map(str, more)])
    return hashlib.sha256(text.encode()).hexdigest()


def _store(
    model: type[models.Model], code: str, known: dict[str, Any], values: dict[str, Any]
) -> Any:
    """Make or change the row of a code with all values of the pack."""
    found = known.get(code)
    if found is None:
        known[code] = model.objects.create(code=code, **values)
        return known[code]
    for name, value in values.items():
        setattr(found, name, value)
    found.save(update_fields=list(values))
    return found


def _load_areas(rows: Sequence[Row[AreaRow]], result: LoadResult) -> dict[str, Area]:
    known = {area.code: area for area in Area.objects.select_related("parent")}
    _refuse_moves(rows, known)
    for row in rows:
        area = row.data
        if not _is_new(known.get(area.code), _digest(area), result):
            continue
        parent = known.get(area.parent or "")
        _store(
            Area,
            area.code,
            known,
            {
                "name": area.name,
                "level": area.level,
                "parent": parent,
                "path": path_of(area.code, parent.path if parent else ""),
                "population": area.population,
                "latitude": area.lat,
                "longitude": area.lon,
                "note": area.note,
                "is_verified": area.verified,
                "loaded_digest": _digest(area),
            },
        )
    return known


def _refuse_moves(rows: Iterable[Row[AreaRow]], known: dict[str, Area]) -> None:
    """Every record in the house carries the path of its area: an area that moves would lose them."""
    faults: list[Fault] = []
    for row in rows:
        area = known.get(row.data.code)
        before = area.parent.code if area and area.parent else None
        if area is not None and before != row.data.parent:
            faults.append(
                row.fault(
                    f"“{row.data.name}”的上级由“{before or '无'}”变为“{row.data.parent or '无'}”："
                    "已有数据的区划不能改挂上级，请新建区划代码。"
                )
            )
    if faults:
        raise PackFaulty(faults)


def _load_units(pack: CountyPack, areas: dict[str, Area], result: LoadResult) -> dict[str, Unit]:
    known = {unit.code: unit for unit in Unit.objects.select_related("area", "parent")}
    place = {row.data.code: position for position, row in enumerate(pack.units)}
    claimed = {
        name: row.data.code for row in pack.units for name in [row.data.name, *row.data.aliases]
    }
    for row in pack.units:
        unit = row.data
        is_demonstration = unit.code in pack.demonstration_codes
        digest = _digest(unit, is_demonstration)
        found = known.get(unit.code)
        if not _is_new(found, digest, result):
            continue
        old_name = found.name if found else unit.name
        stored = _store(
            Unit,
            unit.code,
            known,
            {
                "name": unit.name,
                "short_name": unit.short_name,
                "kind": unit.kind,
                "area": areas[unit.area],
                "area_path": areas[unit.area].path,
                "parent": known.get(unit.parent or ""),
                "sort": place[unit.code],
                "is_active": True,
                "is_demonstration": is_demonstration,
                "is_verified": unit.verified,
                "loaded_digest": digest,
            },
        )
        _store_aliases(stored, [*unit.aliases, old_name], claimed)
    return known


def _store_aliases(unit: Unit, names: Iterable[str], claimed: dict[str, str]) -> None:
    """Add the names; drop those that the pack gives to another unit."""
    kept = set(unit.aliases.values_list("name", flat=True))
    theirs = {name for name in kept if claimed.get(name, unit.code) != unit.code}
    UnitAlias.objects.filter(unit=unit, name__in=theirs).delete()
    wanted = {name for name in names if claimed.get(name, unit.code) == unit.code}
    UnitAlias.objects.bulk_create(
        UnitAlias(unit=unit, name=name) for name in sorted(wanted - kept - {unit.name})
    )


def _load_groups(rows: Sequence[Row[GroupRow]], units: dict[str, Unit], result: LoadResult) -> None:
    known = {group.code: group for group in WorkingGroup.objects.all()}
    for position, row in enumerate(rows):
        group = row.data
        if not _is_new(known.get(group.code), _digest(group), result):
            continue
        stored = _store(
            WorkingGroup,
            group.code,
            known,
            {
                "name": group.name,
                "lead": units[group.lead],
                "from_level": group.from_level,
                "work": group.work,
                "sort": position,
                "is_verified": group.verified,
                "loaded_digest": _digest(group),
            },
        )
        stored.members.all().delete()
        GroupMember.objects.bulk_create(
            GroupMember(group=stored, unit=units[code]) for code in group.members
        )


def _is_new(found: Any, digest: str, result: LoadResult) -> bool:
    """Count a row; True where the pack says something it has not said before."""
    if found is None:
        result.created += 1
    elif found.loaded_digest == digest:
        result.unchanged += 1
        return False
    else:
        result.updated += 1
    return True


def _settle_missing(pack: CountyPack, result: LoadResult, *, switch_off: bool) -> None:
    named = [row.data.code for row in pack.units]
    # Units that people entered on the page were never in a pack.
    gone = Unit.objects.filter(is_active=True).exclude(loaded_digest="").exclude(code__in=named)
    result.missing = list(gone.order_by("sort", "id").values_list("code", flat=True))
    if switch_off:
        result.switched_off = gone.update(is_active=False)
