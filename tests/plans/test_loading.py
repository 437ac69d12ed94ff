"""Loading the county's plan and the catalogue from packs: all of it, once, or nothing."""

import shutil

import pytest
import yaml

from lianfang.base.audit.models import AuditRow
from lianfang.base.kernel.errors import NotAllowed
from lianfang.base.kernel.packs import PackFaulty
from lianfang.base.search.public import find
from lianfang.county.plans.models import Action, Duty, Plan, StandardAction
from lianfang.county.plans.public import adopt_plan, load_catalogue, load_plan
from tests.builders.plans import LOADER, PACKS, build_draft, build_jimsar

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
JIMSAR = PACKS / "jimsar"


@pytest.fixture
def folder(tmp_path):
    """A copy of the county's plan that a test may spoil."""
    for name in ("plan.yaml", "annex1.txt"):
        shutil.copy(JIMSAR / name, tmp_path / name)
    shutil.copytree(JIMSAR / "plan", tmp_path / "plan")
    return tmp_path


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_countys_plan_is_loaded_whole(db):
    build_jimsar()

    plan = Plan.objects.get()
    assert (plan.state, plan.version) == ("in_force", "2026-1")
    assert (plan.members.count(), plan.duties.count()) == (29, 94)
    assert not plan.duties.filter(actions=None).exists()
    assert not plan.members.filter(unit=None).exists()
    for duty in plan.duties.all():
        assert plan.source_text[duty.starts : duty.ends] == duty.text
    for member in plan.members.all():
        assert plan.source_text[member.starts : member.ends] == member.name


def test_loading_twice_changes_nothing(db):
    build_jimsar()
    rows = AuditRow.objects.count()
    uuids = set(Action.objects.values_list("uuid", flat=True))

    again = load_plan(actor=LOADER, folder=JIMSAR)
    catalogue = load_catalogue(actor=LOADER, folder=PACKS / "china")

    assert (again.created, again.updated, again.unchanged) == (0, 0, len(uuids))
    assert (catalogue.created, catalogue.updated) == (0, 0)
    assert set(Action.objects.values_list("uuid", flat=True)) == uuids
    assert AuditRow.objects.count() == rows


def test_a_changed_pack_supersedes_the_plan_before(db, folder):
    build_jimsar()
    change(folder / "plan.yaml", '"2026-1"', '"2026-2"')

    load_plan(actor=LOADER, folder=folder)

    assert list(Plan.objects.order_by("id").values_list("version", "state")) == [
        ("2026-1", "superseded"), ("2026-2", "in_force"),
    ]  # fmt: skip
    assert Plan.objects.get(version="2026-1").duties.count() == 94


def test_loading_again_does_not_undo_what_people_adopted(db):
    world = build_jimsar()
    draft = build_draft(world)
    from lianfang.county.plans import services

    services.confirm_members(actor=world.actors["office"], plan_uuid=draft.uuid)
    for member in draft.members.all():
        services.confirm_duties_of_member(actor=world.actors["office"], member_uuid=member.uuid)
    services.copy_actions_from_plan_in_force(actor=world.actors["office"], plan_uuid=draft.uuid)
    adopt_plan(actor=world.actors["office"], plan_uuid=draft.uuid)

    load_plan(actor=LOADER, folder=JIMSAR)

    assert Plan.objects.get(state="in_force").pk == draft.pk


def spoil_unit(folder):
    change(folder / "plan/03-cyberspace.yaml", "unit: cyberspace", "unit: cyber-space")
    return "plan/03-cyberspace.yaml", 3, "cyber-space"


def spoil_words(folder):
    change(folder / "plan/10-finance.yaml", "负责保障", "确保")
    return "plan/10-finance.yaml", 7, "与原文不一致"


def spoil_code(folder):
    change(folder / "plan/10-finance.yaml", "code: 10.1-a", "code: 1.1-a")
    return "plan/10-finance.yaml", 10, "重复"


def spoil_levels(folder):
    change(folder / "plan/10-finance.yaml", "from_level: IV", "from_level: II")
    change(folder / "plan/10-finance.yaml", "to_level: I", "to_level: III")
    return "plan/10-finance.yaml", None, ""


