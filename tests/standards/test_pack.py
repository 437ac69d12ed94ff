"""The national pack as it is shipped, and what happens to a pack with faults."""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from lianfang.base.kernel.packs import PackFaulty
from lianfang.county.standards.pack import NationalPack, read_national_pack

CHINA = Path(__file__).parents[2] / "packs" / "china"
NAMES = [
    "annexes",
    "diseases",
    "grading",
    "thresholds",
    "deadlines",
    "authorities",
    "codelists",
    "response_levels",
    "termination",
    "working_groups",
]


@pytest.fixture(scope="module")
def pack() -> NationalPack:
    return read_national_pack(CHINA)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for name in NAMES:
        shutil.copy(CHINA / f"{name}.yaml", tmp_path)
    return tmp_path


def disease(pack: NationalPack, code: str):
    return next(row.data for row in pack.diseases if row.data.code == code)


def criterion(pack: NationalPack, code: str):
    return next(row.data for row in pack.criteria if row.data.code == code)


def test_forty_diseases_are_notifiable(pack):
    listed = [row.data.disease_class for row in pack.diseases if row.data.is_listed]

    assert Counter(listed) == {"a": 2, "b": 27, "c": 11}


def test_only_sars_and_pulmonary_anthrax_are_managed_as_class_a_today(pack):
    managed = {
        row.data.code
        for row in pack.diseases
        for period in row.data.managed_as
        if period.effective_from <= date(2026, 1, 1)
        and (period.effective_to is None or period.effective_to >= date(2026, 1, 1))
    }

    assert managed == {"sars", "anthrax_pulmonary"}


def test_all_thirty_four_criteria_are_there_by_grade(pack):
    grades = Counter(row.data.grade.name for row in pack.criteria)

    assert grades == {"I": 7, "II": 13, "III": 9, "IV": 5}


def test_every_reporting_threshold_is_there_once(pack):
    codes = [row.data.code for row in pack.thresholds if row.data.in_list == "report"]

    assert codes == [f"R{number:02}" for number in range(1, 36)]


def test_watch_lines_are_never_called_verified(pack):
    watch = [row.data for row in pack.thresholds if row.data.in_list == "watch"]

    assert len(watch) >= 4
    assert not any(row.verified for row in watch)


def test_every_time_limit_is_there(pack):
    families = {row.data.code.split("-")[0] for row in pack.deadlines}

    assert families == {f"T{number:02}" for number in range(1, 17)}


@pytest.mark.parametrize(
    "code, least, longest, observation",
    [
        ("plague_pneumonic", 3, 144, 9),
        ("cholera", 3, 168, 5),
        ("measles", 144, 504, 21),
        ("influenza", 12, 96, 4),
        ("norovirus", 12, 72, 3),
        ("hepatitis_a", 336, 1080, 45),
        ("crimean_congo", 24, 312, 14),
        ("dysentery_amebic", 96, None, None),
        ("food_staphylococcal", 0, 8, None),
    ],
)
def test_incubation_periods_are_kept_in_hours(pack, code, least, longest, observation):
    incubation = disease(pack, code).incubation

    assert incubation is not None
    assert (incubation.min_hours, incubation.max_hours) == (least, longest)
    assert incubation.observation_days == observation


def test_old_legal_names_are_kept(pack):
    assert "人感染高致病性禽流感" in disease(pack, "novel_influenza").old_names


def test_food_poisoning_grades_leave_no_gap_and_go_to_the_higher_one(pack):
    fourth = criterion(pack, "G4-3").clauses[0]
    third = criterion(pack, "G3-6").clauses[0]
    second = criterion(pack, "G2-10").clauses[0]

    assert (fourth.min_cases, fourth.max_cases, fourth.max_deaths) == (30, 99, 0)
    assert third.min_cases == 100
    assert (second.min_cases, second.min_deaths) == (101, 1)
    assert not [
        row.data.code
        for row in pack.criteria
        if row.data.grade.name == "I" and "02" in row.data.event_types
    ]


def test_the_county_may_not_lock_down_an_area(pack):
    lockdown = [row.data for row in pack.authorities if row.data.measure == "lockdown"]

    assert [(row.county_power, row.decider_level) for row in lockdown] == [
        ("propose_only", "province")
    ]


