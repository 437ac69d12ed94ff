"""Keeping the list of units."""

import pytest

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.county.orgs.models import Unit, UnitAlias
from lianfang.county.orgs.public import (
    create_unit,
    list_units,
    rename_unit,
    switch_off_unit,
    switch_on_unit,
    update_unit,
)
from tests.builders.world import COUNTY

pytestmark = pytest.mark.django_db


def everything() -> list[dict]:
    return [*Unit.objects.order_by("pk").values(), *UnitAlias.objects.order_by("pk").values()]


def test_a_renamed_unit_is_still_found_by_its_old_name(county, sysadmin) -> None:
    unit = county.units["county-education"]

    rename_unit(actor=sysadmin, unit_uuid=unit.uuid, name="县教育和体育局", short_name="教体局")

    assert list(list_units(sysadmin, words="县教育局")) == [unit]
    row = AuditRow.objects.latest("seq")
    assert row.changes["name"] == ["县教育局", "县教育和体育局"]


def test_a_unit_renamed_back_has_no_alias_that_is_its_name(county, sysadmin) -> None:
    unit = county.units["county-education"]
    rename_unit(actor=sysadmin, unit_uuid=unit.uuid, name="县教体局", short_name="")

    rename_unit(actor=sysadmin, unit_uuid=unit.uuid, name="县教育局", short_name="县教育局")

    assert list(unit.aliases.values_list("name", flat=True)) == ["县教体局"]


@pytest.mark.parametrize("name", ["", "   ", "县卫生健康委", "卫健局"])
def test_a_name_that_is_empty_or_anothers_is_refused(name: str, county, sysadmin) -> None:
    UnitAlias.objects.create(unit=county.units["county-health"], name="卫健局")
    before = everything()

    with pytest.raises(RuleBroken) as refused:
        rename_unit(
            actor=sysadmin,
            unit_uuid=county.units["county-education"].uuid,
            name=name,
            short_name="x",
        )

    assert "name" in refused.value.fields
    assert everything() == before


@pytest.mark.parametrize("who", ["secadmin", "auditor", "office", "chief", "li"])
def test_units_are_kept_by_the_system_administrator_only(who: str, county) -> None:
    actor, unit = county.actors[who], county.units["county-education"]
    before, rows = everything(), AuditRow.objects.count()

    for act in (
        lambda: rename_unit(actor=actor, unit_uuid=unit.uuid, name="新名", short_name="新"),
        lambda: switch_off_unit(actor=actor, unit_uuid=unit.uuid, reason="试一试"),
        lambda: switch_on_unit(actor=actor, unit_uuid=unit.uuid),
        lambda: create_unit(
            actor=actor, code="new-one", name="新单位", short_name="新", kind="school",
            area=county.areas[COUNTY],
        ),
        lambda: update_unit(
            actor=actor, unit_uuid=unit.uuid, kind="bureau", area=county.areas[COUNTY],
            parent=None, aliases=[],
        ),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            act()

    assert everything() == before
    assert AuditRow.objects.count() == rows


def test_a_new_unit_stands_where_it_was_put(county, sysadmin) -> None:
    unit = create_unit(
        actor=sysadmin, code="school-santai", name="三台镇中心学校", short_name="", kind="school",
        area=county.areas["652327101"], parent=county.units["county-education"],
    )  # fmt: skip

    assert unit.area_path == county.areas["652327101"].path
    assert unit.short_name == "三台镇中心学校"


def test_a_new_unit_outside_the_own_county_is_refused(county, sysadmin) -> None:
    before = everything()

    with pytest.raises(NotAllowed):
        create_unit(
            actor=sysadmin, code="other-county", name="外县单位", short_name="", kind="school",
            area=county.areas["652328"],
        )  # fmt: skip

    assert everything() == before


def test_a_taken_code_is_refused(county, sysadmin) -> None:
    with pytest.raises(RuleBroken) as refused:
        create_unit(
            actor=sysadmin, code="county-cdc", name="另一个", short_name="", kind="cdc",
            area=county.areas[COUNTY],
        )  # fmt: skip

    assert "code" in refused.value.fields


def test_a_unit_never_stands_under_itself(county, sysadmin) -> None:
    before = everything()
    unit = county.units["county-education"]
    school = county.units["school-beiting"]

    for parent in (unit, school):
        with pytest.raises(RuleBroken):
            update_unit(
                actor=sysadmin, unit_uuid=unit.uuid, kind="bureau", area=unit.area, parent=parent,
                aliases=[],
            )  # fmt: skip

    assert everything() == before


def test_a_correction_moves_the_unit_and_its_names(county, sysadmin) -> None:
    unit = county.units["school-beiting"]
    UnitAlias.objects.create(unit=unit, name="北庭学校")

    update_unit(
        actor=sysadmin, unit_uuid=unit.uuid, kind="school", area=county.areas["652327101"],
        parent=None, aliases=["镇中心校", " 镇中心校 ", "", "三台分校"],
    )  # fmt: skip

    unit.refresh_from_db()
    assert unit.area_path == county.areas["652327101"].path
    assert unit.parent is None
    assert sorted(unit.aliases.values_list("name", flat=True)) == ["三台分校", "镇中心校"]


def test_a_unit_with_units_under_it_stays_in_use(county, sysadmin) -> None:
    unit = county.units["townships"]

    with pytest.raises(RuleBroken, match="下级单位"):
        switch_off_unit(actor=sysadmin, unit_uuid=unit.uuid, reason="撤并")

    unit.refresh_from_db()
    assert unit.is_active


def test_a_unit_leaves_and_returns(county, sysadmin) -> None:
    unit = county.units["school-beiting"]

    switch_off_unit(actor=sysadmin, unit_uuid=unit.uuid, reason="撤并")
    assert unit not in list_units(sysadmin)
    assert unit in list_units(sysadmin, includes_inactive=True)

    switch_on_unit(actor=sysadmin, unit_uuid=unit.uuid)
    assert unit in list_units(sysadmin)


def test_an_unknown_unit_is_not_found(sysadmin) -> None:
    with pytest.raises(NotFound):
        switch_on_unit(actor=sysadmin, unit_uuid="00000000-0000-0000-0000-000000000000")
