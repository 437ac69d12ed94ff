from datetime import date

import pytest
from tests.builders.standards import (
    CHINA,
    LOADER,
    build_china,
    build_disease,
    disease_entry,
    write_pack,
)

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import NotAllowed, NotFound
from lianfang.base.kernel.packs import PackFaulty
from lianfang.base.search.public import find
from lianfang.county.standards.models import CriterionClause, DiseaseAlias, Incubation, ManagedAs
from lianfang.county.standards.public import (
    Disease,
    LoadResult,
    find_authority,
    find_diseases,
    get_deadline,
    get_disease,
    list_authorities,
    list_codes,
    list_criteria,
    list_deadlines,
    list_diseases,
    list_forms,
    list_group_templates,
    list_response_levels,
    list_termination_rules,
    list_thresholds,
    load_standards,
    managed_class_on,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def codes(rows) -> list[str]:
    return [row.code for row in rows]


def snapshot() -> dict[str, list[dict[str, object]]]:
    """Every row of the tables that have rows below them, with their keys."""
    tables = (Disease, DiseaseAlias, Incubation, ManagedAs, CriterionClause)
    return {table.__name__: list(table.objects.order_by("pk").values()) for table in tables}


def test_the_shipped_pack_fills_every_table():
    result = build_china()

    assert result.created == 259
    assert find_diseases(listed_only=True, on=TODAY).count() == 40
    assert list_criteria(TODAY).count() == 34
    assert list_thresholds(TODAY, "report").count() == 35
    assert list_deadlines(TODAY).count() == 20
    assert list_authorities(TODAY).count() == 23
    assert list_response_levels(TODAY).count() == 4
    assert list_termination_rules(TODAY).count() == 4
    assert list_group_templates(TODAY).count() == 11
    assert codes(list_codes("event_type", TODAY))[:2] == ["01", "02"]


def test_loading_twice_changes_nothing():
    first = build_china()
    before, rows = snapshot(), AuditRow.objects.count()

    second = build_china()

    assert second == LoadResult(created=0, updated=0, unchanged=first.created)
    assert snapshot() == before
    assert AuditRow.objects.count() == rows


def test_one_load_leaves_one_audit_row():
    build_china()

    row = AuditRow.objects.get(action="standards.pack.loaded")
    assert row.count == 259
    assert row.changes["note"] == "新增 259 条，更新 0 条，未变 0 条"


def test_a_person_without_the_permission_loads_nothing(health):
    with pytest.raises(NotAllowed):
        load_standards(actor=health, folder=CHINA)

    assert not Disease.objects.exists()
    assert not AuditRow.objects.filter(action="standards.pack.loaded").exists()


def test_the_system_administrator_may_load_rules(sysadmin):
    load_standards(actor=sysadmin, folder=CHINA)

    assert AuditRow.objects.get(action="standards.pack.loaded").actor_id == sysadmin.user_id


def test_a_faulty_pack_loads_nothing_at_all(tmp_path):
    write_pack(tmp_path, diseases=[disease_entry("good"), disease_entry("bad", colour="red")])

    with pytest.raises(PackFaulty):
        load_standards(actor=LOADER, folder=tmp_path)

    assert not Disease.objects.exists()


def test_a_changed_row_is_changed_in_place(tmp_path):
    incubation = {
        "min_hours": 12,
        "typical_from_hours": 24,
        "typical_to_hours": 48,
        "max_hours": 72,
        "basis": "试验",
        "verified": True,
    }
    entry = disease_entry("x", other_names=["甲", "乙"], incubation=incubation)
    load_standards(actor=LOADER, folder=write_pack(tmp_path, diseases=[entry, disease_entry("y")]))
    before = get_disease("x", TODAY)
    changed = {**entry, "other_names": ["甲", "丙"], "incubation": {**incubation, "max_hours": 96}}

    result = load_standards(
        actor=LOADER, folder=write_pack(tmp_path, diseases=[changed, disease_entry("y")])
    )

    after = get_disease("x", TODAY)
    assert result == LoadResult(created=0, updated=1, unchanged=1)
    assert (after.pk, after.uuid) == (before.pk, before.uuid)
    assert sorted(alias.name for alias in after.aliases.all()) == ["丙", "甲"]
    assert after.incubation.max_hours == 96


def test_an_incubation_taken_out_of_the_pack_is_taken_out_of_the_table(tmp_path):
    incubation = {
        "min_hours": 1,
        "typical_from_hours": 2,
        "typical_to_hours": 3,
        "basis": "试验",
        "verified": False,
    }
    entry = disease_entry("x", incubation=incubation)
    load_standards(actor=LOADER, folder=write_pack(tmp_path, diseases=[entry]))

    load_standards(actor=LOADER, folder=write_pack(tmp_path, diseases=[disease_entry("x")]))

    assert not Incubation.objects.exists()


def test_a_row_no_longer_in_the_pack_stays_as_history(tmp_path):
    both = [disease_entry("x"), disease_entry("y")]
    load_standards(actor=LOADER, folder=write_pack(tmp_path, diseases=both))

    result = load_standards(actor=LOADER, folder=write_pack(tmp_path, diseases=both[:1]))

    assert result == LoadResult(created=0, updated=0, unchanged=1)
    assert get_disease("y", TODAY).code == "y"


def test_a_successor_ends_the_row_before_it(tmp_path):
    old = disease_entry("x", name="旧名")
    load_standards(actor=LOADER, folder=write_pack(tmp_path, diseases=[old]))
    new = disease_entry("x", name="新名", effective_from="2026-06-01")

    result = load_standards(actor=LOADER, folder=write_pack(tmp_path, diseases=[new]))

    assert result == LoadResult(created=1, updated=1, unchanged=0)
    assert get_disease("x", date(2026, 5, 31)).name == "旧名"
    assert get_disease("x", date(2026, 6, 1)).name == "新名"
    assert codes(list_diseases(TODAY)) == ["x"]


def test_two_rows_of_one_code_may_not_hold_on_the_same_day(tmp_path):
    rows = [disease_entry("x"), disease_entry("x", effective_from="2026-06-01")]

    with pytest.raises(PackFaulty) as caught:
        load_standards(actor=LOADER, folder=write_pack(tmp_path, diseases=rows))

    assert [fault.reason for fault in caught.value.faults] == [
        "编号“x”自 2026-06-01 起又有一条，请为 2025-09-01 起的一条填写失效日期。"
    ]


@pytest.mark.parametrize("day", [date(2025, 8, 31), date(2026, 3, 1)])
def test_a_rule_does_not_hold_outside_its_dates(tmp_path, day):
    entry = disease_entry("x", effective_to="2026-02-28")
    load_standards(actor=LOADER, folder=write_pack(tmp_path, diseases=[entry]))

    with pytest.raises(NotFound):
        get_disease("x", day)


def test_rules_hold_on_the_first_and_the_last_day(tmp_path):
    entry = disease_entry("x", effective_to="2026-02-28")
    load_standards(actor=LOADER, folder=write_pack(tmp_path, diseases=[entry]))

    assert get_disease("x", date(2025, 9, 1)).code == "x"
    assert get_disease("x", date(2026, 2, 28)).code == "x"


@pytest.mark.parametrize(
    "words, expected",
    [
        ("人感染高致病性禽流感", "novel_influenza"),
        ("布病", "brucellosis"),
        ("新疆出血热", "crimean_congo"),
        ("mpox", "mpox"),
        ("诺如", "norovirus"),
    ],
)
def test_diseases_are_found_by_old_and_common_names(words, expected):
    build_china()

    assert expected in codes(find_diseases(words, on=TODAY))


def test_a_disease_with_two_matching_names_is_found_once():
    build_china()

    assert codes(find_diseases("肺炎", on=TODAY)).count("covid_19") == 1


def test_no_disease_is_found_by_words_that_name_none():
    build_china()

    assert codes(find_diseases("感冒冲剂", on=TODAY)) == []


def test_forms_are_listed_under_their_disease():
    plague = build_disease("plague")

    assert codes(list_forms(plague, TODAY)) == ["plague_pneumonic", "plague_bubonic"]


def test_covid_was_managed_as_class_a_for_three_years():
    covid = build_disease("covid_19")

    assert managed_class_on(covid, date(2022, 6, 1)) == "a"
    assert managed_class_on(covid, TODAY) == "b"


def test_rules_about_a_form_include_those_of_its_disease_and_its_class():
    form = build_disease("plague_pneumonic")

    assert codes(list_criteria(TODAY, about=form)) == ["G1-1", "G2-1", "G3-1"]
    assert codes(list_thresholds(TODAY, about=form)) == ["R01"]


def test_measles_falls_under_the_criteria_for_its_class():
    measles = build_disease("measles")

    assert codes(list_criteria(TODAY, about=measles)) == ["G2-5", "G3-4"]
    assert codes(list_thresholds(TODAY, about=measles)) == ["R09", "W06"]


def test_the_county_is_told_who_may_order_what():
    build_china()

    assert find_authority("lockdown", "a", TODAY).county_power == "propose_only"
    assert find_authority("lockdown", "b", TODAY) is None
    assert find_authority("suspend_school", "c", TODAY).county_power == "decide_and_report"
    assert find_authority("observe_contact", "b", TODAY).county_power == "consent_only"


def test_a_time_limit_is_found_by_its_code():
    build_china()

    assert get_deadline("T01", TODAY).limit_minutes == 120
    with pytest.raises(NotFound):
        get_deadline("T99", TODAY)


def test_rules_are_read_as_of_the_clock():
    build_china()

    with clock.moved_to(clock.start_of_day(date(2025, 8, 31))):
        assert list_diseases().count() == 0
        assert list_criteria().count() == 34


def test_a_township_finds_a_disease_by_its_common_name(li):
    build_china()

    assert [entry.title for entry in find(li, "布病")] == ["布鲁氏菌病"]


def test_a_role_without_the_permission_finds_no_disease(auditor):
    build_china()

    assert find(auditor, "布病") == []


def test_a_disease_that_no_longer_holds_is_not_found(li, tmp_path):
    load_standards(actor=LOADER, folder=write_pack(tmp_path, diseases=[disease_entry("x")]))
    ended = disease_entry("x", effective_to="2025-10-01")

    load_standards(actor=LOADER, folder=write_pack(tmp_path, diseases=[ended]))

    assert find(li, "病种") == []