def test_contacts_are_observed_by_force_for_class_a_only(pack):
    powers = {
        row.data.applies_to: row.data.county_power
        for row in pack.authorities
        if row.data.measure == "observe_contact"
    }

    assert powers == {"a": "institution", "b": "consent_only", "c": "consent_only"}


def test_what_the_county_decides_under_article_63_is_reported_upwards(pack):
    urgent = [row.data for row in pack.authorities if "第六十三条、第六十七条" in row.data.basis]

    assert len(urgent) == 9
    assert all(row.must_report_up and row.may_be_complained_of for row in urgent)


def test_codes_of_the_card_keep_their_leading_zero(pack):
    lists = {row.data.code: row.data.items for row in pack.code_lists}

    assert [item.code for item in lists["event_type"]] == [f"{n:02}" for n in range(1, 11)]
    assert len(lists["event_place"]) == 17
    assert len(lists["event_source"]) == 12
    assert len(lists["population_group"]) == 18


def test_a_dangling_disease_is_named_with_file_and_line(copied):
    path = copied / "thresholds.yaml"
    text = path.read_text().replace("diseases: [measles]", "diseases: [measels]")
    path.write_text(text)
    line = text.split("\n").index("  diseases: [measels]") + 1

    with pytest.raises(PackFaulty) as caught:
        read_national_pack(copied)

    assert [(fault.line, fault.reason) for fault in caught.value.faults] == [
        (line, "病种“measels”不存在，请检查拼写或先补充该项。")
    ]


def test_faults_of_several_files_are_told_together(copied):
    (copied / "deadlines.yaml").unlink()
    with (copied / "termination.yaml").open("a") as file:
        file.write("\n- code: TC-1\n  colour: red\n")
    with (copied / "authorities.yaml").open("a") as file:
        file.write((copied / "authorities.yaml").read_text().split("\n\n")[1] + "\n")

    with pytest.raises(PackFaulty) as caught:
        read_national_pack(copied)

    files = [fault.file.split("/")[1] for fault in caught.value.faults]
    assert set(files) == {"deadlines.yaml", "termination.yaml", "authorities.yaml"}


@pytest.mark.parametrize(
    "name, old, new, reason",
    [
        ("grading", "  grade: IV\n", "  grade: V\n", "“grade”应写作 I、II、III 或 IV。"),
        ("grading", "min_cases: 30\n", "min_cases: 300\n", "“clauses → 第 1 项”上限小于下限。"),
        ("grading", "needs: [spreading]", "needs: [spredding]", "附加情形“spredding”不存在"),
        ("diseases", "    max_hours: 72\n", "    max_hours: 7\n", "不能倒置"),
        ("diseases", "parent: anthrax\n", "parent: antrax\n", "上级病种“antrax”不存在"),
        ("deadlines", "starts_with: found", "starts_with: fund", "时点“fund”不存在"),
        ("authorities", "measure: lockdown", "measure: look", "措施“look”不存在"),
        ("codelists", 'code: "02", name: 医', 'code: "01", name: 医', "代码01在同一代码表里"),
    ],
)
def test_a_wrong_value_is_refused_with_its_reason(copied, name, old, new, reason):
    path = copied / f"{name}.yaml"
    text = path.read_text()
    # Only the last place changes, so that one planted fault is one fault.
    before, _, after = text.rpartition(old)
    assert before
    path.write_text(before + new + after)

    with pytest.raises(PackFaulty) as caught:
        read_national_pack(copied)

    assert any(reason in fault.reason for fault in caught.value.faults)


def test_every_kind_of_event_has_an_annex_table_with_typed_columns(pack):
    of = {row.data.code: row.data for row in pack.annexes}
    lists = {row.data.code for row in pack.code_lists}

    assert {kind for row in of.values() for kind in row.event_types} == {
        f"{number:02d}" for number in range(1, 11)
    }
    assert [code for code, row in of.items() if "04" in row.event_types] == [
        "annex-pesticide", "annex-chemical"
    ]  # fmt: skip
    assert all(len(row.columns) >= 6 for row in of.values())
    assert {c.list for row in of.values() for c in row.columns if c.list} <= lists


def test_an_annex_that_asks_for_an_unknown_list_is_refused(copied):
    path = copied / "annexes.yaml"
    path.write_text(path.read_text().replace("list: annex_medium", "list: annex_nothing"))

    with pytest.raises(PackFaulty, match="annex_nothing"):
        read_national_pack(copied)
