"""Keeping the list of units."""

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import within_area
from lianfang.county.orgs import rules
from lianfang.county.orgs.indexing import index_units
from lianfang.county.orgs.models import Area, Unit, UnitAlias


@transaction.atomic
def create_unit(
    *,
    actor: Actor,
    code: str,
    name: str,
    short_name: str,
    kind: str,
    area: Area,
    parent: Unit | None = None,
) -> Unit:
    """
    Enter a unit that no pack names.

    :raises NotAllowed: the actor may not maintain units, or not in this area.
    :raises RuleBroken: the code or the name is taken or unusable.
    """
    require(actor, Permission.UNIT_MANAGE, area_path=area.path)
    code = code.strip()
    rules.check_unit_code(code)
    if Unit.objects.filter(code=code).exists():
        raise RuleBroken("单位代号已被使用，请换一个。", fields={"code": "已被使用"})
    _refuse_taken_name(name.strip(), None)
    unit = Unit.objects.create(
        code=code,
        name=name.strip(),
        short_name=short_name.strip() or name.strip()[:40],
        kind=kind,
        area=area,
        area_path=area.path,
        parent=parent,
        sort=Unit.objects.count(),
    )
    index_units([unit])
    record(actor=actor, action="orgs.unit.created", target=unit)
    return unit


@transaction.atomic
def rename_unit(*, actor: Actor, unit_uuid: object, name: str, short_name: str) -> Unit:
    """
    Give a unit its new name and keep the old one as an alias, so that old documents still match.

    :raises NotAllowed: the actor may not maintain units.
    :raises RuleBroken: no name, or another unit bears it.
    """
    unit = _locked(actor, unit_uuid)
    name, short_name = name.strip(), short_name.strip()
    _refuse_taken_name(name, unit)
    changes = {
        field: (getattr(unit, field), value)
        for field, value in (("name", name), ("short_name", short_name or name[:40]))
        if getattr(unit, field) != value
    }
    if not changes:
        raise RuleBroken("名称没有变化，无需保存。")
    if "name" in changes:
        UnitAlias.objects.get_or_create(unit=unit, name=unit.name)
        UnitAlias.objects.filter(unit=unit, name=name).delete()
    unit.name, unit.short_name = name, short_name or name[:40]
    unit.save(update_fields=["name", "short_name"])
    index_units([unit])
    record(actor=actor, action="orgs.unit.renamed", target=unit, changes=changes)
    return unit


@transaction.atomic
def update_unit(
    *,
    actor: Actor,
    unit_uuid: object,
    kind: str,
    area: Area,
    parent: Unit | None,
    aliases: list[str],
) -> Unit:
    """
    Correct what a unit is, where it works, what it stands under and by which names it is known.

    :raises NotAllowed: the actor may not maintain units, or not in the new area.
    :raises RuleBroken: it would stand under itself, or another unit bears one of the names.
    """
    unit = _locked(actor, unit_uuid)
    require(actor, Permission.UNIT_MANAGE, area_path=area.path)
    _refuse_circle(unit, parent)
    names = list(dict.fromkeys(name.strip() for name in aliases if name.strip()))
    for name in names:
        _refuse_taken_name(name, unit, field="aliases")
    before = sorted(unit.aliases.values_list("name", flat=True))
    changes = {
        field: (old, new)
        for field, old, new in (
            ("kind", unit.kind, kind),
            ("area", unit.area.code, area.code),
            ("parent", unit.parent and unit.parent.code, parent and parent.code),
            ("aliases", "、".join(before), "、".join(sorted(names))),
        )
        if old != new
    }
    unit.kind, unit.area, unit.area_path, unit.parent = kind, area, area.path, parent
    unit.save(update_fields=["kind", "area", "area_path", "parent"])
    unit.aliases.exclude(name__in=names).delete()
    UnitAlias.objects.bulk_create(
        UnitAlias(unit=unit, name=name) for name in names if name not in before
    )
    index_units([unit])
    record(actor=actor, action="orgs.unit.updated", target=unit, changes=changes)
    return unit


@transaction.atomic
def switch_off_unit(*, actor: Actor, unit_uuid: object, reason: str) -> Unit:
    """
    Take a unit out of use. Its records stay; it gets no new tasks.

    :raises NotAllowed: the actor may not maintain units.
    :raises RuleBroken: it is out of use, units stand under it, or no reason is given.
    """
    unit = _locked(actor, unit_uuid)
    if not reason.strip():
        raise RuleBroken("请写明停用原因。", fields={"reason": "请写明原因"})
    if not unit.is_active:
        raise RuleBroken("该单位此前已停用，无需重复操作。")
    if unit.children.filter(is_active=True).exists():
        raise RuleBroken("该单位下还有在用的下级单位，请先停用下级单位或改挂其他单位。")
    unit.is_active = False
    unit.save(update_fields=["is_active"])
    index_units([unit])
    record(actor=actor, action="orgs.unit.switched_off", target=unit, note=reason.strip())
    return unit


@transaction.atomic
def switch_on_unit(*, actor: Actor, unit_uuid: object) -> Unit:
    """
    Put a unit back into use.

    :raises NotAllowed: the actor may not maintain units.
    :raises RuleBroken: it is in use, or the unit it stands under is not.
    """
    unit = _locked(actor, unit_uuid)
    if unit.is_active:
        raise RuleBroken("该单位正在使用，无需启用。")
    if unit.parent and not unit.parent.is_active:
        raise RuleBroken("上级单位已停用，请先启用上级单位。")
    unit.is_active = True
    unit.save(update_fields=["is_active"])
    index_units([unit])
    record(actor=actor, action="orgs.unit.switched_on", target=unit)
    return unit


def _locked(actor: Actor, unit_uuid: object) -> Unit:
    require(actor, Permission.UNIT_MANAGE)
    units = Unit.objects.select_for_update(of=("self",)).select_related("area", "parent")
    unit = units.filter(within_area(actor), uuid=unit_uuid).first()
    if unit is None:
        raise NotFound("没有找到这个单位，可能不在您的管辖区域内。")
    return unit


def _refuse_taken_name(name: str, unit: Unit | None, *, field: str = "name") -> None:
    if not name:
        raise RuleBroken("请填写单位名称。", fields={field: "请填写"})
    others = Unit.objects.exclude(pk=unit.pk) if unit else Unit.objects.all()
    owner = others.filter(name=name).first() or others.filter(aliases__name=name).first()
    if owner is not None:
        raise RuleBroken(
            f"“{name}”已是“{owner.name}”的名称或别名，请核对。", fields={field: f"“{name}”已被使用"}
        )


def _refuse_circle(unit: Unit, parent: Unit | None) -> None:
    above = parent
    while above is not None:
        if above.pk == unit.pk:
            raise RuleBroken(
                "上级单位不能是本单位或其下级。", fields={"parent": "请选择其他上级单位"}
            )
        above = above.parent