def spoil_due(folder):
    change(folder / "plan/10-finance.yaml", "due: ", "due: 很快 #")
    return "plan/10-finance.yaml", None, "时限"


def spoil_area(folder):
    change(folder / "plan.yaml", '"652327"', '"652399"')
    return "plan.yaml", None, "652399"


def spoil_source(folder):
    (folder / "annex1.txt").unlink()
    return "plan.yaml", None, "annex1.txt"


def spoil_encoding(folder):
    (folder / "annex1.txt").write_bytes("附件".encode("gb18030"))
    return "plan.yaml", None, "UTF-8"


def spoil_date(folder):
    change(folder / "plan.yaml", "source:", "in_force_from: 2999-01-01\nsource:")
    return "plan.yaml", None, "还没有到"


def spoil_members(folder):
    shutil.rmtree(folder / "plan")
    return "plan.yaml", None, "没有成员单位文件"


def spoil_path(folder):
    change(folder / "plan.yaml", "source: annex1.txt", "source: ../annex1.txt")
    return "plan.yaml", None, ""


@pytest.mark.parametrize(
    "spoil",
    [
        spoil_unit, spoil_words, spoil_code, spoil_levels, spoil_due, spoil_area, spoil_source,
        spoil_encoding, spoil_date, spoil_members, spoil_path,
    ],
)  # fmt: skip
def test_a_faulty_pack_loads_nothing_and_names_the_line(db, folder, spoil):
    build_jimsar(with_plan=False)
    file, line, words = spoil(folder)

    with pytest.raises(PackFaulty) as caught:
        load_plan(actor=LOADER, folder=folder)

    faults = [fault for fault in caught.value.faults if fault.file.endswith(file)]
    assert faults
    assert any(words in fault.reason for fault in faults)
    assert line is None or line in {fault.line for fault in faults}
    assert not Plan.objects.exists()
    assert not Duty.objects.exists()


def test_every_fault_is_named_at_once(db, folder):
    build_jimsar(with_plan=False)
    spoil_unit(folder)
    spoil_words(folder)
    spoil_code(folder)

    with pytest.raises(PackFaulty) as caught:
        load_plan(actor=LOADER, folder=folder)

    assert len(caught.value.faults) == 3


def test_a_faulty_catalogue_loads_nothing(db, tmp_path):
    rows = [{"code": "AC-x", "title": "值班", "words": ["值班"], "due": "2h"}] * 2
    (tmp_path / "actions.yaml").write_text(yaml.safe_dump(rows, allow_unicode=True))

    with pytest.raises(PackFaulty):
        load_catalogue(actor=LOADER, folder=tmp_path)

    assert not StandardAction.objects.exists()


def test_a_changed_catalogue_changes_only_what_differs(db, tmp_path):
    rows = [
        {"code": "AC-x", "title": "值班", "words": ["值班"], "due": "2h"},
        {"code": "AC-y", "title": "消毒", "words": [["消毒", "场所"]], "due": "1d", "repeat": "1d"},
    ]
    path = tmp_path / "actions.yaml"
    path.write_text(yaml.safe_dump(rows, allow_unicode=True))
    load_catalogue(actor=LOADER, folder=tmp_path)
    rows[0]["due"] = "3h"
    path.write_text(yaml.safe_dump(rows, allow_unicode=True))

    result = load_catalogue(actor=LOADER, folder=tmp_path)

    assert (result.created, result.updated, result.unchanged) == (0, 1, 1)
    assert StandardAction.objects.get(code="AC-x").due_minutes == 180


def test_only_those_who_adopt_plans_load_one(county, li):
    with pytest.raises(NotAllowed):
        load_plan(actor=li, folder=JIMSAR)

    assert not Plan.objects.exists()


def test_every_standard_action_of_the_plan_is_in_the_catalogue(db):
    build_jimsar()

    known = set(StandardAction.objects.values_list("code", flat=True))

    used = set(Action.objects.exclude(standard="").values_list("standard", flat=True))
    assert used - known == set()


def test_duties_are_found_by_their_words(db):
    world = build_jimsar()

    found = find(world.actors["staff"], "爱国卫生", kind="duty")

    assert any("爱国卫生运动" in entry.title for entry in found)
