"""Every boundary of every criterion of grading-2006, what is unknown, and what is refused."""

from datetime import date

import pytest

from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.emergencies.rules import find_disease, judge, read_facts
from lianfang.command.emergencies.rules.facts import Span, both, either
from lianfang.config.grading_pack import read_grading

BOOK = read_grading(date(2026, 11, 26))
ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV", 5: "none"}
MARKS = {"met": "+", "not_met": "-", "unknown": "?"}


def judged(**told):
    return judge(BOOK.rules, read_facts(told, BOOK.catalogue).facts, BOOK.catalogue)


def result(code, **told):
    found = next(f for f in judged(**told).findings if f.rule.code == code)
    return MARKS[found.result]


def grade(**told):
    return ROMAN[judged(**told).grade]


def of(disease, cases=None, days=None, **more):
    told = {"type": "infectious", "disease": disease, **more}
    told |= {} if cases is None else {"cases": cases}
    return told | ({} if days is None else {"window_days": days})


def food(cases=None, deaths=None):
    return {"type": "food", "cases": cases, "deaths": deaths}


def work(cases=None, deaths=None):
    return {"type": "occupational", "cases": cases, "deaths": deaths}


def kind(name, **more):
    return {"type": name, **more}


# criterion, facts, + met - not met ? unknown: below, at and above each boundary, and with facts missing.
TABLE = [
    ("G1-1", of("肺鼠疫", 1, place_kind="city", spreading=True), "+"),
    ("G1-1", of("肺炭疽", 1, place_kind="大城市", spreading=True), "+"),
    ("G1-1", of("肺鼠疫", 1, place_kind="city", spreading=False), "-"),
    ("G1-1", of("肺鼠疫", 1, place_kind="village", counties=1, spreading=True), "-"),
    ("G1-1", of("肺鼠疫", 0, suspected=0, place_kind="city", spreading=True), "-"),
    ("G1-1", of("肺鼠疫", 1, provinces=2, spreading=True), "+"),
    ("G1-1", of("肺鼠疫", 1, provinces=1, place_kind="village", spreading=True), "-"),
    ("G1-1", of("肺鼠疫", 1, place_kind="city"), "?"),
    ("G1-1", of("肺鼠疫", 1, spreading=True), "?"),
    ("G1-1", of("鼠疫", 1, place_kind="city", spreading=True), "?"),
    ("G1-1", of("炭疽（未分型）", 1, place_kind="city", spreading=True), "?"),
    ("G1-1", of("皮肤炭疽", 1, place_kind="city", spreading=True), "-"),
    ("G1-1", of("腺鼠疫", 1, place_kind="city", spreading=True), "-"),
    ("G1-2", of("SARS", 1, spreading=True), "+"),
    ("G1-2", of("SARS", 1, spreading=False), "-"),
    ("G1-2", of("H7N9", 0, spreading=True), "-"),
    ("G1-2", of("H7N9", 1), "?"),
    ("G1-2", of("H7N9", suspected=1, spreading=True), "?"),
    ("G1-3", kind("unexplained", provinces=2, spreading=True), "+"),
    ("G1-3", kind("unexplained", provinces=1, spreading=True), "-"),
    ("G1-3", kind("unexplained", provinces=2, spreading=False), "-"),
    ("G1-3", kind("unexplained", provinces=2), "?"),
    ("G1-3", kind("unexplained", counties=1, spreading=True), "-"),
    ("G1-4", kind("infectious", new_to_china=True, spreading=True), "+"),
    ("G1-4", kind("infectious", new_to_china=True, spreading=False, eliminated=False), "-"),
    ("G1-4", kind("infectious", new_to_china=True), "?"),
    ("G1-4", kind("infectious", eliminated=True), "+"),
    ("G1-4", of("麻疹", 3, spreading=True), "-"),
    ("G1-4", of("脊髓灰质炎", 1, spreading=True), "?"),
    ("G1-4", of("埃博拉", 1, spreading=True), "?"),
    ("G1-5", kind("agent_loss"), "+"),
    ("G1-5", kind("other", agent_lost=False), "-"),
    ("G1-5", kind("other"), "?"),
    ("G1-5", kind("food"), "-"),
    ("G1-6", of("登革热", 1, foreign_epidemic=True, imported=True, serious_threat=True), "+"),
    ("G1-6", of("登革热", 1, foreign_epidemic=True, imported=False, serious_threat=True), "-"),
    ("G1-6", of("登革热", 0, foreign_epidemic=True, imported=True, serious_threat=True), "-"),
    ("G1-6", of("登革热", 1, imported=True), "?"),
    ("G1-7", kind("radiation", recognised_by="国务院卫生健康主管部门"), "+"),
    ("G1-7", kind("radiation", recognised_by="province"), "-"),
    ("G1-7", kind("radiation"), "?"),
    ("G2-1", of("肺鼠疫", 4, 6, counties=1), "-"),
    ("G2-1", of("肺鼠疫", 5, 6, counties=1), "+"),
    ("G2-1", of("肺炭疽", 6, 6, counties=1), "+"),
    ("G2-1", of("肺鼠疫", 5, 3), "+"),
    ("G2-1", of("肺鼠疫", 5, 7, counties=1), "?"),
    ("G2-1", of("肺鼠疫", 9, 12, counties=1), "+"),
    ("G2-1", of("肺鼠疫", 5, counties=1), "?"),
    ("G2-1", of("肺鼠疫", counties=1), "?"),
    ("G2-1", of("肺鼠疫", 2, 6, counties=2, linked=True), "+"),
    ("G2-1", of("肺鼠疫", 2, 6, counties=2, linked=False), "-"),
    ("G2-1", of("肺鼠疫", 2, 6, counties=2), "?"),
    ("G2-1", of("肺鼠疫", 2, 6, prefectures=2, linked=True), "+"),
    ("G2-2", of("人感染高致病性禽流感", suspected=1), "+"),
    ("G2-2", of("人感染高致病性禽流感", suspected=0, cases=0), "-"),
    ("G2-2", of("SARS", 1), "+"),
    ("G2-2", of("SARS"), "?"),
    ("G2-3", of("腺鼠疫", 19, 6, prefectures=1), "-"),
    ("G2-3", of("腺鼠疫", 20, 6, prefectures=1), "+"),
    ("G2-3", of("腺鼠疫", 21, 6, prefectures=1), "+"),
    ("G2-3", of("腺鼠疫", 20, 6, prefectures=1, several_foci=False), "-"),
    ("G2-3", of("腺鼠疫", 20, prefectures=1), "?"),
    ("G2-3", of("腺鼠疫", 2, 6, prefectures=2), "+"),
    ("G2-3", of("腺鼠疫", 2, 6), "?"),
    ("G2-4", of("霍乱", 29, 7, prefectures=1), "-"),
    ("G2-4", of("霍乱", 30, 7, prefectures=1), "+"),
    ("G2-4", of("霍乱", 31, 7, counties=1), "+"),
    ("G2-4", of("霍乱", 30, 8, prefectures=1), "?"),
    ("G2-4", of("霍乱", 30, prefectures=1), "?"),
    ("G2-4", of("霍乱", 3, 7, prefectures=2, spreading=True), "+"),
    ("G2-4", of("霍乱", 3, 7, prefectures=2, spreading=False), "-"),
    ("G2-4", of("霍乱", 3, 7, prefectures=2), "?"),
    ("G2-5", of("麻疹", 3, counties=2, weekly_ratio_to_5y_mean=2), "-"),
    ("G2-5", of("麻疹", 3, counties=2, weekly_ratio_to_5y_mean=2.1), "+"),
    ("G2-5", of("手足口病", 3, counties=2, weekly_ratio_to_5y_mean=1.9), "-"),
    ("G2-5", of("麻疹", 3, counties=1, weekly_ratio_to_5y_mean=2.1), "-"),
    ("G2-5", of("麻疹", 3, counties=2), "?"),
    ("G2-5", of("霍乱", 3, counties=2, weekly_ratio_to_5y_mean=9), "-"),
    ("G2-5", of("诺如", 3, counties=2, weekly_ratio_to_5y_mean=9), "+"),
    ("G2-5", kind("infectious", counties=2, weekly_ratio_to_5y_mean=9), "?"),
    ("G2-6", kind("infectious", new_to_china=True, spreading=False), "+"),
    ("G2-6", kind("infectious", new_to_china=True, spreading=True), "-"),
    ("G2-6", kind("infectious", new_to_china=False), "-"),
    ("G2-6", kind("infectious", new_to_china=True), "?"),
    ("G2-7", kind("unexplained", counties=1), "-"),
    ("G2-7", kind("unexplained", counties=2), "+"),
    ("G2-7", kind("unexplained", counties=3), "+"),
    ("G2-7", kind("unexplained"), "?"),
    ("G2-7", kind("infectious", counties=3), "-"),
    ("G2-8", kind("iatrogenic"), "+"),
    ("G2-8", kind("nosocomial"), "?"),
    ("G2-8", kind("nosocomial", major_iatrogenic=False), "-"),
    ("G2-8", kind("iatrogenic", major_iatrogenic=False), "-"),
    ("G2-9", kind("vaccination", deaths=0), "-"),
    ("G2-9", kind("vaccination", deaths=1), "+"),
    ("G2-9", kind("vaccination", deaths=2), "+"),
    ("G2-9", kind("vaccination"), "?"),
    ("G2-10", food(100, 1), "-"), ("G2-10", food(101, 1), "+"), ("G2-10", food(102, 1), "+"),
    ("G2-10", food(101, 0), "-"), ("G2-10", food(20, 9), "-"), ("G2-10", food(20, 10), "+"),
    ("G2-10", food(20, 11), "+"), ("G2-10", food(101), "?"), ("G2-10", food(9), "-"),
    ("G2-10", food(None, 9), "?"), ("G2-10", food(None, 10), "+"), ("G2-10", food(None, 0), "-"),
    ("G2-11", work(49, 0), "-"), ("G2-11", work(50, 0), "+"), ("G2-11", work(51, 0), "+"),
    ("G2-11", work(9, 4), "-"), ("G2-11", work(9, 5), "+"), ("G2-11", work(9, 6), "+"),
    ("G2-11", work(9), "?"), ("G2-11", work(4), "-"), ("G2-11", work(), "?"),
    ("G2-12", kind("agent_transport", cases=1), "+"),
    ("G2-12", kind("agent_transport", cases=0, suspected=1), "+"),
    ("G2-12", kind("agent_transport", cases=0, suspected=0), "-"),
    ("G2-12", kind("agent_transport", deaths=1), "+"),
    ("G2-12", kind("agent_transport"), "?"),
    ("G2-12", kind("agent_loss", cases=3), "-"),
    ("G2-13", kind("radiation", recognised_by="新疆维吾尔自治区卫生健康委"), "+"),
    ("G2-13", kind("radiation", recognised_by="state"), "+"),
    ("G2-13", kind("radiation", recognised_by="prefecture"), "-"),
    ("G2-13", kind("radiation"), "?"),
    ("G3-1", of("肺鼠疫", 0, 6, suspected=0), "-"),
    ("G3-1", of("肺鼠疫", 1, 6, counties=1), "+"),
    ("G3-1", of("肺鼠疫", 4, 6, counties=1), "+"),
    ("G3-1", of("肺鼠疫", 5, 6, counties=1), "-"),
    ("G3-1", of("肺鼠疫", 4, counties=1), "+"),
    ("G3-1", of("肺鼠疫", 5, counties=1), "?"),
    ("G3-1", of("肺鼠疫", 4, 6, counties=2, linked=True), "-"),
    ("G3-1", of("肺鼠疫", 4, 6, counties=2, linked=False), "+"),
    ("G3-2", of("腺鼠疫", 9, 6, counties=1), "-"),
    ("G3-2", of("腺鼠疫", 10, 6, counties=1), "+"),
    ("G3-2", of("腺鼠疫", 11, 6, counties=1), "+"),
    ("G3-2", of("腺鼠疫", 10, 6, counties=1, continuous=False), "-"),
    ("G3-2", of("腺鼠疫", 10, counties=1), "?"),
    ("G3-2", of("腺鼠疫", 2, 6, counties=2), "+"),
    ("G3-3", of("霍乱", 9, 7, counties=1, first_in_city=False), "-"),
    ("G3-3", of("霍乱", 10, 7, counties=1), "+"),
    ("G3-3", of("霍乱", 29, 7, counties=1), "+"),
    ("G3-3", of("霍乱", 30, 7, counties=1, first_in_city=False), "-"),
    ("G3-3", of("霍乱", 2, 7, counties=2), "+"),
    ("G3-3", of("霍乱", 1, 7, counties=1, first_in_city=True), "+"),
    ("G3-3", of("霍乱", 0, 7, suspected=0, first_in_city=True), "-"),
    ("G3-3", of("霍乱", 9, 7, counties=1), "?"),
    ("G3-3", of("霍乱", 10, counties=1, first_in_city=False), "?"),
    ("G3-4", of("麻疹", 3, counties=1, weekly_ratio_to_5y_mean=2), "-"),
    ("G3-4", of("麻疹", 3, counties=1, weekly_ratio_to_5y_mean=2.01), "+"),
    ("G3-4", of("麻疹", 3, counties=1), "?"),
    ("G3-4", of("水痘", 3, counties=1, weekly_ratio_to_5y_mean=9), "-"),
    ("G3-5", kind("unexplained", cases=3, counties=1), "+"),
    ("G3-5", kind("unexplained"), "+"),
    ("G3-5", kind("unexplained", cases=0, suspected=0), "-"),
    ("G3-5", {"cases": 3}, "?"),
    ("G3-6", food(99, 0), "-"), ("G3-6", food(100, 0), "+"), ("G3-6", food(101, 0), "+"),
    ("G3-6", food(3, 1), "+"), ("G3-6", food(20, 9), "+"), ("G3-6", food(20, 10), "-"),
    ("G3-6", food(99), "?"), ("G3-6", food(None, 0), "?"), ("G3-6", food(100), "+"),
    ("G3-7", kind("vaccination", cases=1), "-"), ("G3-7", kind("vaccination", cases=2), "+"),
    ("G3-7", kind("vaccination", cases=3), "+"), ("G3-7", kind("vaccination"), "?"),
    ("G3-7", kind("vaccination", cases=9, mass_reaction=False), "-"),
    ("G3-8", work(9, 0), "-"), ("G3-8", work(10, 0), "+"), ("G3-8", work(49, 0), "+"),
    ("G3-8", work(50, 0), "-"), ("G3-8", work(5, 1), "+"), ("G3-8", work(5, 4), "+"),
    ("G3-8", work(5, 5), "-"), ("G3-8", work(9), "?"), ("G3-8", work(10), "+"),
    ("G3-9", kind("radiation", recognised_by="昌吉回族自治州卫生健康委"), "+"),
    ("G3-9", kind("radiation", recognised_by="county"), "-"),
    ("G3-9", kind("radiation"), "?"),
    ("G4-1", of("腺鼠疫", 0, 6, suspected=0), "-"), ("G4-1", of("腺鼠疫", 1, 6, counties=1), "+"),
    ("G4-1", of("腺鼠疫", 9, 6, counties=1), "+"), ("G4-1", of("腺鼠疫", 10, 6, counties=1), "-"),
    ("G4-1", of("腺鼠疫", 9), "+"), ("G4-1", of("腺鼠疫", 10), "?"), ("G4-1", of("腺鼠疫"), "?"),
    ("G4-2", of("霍乱", 0, 7, suspected=0), "-"), ("G4-2", of("霍乱", 1, 7, counties=1), "+"),
    ("G4-2", of("霍乱", 9, 7, counties=1), "+"), ("G4-2", of("霍乱", 10, 7, counties=1), "-"),
    ("G4-2", of("霍乱", 9), "+"), ("G4-2", of("霍乱", 10), "?"),
    ("G4-2", of("霍乱", 9, 7, counties=2, linked=True), "-"),
    ("G4-3", food(29, 0), "-"), ("G4-3", food(30, 0), "+"), ("G4-3", food(99, 0), "+"),
    ("G4-3", food(100, 0), "-"), ("G4-3", food(50, 1), "-"), ("G4-3", food(50), "?"),
    ("G4-3", food(None, 0), "?"), ("G4-3", food(29), "-"),
    ("G4-4", work(0, 0), "-"), ("G4-4", work(1, 0), "+"), ("G4-4", work(9, 0), "+"),
    ("G4-4", work(10, 0), "-"), ("G4-4", work(9, 1), "-"), ("G4-4", work(9), "?"),
    ("G4-5", kind("radiation", recognised_by="吉木萨尔县卫生健康委"), "+"),
    ("G4-5", kind("radiation", recognised_by="prefecture"), "+"),
    ("G4-5", kind("radiation"), "?"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "told", "wanted"), TABLE, ids=[f"{n}:{row[0]}" for n, row in enumerate(TABLE)]
)
def test_a_criterion_at_its_boundaries(code, told, wanted):
    assert result(code, **told) == wanted


