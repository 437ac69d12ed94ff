"""Bringing programmes, routes and sites to what the packs say; the same pack again changes nothing."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.packs import PackRow
from lianfang.base.kernel.permissions import Permission
from lianfang.command.surveillance.models import (
    DetectionRule,
    Indicator,
    IndicatorDesk,
    Programme,
    Route,
    RouteEnd,
    Site,
    SitePart,
)
from lianfang.command.surveillance.pack import (
    IndicatorRow,
    ProgrammeRow,
    RouteRow,
    RuleRow,
    SiteRow,
    read_national_pack,
    read_sites,
)
from lianfang.county.orgs.public import Area, LoadResult, Unit


@transaction.atomic
def load_programmes(*, actor: Actor, folder: Path) -> LoadResult:
    """
    Bring programmes, indicators, rules and routes of 通报 to what a pack says.

    What the pack no longer names is switched off; observations and signals stay.

    :raises NotAllowed: the actor may not load rules.
    :raises PackFaulty: with every fault, file and line; then nothing is loaded.
    """
    require(actor, Permission.STANDARDS_LOAD)
    pack, result = read_national_pack(folder), LoadResult()
    for sort, row in enumerate(pack.programmes):
        _load_programme(row.data, sort, result)
    for sort, route in enumerate(pack.routes):
        _load_route(route.data, sort, result)
    named = [row.data.code for row in pack.programmes]
    result.switched_off = (
        Programme.objects.filter(is_active=True).exclude(code__in=named).update(is_active=False)
    )
    if result.changed:
        record(
            actor=actor,
            action="surveillance.programmes.loaded",
            count=result.changed,
            note=str(result),
        )
    return result  # fmt: skip


@transaction.atomic
def load_sites(*, actor: Actor, folder: Path) -> LoadResult:
    """
    Bring the county's sites to what its pack says, one for each unit where the pack says so.

    :raises NotAllowed: the actor may not load rules.
    :raises PackFaulty: with every fault, file and line; then nothing is loaded.
    """
    require(actor, Permission.STANDARDS_LOAD)
    programmes = {p.code: p for p in Programme.objects.filter(is_active=True)}
    held = {site.code: site for site in Site.objects.all()}
    result, units = LoadResult(), {u.code: u for u in _units()}
    areas = {area.code: area for area in Area.objects.all()}
    for sort, row in enumerate(read_sites(folder, set(programmes))):
        for code, values in _sites_of(row.data, units, areas):
            values |= {"programme": programmes[row.data.programme], "sort": sort}
            _load_site(code, values, row.data, held.get(code), result)
    if result.changed:
        record(
            actor=actor, action="surveillance.sites.loaded", count=result.changed, note=str(result)
        )
    return result  # fmt: skip


def _units() -> Iterable[Unit]:
    return Unit.objects.filter(is_active=True).select_related("area").order_by("sort", "id")


def _digest(*rows: PackRow | str | int) -> str:
    text = "|".join(r.model_dump_json() if isinstance(r, PackRow) else str(r) for r in rows)
    return hashlib.sha256(text.encode()).hexdigest()


def _load_programme(row: ProgrammeRow, sort: int, result: LoadResult) -> None:
    held = Programme.objects.filter(code=row.code).first()
    digest = _digest(row, sort)
    if held is not None and held.loaded_digest == digest and held.is_active:
        result.unchanged += 1
        return
    values = {
        "name": row.name, "sector": row.sector, "period": row.period, "part_label": row.part,
        "due_minutes": int(row.due.total_seconds() // 60), "source": row.source,
        "lead_code": row.lead, "basis": row.basis, "about": row.about, "sort": sort,
        "is_verified": row.verified, "is_active": True, "loaded_digest": digest,
    }  # fmt: skip
    programme, created = Programme.objects.update_or_create(code=row.code, defaults=values)
    _count(result, created=created)
    for place, indicator in enumerate(row.indicators):
        _load_indicator(programme, indicator, place)
    kept = [indicator.code for indicator in row.indicators]
    Indicator.objects.filter(programme=programme).exclude(code__in=kept).update(is_active=False)


def _load_indicator(programme: Programme, row: IndicatorRow, sort: int) -> None:
    values = {
        "programme": programme, "name": row.name, "measure": row.measure,
        "definition": row.definition, "combine": row.combine, "decimals": row.decimals,
        "lower_limit": row.lower, "upper_limit": row.upper, "limit_basis": row.limit_basis,
        "disease_code": row.disease, "is_zoonotic": row.zoonotic, "sort": sort, "is_active": True,
    }  # fmt: skip
    indicator, _ = Indicator.objects.update_or_create(code=row.code, defaults=values)
    indicator.desks.all().delete()
    IndicatorDesk.objects.bulk_create(
        IndicatorDesk(indicator=indicator, unit_code=code) for code in dict.fromkeys(row.acts)
    )
    for rule in row.rules:
        _load_rule(indicator, rule)
    kept = [f"{row.code}:{rule.key}" for rule in row.rules]
    DetectionRule.objects.filter(indicator=indicator).exclude(code__in=kept).update(is_active=False)


def _load_rule(indicator: Indicator, row: RuleRow) -> None:
    values = {
        "indicator": indicator, "method": row.method, "scope": row.over, "is_by_part": row.by_part,
        "threshold": row.at, "window_days": row.days, "baseline_days": row.base,
        "least": row.least, "color": row.color, "basis": row.basis, "is_verified": row.verified,
        "is_active": True,
    }  # fmt: skip
    DetectionRule.objects.update_or_create(code=f"{indicator.code}:{row.key}", defaults=values)


def _load_route(row: RouteRow, sort: int, result: LoadResult) -> None:
    held = Route.objects.filter(code=row.code).first()
    digest = _digest(row, sort)
    if held is not None and held.loaded_digest == digest:
        result.unchanged += 1
        return
    values = {
        "title": row.title, "from_code": row.from_, "basis": row.basis, "sort": sort,
        "receipt_minutes": int(row.receipt.total_seconds() // 60),
        "reply_minutes": int(row.reply.total_seconds() // 60),
        "is_verified": row.verified, "loaded_digest": digest,
    }  # fmt: skip
    route, created = Route.objects.update_or_create(code=row.code, defaults=values)
    _count(result, created=created)
    route.ends.all().delete()
    RouteEnd.objects.bulk_create(RouteEnd(route=route, unit_code=code) for code in row.to)


def _sites_of(
    row: SiteRow, units: dict[str, Unit], areas: dict[str, Area]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Code and values of every site that a row stands for; a unit that the county lacks has none."""
    if row.each:
        for unit in units.values():
            if unit.kind == row.each:
                is_shown = row.demonstration or unit.is_demonstration
                yield (
                    f"{row.programme}:{unit.code}",
                    _place(unit, unit.short_name, unit.area, is_demonstration=is_shown),
                )
        return
    named = units.get(row.unit or "")
    if named is not None:
        area = areas.get(row.area or "", named.area)
        yield (
            f"{row.programme}:{row.code}",
            _place(named, row.name, area, is_demonstration=row.demonstration),
        )


def _place(unit: Unit, name: str, area: Area, *, is_demonstration: bool) -> dict[str, Any]:
    return {
        "unit": unit, "name": name, "area": area, "area_path": area.path,
        "is_demonstration": is_demonstration,
    }  # fmt: skip


def _load_site(
    code: str, values: dict[str, Any], row: SiteRow, held: Site | None, result: LoadResult
) -> None:
    digest = _digest(row, values["name"], values["area_path"], values["sort"])
    if held is not None and held.loaded_digest == digest:
        result.unchanged += 1
        return
    site, created = Site.objects.update_or_create(
        code=code, defaults=values | {"loaded_digest": digest, "is_active": True}
    )
    _count(result, created=created)
    SitePart.objects.filter(site=site).exclude(name__in=row.parts).delete()
    known = set(site.parts.values_list("name", flat=True))
    SitePart.objects.bulk_create(
        SitePart(site=site, name=name, sort=place)
        for place, name in enumerate(row.parts)
        if name not in known
    )


def _count(result: LoadResult, *, created: bool) -> None:
    result.created += created
    result.updated += not created
