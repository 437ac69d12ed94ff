"""Loading the county's pack: complete, repeatable, all or nothing."""

import re
from pathlib import Path

import pytest

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed
from lianfang.base.kernel.packs import PackFaulty
from lianfang.base.search.public import find
from lianfang.county.orgs.models import Area, GroupMember, Unit, UnitAlias, WorkingGroup
from lianfang.county.orgs.public import load_orgs, rename_unit, unit_by_code
from tests.builders.orgs import JIMSAR, change_pack, copy_pack

pytestmark = pytest.mark.django_db
LOADER = Actor.system("装载数据包")
TABLES = (Area, Unit, UnitAlias, WorkingGroup, GroupMember)


def everything() -> list[dict]:
    return [row for table in TABLES for row in table.objects.order_by("pk").values()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_pack(tmp_path)


def test_the_whole_county_is_loaded(db) -> None:
    result = load_orgs(actor=LOADER, folder=JIMSAR)

    townships = Area.objects.filter(level="township", parent__code="652327")
    assert townships.count() == 11
    assert Area.objects.get(code="652327103").path == "650000/652300/652327/652327103/"
    assert set(Unit.objects.filter(kind="township").values_list("area_id", flat=True)) == set(
        townships.values_list("id", flat=True)
    )
    assert unit_by_code("hospitals").children.count() == 3
    assert WorkingGroup.objects.count() == 11
    assert result.created == Area.objects.count() + Unit.objects.count() + 11


def test_the_twenty_nine_members_of_the_annex_are_units_by_name_or_alias(db) -> None:
    load_orgs(actor=LOADER, folder=JIMSAR)
    text = (JIMSAR / "annex1.txt").read_text(encoding="utf-8")
    headings = re.findall(r"^([^：:\n]{2,40})[：:]", text, re.MULTILINE)
    known = {
        *Unit.objects.values_list("name", flat=True),
        *UnitAlias.objects.values_list("name", flat=True),
    }

    assert len(headings) == 29
    assert [name for name in headings if name.strip() not in known] == []


def test_loading_twice_changes_nothing(db) -> None:
    load_orgs(actor=LOADER, folder=JIMSAR)
    before, rows = everything(), AuditRow.objects.count()

    again = load_orgs(actor=LOADER, folder=JIMSAR)

    assert everything() == before
    assert (again.created, again.updated, again.missing) == (0, 0, [])
    assert AuditRow.objects.count() == rows


def test_a_load_writes_one_line_into_the_log(db) -> None:
    load_orgs(actor=LOADER, folder=JIMSAR)

    row = AuditRow.objects.get()
    assert row.action == "orgs.pack.loaded"
    assert row.count == Area.objects.count() + Unit.objects.count() + WorkingGroup.objects.count()


def test_loading_again_costs_few_statements(db, django_assert_max_num_queries) -> None:
    load_orgs(actor=LOADER, folder=JIMSAR)

    with django_assert_max_num_queries(8):
        load_orgs(actor=LOADER, folder=JIMSAR)


def test_a_unit_renamed_in_the_pack_keeps_its_row_and_its_old_name(folder) -> None:
    load_orgs(actor=LOADER, folder=folder)
    before = unit_by_code("education")
    change_pack(folder, "units.yaml", "name: 县教育局\n", "name: 县教育和体育局\n")

    result = load_orgs(actor=LOADER, folder=folder)

    after = unit_by_code("education")
    assert (after.pk, after.uuid, after.name) == (before.pk, before.uuid, "县教育和体育局")
    assert after.aliases.filter(name="县教育局").exists()
    assert (result.created, result.updated) == (0, 1)


def test_what_people_changed_on_the_page_stays(folder, county) -> None:
    load_orgs(actor=LOADER, folder=folder)
    unit = unit_by_code("education")
    rename_unit(
        actor=county.actors["sysadmin"], unit_uuid=unit.uuid, name="县教体局", short_name="教体局"
    )

    load_orgs(actor=LOADER, folder=folder)

    assert unit_by_code("education").name == "县教体局"


def test_a_unit_that_left_the_pack_is_told_and_not_touched(folder) -> None:
    load_orgs(actor=LOADER, folder=folder)
    (folder / "demo_units.yaml").write_text("[]\n", encoding="utf-8")

    told = load_orgs(actor=LOADER, folder=folder)

    assert len(told.missing) == 11
    assert Unit.objects.filter(is_demonstration=True, is_active=True).count() == 11


def test_a_unit_that_left_the_pack_is_switched_off_when_asked(folder) -> None:
    load_orgs(actor=LOADER, folder=folder)
    count = Unit.objects.count()
    (folder / "demo_units.yaml").unlink()

    result = load_orgs(actor=LOADER, folder=folder, switch_off_missing=True)

    assert result.switched_off == 11
    assert Unit.objects.count() == count
    assert not Unit.objects.filter(is_demonstration=True, is_active=True).exists()


def test_an_alias_moves_with_the_pack_from_one_unit_to_another(folder) -> None:
    load_orgs(actor=LOADER, folder=folder)
    change_pack(folder, "units.yaml", ", 县粮食局,", ",")
    change_pack(folder, "units.yaml", "县教科局,", "县教科局, 县粮食局,")

    load_orgs(actor=LOADER, folder=folder)

    assert list(UnitAlias.objects.filter(name="县粮食局").values_list("unit__code", flat=True)) == [
        "education"
    ]


FAULTS = [
    ("areas.csv", "652327103,北庭镇,township,652327", "652327103,北庭镇,township,999999", "不存在"),
    ("areas.csv", "652327103,北庭镇", "652327101,北庭镇", "重复"),
    ("areas.csv", "652327103,北庭镇,township,652327", "652327103,北庭镇,township,652300", "层级"),
    ("areas.csv", "652327103,北庭镇,township,652327", "652327103,北庭镇,township,", "缺少上级"),
    ("areas.csv", "134900", "很多", "population"),
    ("units.yaml", "code: education\n", "code: finance\n", "重复"),
    ("units.yaml", "code: education\n", "code: 教育局\n", "code"),
    ("units.yaml", "kind: cdc\n", "kind: clinic\n", "kind"),
    ("units.yaml", "  parent: hospitals\n", "  parent: nowhere\n", "不存在"),
    ("units.yaml", "[吉木萨尔县教育局,", "[吉木萨尔县教育局, 县发改委,", "已用于"),
    ("working_groups.yaml", "lead: command-office\n", "lead: nobody\n", "不存在"),
    ("working_groups.yaml", "from_level: IV", "from_level: V", "启用级别"),
    ("working_groups.yaml", "members: [hospitals,", "members: [hospitals, hospitals,", "重复"),
]


@pytest.mark.parametrize(("name", "before", "after", "why"), FAULTS)
def test_a_fault_is_told_with_its_place_and_nothing_is_loaded(
    name: str, before: str, after: str, why: str, folder
) -> None:
    change_pack(folder, name, before, after)

    with pytest.raises(PackFaulty) as faulty:
        load_orgs(actor=LOADER, folder=folder)

    places = [fault for fault in faulty.value.faults if fault.file == f"jimsar/{name}"]
    assert places
    assert all(fault.line > 1 for fault in places)
    assert any(why in fault.reason for fault in places)
    assert everything() == []
    assert not AuditRow.objects.exists()


def test_a_circle_of_units_is_a_fault(folder) -> None:
    (folder / "units.yaml").write_text(
        """
- {code: aa, name: 甲, short_name: 甲, kind: bureau, area: "652327", parent: bb, verified: true}
- {code: bb, name: 乙, short_name: 乙, kind: bureau, area: "652327", parent: aa, verified: true}
""",
        encoding="utf-8",
    )
    (folder / "demo_units.yaml").unlink()
    (folder / "working_groups.yaml").write_text("[]\n", encoding="utf-8")

    with pytest.raises(PackFaulty, match="绕回了自身"):
        load_orgs(actor=LOADER, folder=folder)


def test_an_area_in_use_is_never_hung_elsewhere(folder) -> None:
    load_orgs(actor=LOADER, folder=folder)
    before = everything()
    change_pack(
        folder,
        "areas.csv",
        "652327500,红旗农场,township,652327",
        "652328,木垒县,county,652300,,,,,true\n652327500,红旗农场,township,652328",
    )

    with pytest.raises(PackFaulty, match="不能改挂上级"):
        load_orgs(actor=LOADER, folder=folder)

    assert everything() == before


def test_a_missing_file_is_a_fault(folder) -> None:
    (folder / "areas.csv").unlink()

    with pytest.raises(PackFaulty, match="找不到"):
        load_orgs(actor=LOADER, folder=folder)


@pytest.mark.parametrize("who", ["secadmin", "office", "li"])
def test_only_who_keeps_units_may_load(who: str, county) -> None:
    before = everything()

    with pytest.raises(NotAllowed):
        load_orgs(actor=county.actors[who], folder=JIMSAR)

    assert everything() == before


def test_units_are_found_by_their_old_names(db) -> None:
    load_orgs(actor=LOADER, folder=JIMSAR)

    found = find(LOADER, "县教科局")

    assert [entry.title for entry in found] == ["县教育局"]