def test_the_table_speaks_of_every_criterion():
    assert {row[0] for row in TABLE} == {rule.code for rule in BOOK.rules}
    assert len(BOOK.rules) == 34


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ({}, "none"),
        (food(100, 0), "III"), (food(99, 0), "IV"), (food(29, 0), "none"), (food(3, 1), "III"),
        (food(101, 1), "II"), (food(12, 10), "II"), (food(0, 0), "none"),
        (work(5, 0), "IV"), (work(5, 1), "III"), (work(6, 5), "II"), (work(0, 0), "none"),
        (of("肺鼠疫", 5, 6, counties=1), "II"), (of("肺鼠疫", 4, 6, counties=1), "III"),
        (of("腺鼠疫", 10, 6, counties=1), "III"), (of("腺鼠疫", 20, 6), "II"),
        (of("霍乱", 30, 7), "II"), (of("霍乱", 30, 14), "III"), (of("霍乱", 30), "IV"),
        (of("SARS", 1, spreading=False), "II"), (of("H5N1", suspected=1), "II"),
        # Two answers are open, and either of them leads to II: unknown, and yet certain.
        (kind("infectious", new_to_china=True), "II"),
        (of("肺鼠疫", 2, 6, counties=2), "III"),
        (kind("agent_loss"), "I"), (kind("radiation", recognised_by="county"), "IV"),
        # Nobody said the kind of event, but what is said can only be one.
        ({"new_to_china": True, "spreading": True}, "I"), ({"eliminated": True}, "I"),
        ({"agent_lost": True}, "I"), ({"major_iatrogenic": True}, "II"),
        ({"major_iatrogenic": True, "imported": True}, "none"), ({"new_to_china": False}, "none"),
    ],
)  # fmt: skip
def test_the_grade_is_the_highest_that_is_certain(told, wanted):
    assert grade(**told) == wanted


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        (food(50, 0), []),
        (food(150), ["deaths"]),
        (food(9), ["deaths"]),
        (food(101, 10), []),
        (of("霍乱", 30, 7, prefectures=1, imported=False), []),
        (of("霍乱", 30, prefectures=1, imported=False), ["window_days", "counties", "first_in_city"]),
        (of("SARS", 1, imported=False), ["spreading"]),
        (of("登革热", 1, imported=True, counties=1, weekly_ratio_to_5y_mean=1),
         ["foreign_epidemic", "serious_threat"]),
        (kind("agent_loss"), []),
        (kind("radiation"), ["recognised_by"]),
        (kind("unexplained", counties=2, provinces=2), ["spreading"]),
    ],
)  # fmt: skip
def test_missing_names_what_could_raise_the_grade_and_nothing_else(told, missing):
    assert list(judged(**told).missing) == missing


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (food(100, 0), "G3-6"),
        (of("肺鼠疫", 5, 6, counties=1), "G2-1"),
        (of("腺鼠疫", 10, 6), "G3-2"),
    ],
)
def test_a_boundary_goes_to_the_higher_grade_with_its_reason(told, code):
    (finding,) = judged(**told).boundaries

    assert finding.rule.code == code
    assert "就高" in finding.why


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"place_kind": "学校"}, "学校"), ({"place_kind": "kindergarten"}, "学校"),
        ({"during_major_event": True}, "重大活动"),
    ],
)  # fmt: skip
def test_schools_and_major_activities_may_raise_the_level(told, words):
    assert words in "".join(judged(**told).raise_reasons)
    assert judged(place_kind="village", during_major_event=False).raise_reasons == ()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("人感染高致病性禽流感", "novel_influenza"), ("H7N9", "novel_influenza"),
        ("h5n1", "novel_influenza"), ("人感染H5N1禽流感", "novel_influenza"),
        ("SARS", "sars"), ("非典", "sars"), ("2700", "sars"), ("plague_pneumonic", "plague_pneumonic"),
        ("肺鼠疫（疑似）", "plague_pneumonic"), ("Pneumonic plague", "plague_pneumonic"),
        ("霍 乱", "cholera"), ("诺如病毒", "norovirus"),
    ],
)  # fmt: skip
def test_a_disease_is_known_by_its_names_and_codes(name, code):
    assert find_disease(name, BOOK.catalogue.values()).code == code


def test_a_name_that_the_catalogue_does_not_know_is_unknown_and_said():
    given = read_facts({"type": "infectious", "disease": "某某热", "cases": 9}, BOOK.catalogue)

    assert given.facts.disease is None
    assert "某某热" in given.remarks[0]
    assert result("G2-4", type="infectious", disease="某某热", cases=99, window_days=1) == "?"


@pytest.mark.parametrize(
    ("told", "key"),
    [
        ({"cases": -1}, "cases"), ({"deaths": "三"}, "deaths"), ({"cases": 1.5}, "cases"),
        ({"cases": True}, "cases"), ({"cases": 10**9}, "cases"), ({"counties": 99999}, "counties"),
        ({"provinces": 35}, "provinces"), ({"window_days": 0}, "window_days"),
        ({"window_days": -3}, "window_days"), ({"window_days": float("inf")}, "window_days"),
        ({"weekly_ratio_to_5y_mean": float("nan")}, "weekly_ratio_to_5y_mean"),
        ({"type": "alien"}, "type"), ({"type": 3}, "type"), ({"spreading": "yes"}, "spreading"),
        ({"disease": ["霍乱"]}, "disease"), ({"recognised_by": "某人"}, "recognised_by"),
        ({"cases": 3, "deaths": 4}, "deaths"), ({"counties": 1, "prefectures": 2}, "prefectures"),
        ({"counties": 0, "cases": 3}, "counties"), ({"place_kind": 7}, "place_kind"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_one_sentence(told, key):
    with pytest.raises(RuleBroken) as refusal:
        read_facts(told, BOOK.catalogue)

    assert key in refusal.value.fields
    assert "\n" not in refusal.value.message


@pytest.mark.parametrize("told", [None, [], "x", 3])
def test_facts_are_an_object(told):
    with pytest.raises(RuleBroken, match="JSON 对象"):
        read_facts(told, BOOK.catalogue)


def test_null_is_unknown_and_not_zero():
    assert judged(**food(150)) == judged(type="food", cases=150)
    assert result("G4-3", **food(50)) == "?"


def test_a_set_that_does_not_hold_on_the_day_is_not_used():
    from lianfang.config.stop import Stop

    with pytest.raises(Stop, match="有效"):
        read_grading(date(2006, 1, 1))
    with pytest.raises(Stop, match="grading-2030"):
        read_grading(date(2026, 11, 26), "grading-2030")


@pytest.mark.parametrize("one", [True, False, None])
@pytest.mark.parametrize("other", [True, False, None])
def test_three_values_follow_kleene(one, other):
    numbers = {True: 2, None: 1, False: 0}
    back = {2: True, 1: None, 0: False}

    assert both(one, other) is back[min(numbers[one], numbers[other])]
    assert either(one, other) is back[max(numbers[one], numbers[other])]


def test_a_span_answers_only_what_it_knows():
    assert Span(3, 5).reaches(3) is True
    assert Span(3, 5).reaches(6) is False
    assert Span(3, 5).reaches(4) is None
    assert Span(3).within(1, 2) is False
    assert Span(0, 2).within(1, None) is None
