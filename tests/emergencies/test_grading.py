"""An emergency graded from its records, by name, again and again, and on paper."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.documents import to_docx
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken, Stale
from lianfang.base.notices.public import Notice
from lianfang.command.emergencies.documents import grading_document
from lianfang.command.emergencies.history import history
from lianfang.command.emergencies.models import Grading, GradingFact, GradingLine
from lianfang.command.emergencies.public import (
    TallyFigures,
    assess,
    close_emergency,
    decide_grading,
    record_grading_facts,
)
from lianfang.config.grading_pack import read_grading
from lianfang.county.standards.models import GradingCriterion
from tests.builders.emergencies import build_emergency, build_grading
from tests.builders.standards import build_china, build_disease

pytestmark = pytest.mark.django_db


def traces():
    tables = (Grading, GradingFact, GradingLine, AuditRow, Notice)
    return [table.objects.count() for table in tables]


def build_food(county, cases=100, deaths=0, **given):
    build_disease()
    figures = TallyFigures(cases=cases, deaths=deaths)
    return build_emergency(county, kind="food", figures=figures, **given)


def add(county, emergency, source="流调报告", by="cdc", **values):
    return record_grading_facts(
        actor=county.actors[by], emergency_uuid=emergency.uuid, values=values, source=source
    )


# Assessing


def test_the_table_in_the_database_is_the_one_in_the_pack(county):
    from lianfang.command.emergencies.queries import criteria_on, disease_catalogue

    build_china()
    book = read_grading(clock.today())

    assert criteria_on(clock.today()) == (book.ruleset, book.rules)
    assert disease_catalogue().keys() == book.catalogue.keys()


def test_counts_time_and_place_come_from_the_records(county):
    found = assess(build_food(county))

    assert found.told == {
        "type": "food", "cases": 100, "suspected": 0, "deaths": 0, "window_days": 1.0,
        "large_or_medium_city": False, "first_in_city": False,
    } | {"window_days": found.told["window_days"]}  # fmt: skip
    assert 1 <= found.told["window_days"] < 1.1
    assert found.judgement.grade == 3
    assert "就高" in found.judgement.boundaries[0].boundary


def test_without_counts_they_are_unknown_and_not_zero(county):
    build_disease()
    found = assess(build_emergency(county, kind="food", cases=None))

    assert found.judgement.grade == 5
    assert found.judgement.missing == ("cases", "deaths")


def test_another_set_of_criteria_replaces_the_present_one_on_its_day(county):
    emergency = build_food(county)
    old = GradingCriterion.objects.get(code="G3-6")
    GradingCriterion.objects.update(effective_to=clock.today() - timedelta(days=1))
    new = GradingCriterion.objects.create(
        code="N3-1", ruleset="grading-2027", grade=4, title="新标准", condition="认定", is_manual=True,
        basis="新预案", effective_from=clock.today(),
    )  # fmt: skip

    found = assess(emergency)

    assert found.ruleset == "grading-2027"
    assert [f.rule.code for f in found.judgement.findings] == [new.code]
    assert old.code not in {f.rule.code for f in found.judgement.findings}


def test_without_any_criteria_the_page_says_what_to_do(county, cdc, login):
    emergency = build_emergency(county)

    with pytest.raises(RuleBroken, match="装载国家规则"):
        assess(emergency)
    answer = login(cdc).get(reverse("emergencies:grading_detail", args=[emergency.uuid]))
    assert answer.status_code == 422
    assert "装载国家规则" in answer.content.decode()


# Facts


def test_facts_are_rows_and_the_last_word_counts(county):
    emergency = build_emergency(county, kind="unexplained", figures=None)
    build_disease()

    add(county, emergency, counties="2")
    assert assess(emergency).judgement.grade == 2
    add(county, emergency, counties="1")
    assert assess(emergency).judgement.grade == 3
    add(county, emergency, counties="")

    assert "counties" in assess(emergency).judgement.missing
    assert [row.value for row in GradingFact.objects.order_by("id")] == ["2", "1", ""]
    row = AuditRow.objects.filter(action="emergencies.grading.facts_recorded").latest("pk")
    assert row.target_uuid == str(emergency.uuid)


@pytest.mark.parametrize(
    ("values", "source", "field"),
    [
        ({}, "x", None), ({"spreading": ""}, "x", None), ({"spreading": "true"}, " ", "source"),
        ({"spreading": "true"}, "长" * 201, "source"), ({"counties": "-1"}, "x", "counties"),
        ({"counties": "两"}, "x", "counties"), ({"provinces": "35"}, "x", "provinces"),
        ({"window_days": "nan"}, "x", "window_days"), ({"spreading": "也许"}, "x", "spreading"),
        ({"counties": "1", "prefectures": "2"}, "x", "prefectures"),
        ({"recognised_by": "某人"}, "x", "recognised_by"),
    ],
)  # fmt: skip
def test_facts_that_cannot_be_change_nothing(county, values, source, field):
    emergency = build_food(county)
    before = traces()

    with pytest.raises(RuleBroken) as refusal:
        add(county, emergency, source=source, **values)

    assert field is None or field in refusal.value.fields
    assert traces() == before


@pytest.mark.parametrize("who", ["wang", "li", "sysadmin", "chief"])
def test_facts_without_the_permission_change_nothing(county, who):
    emergency = build_food(county)
    before = traces()

    with pytest.raises(NotAllowed):
        add(county, emergency, by=who, spreading="true")

    assert traces() == before


# Deciding


def test_a_grading_keeps_every_criterion_and_tells_the_office(county):
    emergency = build_food(county, 100, place="中心学校")
    add(county, emergency, place_kind="school")

    grading = build_grading(county, emergency)

    assert (grading.grade, grading.proposed, grading.possible) == (3, 3, 3)
    assert grading.number.endswith(f"判〔{clock.today().year}〕1号")
    assert grading.lines.count() == 34
    assert grading.lines.get(code="G3-6").result == "met"
    assert "学校" in grading.raising
    letter = Notice.objects.get(kind="emergencies.graded")
    assert letter.mailbox == f"unit:{county.units['command-office'].pk}"
    assert AuditRow.objects.filter(action="emergencies.grading.decided").count() == 1
    assert "判定事件分级为较大" in history(emergency)[0].title


def test_an_exercise_is_graded_in_a_series_of_its_own(county):
    drill = build_grading(county, build_food(county, is_exercise=True))
    real = build_grading(county, build_food(county))

    assert "演判" in drill.number
    assert real.number.endswith(f"判〔{clock.today().year}〕1号")


def test_a_person_may_differ_from_the_criteria_with_a_reason_that_the_page_shows(
    county, health, login
):
    emergency = build_food(county)
    before = traces()

    with pytest.raises(RuleBroken, match="较大") as refusal:
        build_grading(county, emergency, grade=4)
    assert "reason" in refusal.value.fields
    assert traces() == before

    grading = build_grading(county, emergency, grade=4, reason="其中5人经核实不是病例")
    assert (grading.grade, grading.proposed) == (4, 3)


def test_grading_again_is_a_new_row_with_a_reason_and_the_old_one_stays(county):
    emergency = build_food(county, 50)
    first = build_grading(county, emergency)

    with pytest.raises(RuleBroken, match="重新判定"):
        build_grading(county, emergency)
    second = build_grading(county, emergency, grade=3, reason="新增死亡1例")

    first.refresh_from_db()
    assert (first.grade, second.grade) == (4, 3)
    assert [row.pk for row in Grading.objects.order_by("-id")] == [second.pk, first.pk]


def test_of_two_officers_the_second_is_told(county):
    emergency = build_food(county)
    act = {"actor": county.actors["health"], "emergency_uuid": emergency.uuid, "grade": 3}
    decide_grading(**act, seen="")
    before = traces()

    with pytest.raises(Stale, match="已有人判定"):
        decide_grading(**act, reason="重复", seen="")

    assert traces() == before


@pytest.mark.parametrize("who", ["cdc", "office", "chief", "wang", "sysadmin"])
def test_grading_without_the_permission_changes_nothing(county, who):
    emergency = build_food(county)
    before = traces()

    with pytest.raises(NotAllowed):
        build_grading(county, emergency, by=who)

    assert traces() == before


def test_no_job_grades_and_no_neighbour(county):
    from tests.builders.world import build_actor, build_user

    emergency = build_food(county)
    stranger = build_actor(
        build_user("stranger"), county.units["county-health"], "health_officer",
        county.areas["652328"],
    )  # fmt: skip
    before = traces()

    with pytest.raises(NotAllowed):
        decide_grading(actor=Actor.system("任务"), emergency_uuid=emergency.uuid, grade=3)
    with pytest.raises(NotFound):
        decide_grading(actor=stranger, emergency_uuid=emergency.uuid, grade=3)
    assert traces() == before


def test_a_closed_emergency_is_graded_no_more(county, cdc):
    emergency = build_food(county)
    close_emergency(actor=cdc, emergency_uuid=emergency.uuid, conclusion="结束")
    before = traces()

    with pytest.raises(RuleBroken, match="已结案"):
        build_grading(county, emergency)
    with pytest.raises(RuleBroken, match="已结案"):
        add(county, emergency, spreading="true")
    assert traces() == before


# Pages and papers


def test_the_page_shows_why_and_what_is_missing_and_decides(county, health, login):
    emergency = build_emergency(
        county, figures=TallyFigures(cases=30), disease=build_disease("cholera")
    )
    url = reverse("emergencies:grading_detail", args=[emergency.uuid])
    client = login(health)

    page = client.get(url).content.decode()
    assert "霍乱" in page
    assert "尚不能判定" in page
    assert "有无输入性病例" in page
    answer = client.post(f"{url}decide/", {"grade": "2", "reason": "", "seen": ""}, follow=True)

    assert "事件分级已判定为重大（Ⅱ级）" in answer.content.decode()
    assert Grading.objects.get().grade == 2


def test_a_refused_decision_keeps_what_was_typed(county, health, login):
    emergency = build_food(county)
    url = reverse("emergencies:grading_decide", args=[emergency.uuid])

    answer = login(health).post(url, {"grade": "1", "reason": "", "seen": ""})

    assert answer.status_code == 422
    assert "与建议不同时须写明理由" in answer.content.decode()
    assert Grading.objects.count() == 0


def test_facts_are_added_on_the_page_and_bad_ones_stay_typed(county, cdc, login):
    emergency = build_emergency(county, kind="unexplained")
    build_disease()
    url = reverse("emergencies:grading_facts", args=[emergency.uuid])
    client = login(cdc)

    assert "波及县数" in client.get(url).content.decode()
    bad = client.post(url, {"counties": "9999", "source": "电话"})
    assert bad.status_code == 422
    assert 'value="9999"' in bad.content.decode()
    good = client.post(url, {"counties": "2", "spreading": "false", "source": "电话"}, follow=True)

    assert "事实已登记" in good.content.decode()
    assert "扩散到两个以上县" in good.content.decode()
    assert GradingFact.objects.count() == 2


def test_zhao_of_the_next_town_learns_nothing(county, login):
    grading = build_grading(county, build_food(county))
    client = login(county.actors["zhao"])

    for name, args in (
        ("grading_detail", [grading.emergency.uuid]), ("grading_paper", [grading.uuid, "docx"]),
    ):  # fmt: skip
        assert client.get(reverse(f"emergencies:{name}", args=args)).status_code == 404


def test_the_paper_says_facts_criteria_grade_and_reason(county, health, login):
    emergency = build_food(county, 100)
    add(county, emergency, place_kind="school")
    grading = build_grading(county, emergency, grade=2, reason="病情发展快，提级判定")
    document = grading_document(grading)
    words = "\n".join(str(block) for block in document.body)

    assert document.title == f"{emergency.name}分级判定书"
    for part in ("100例", "G3-6", "就高", "重大（Ⅱ级）", "病情发展快", "学校", "不代替响应决定"):
        assert part in words
    assert to_docx(document)[:2] == b"PK"
    url = reverse("emergencies:grading_paper", args=[grading.uuid, "pdf"])
    assert b"".join(login(health).get(url))[:4] == b"%PDF"
    assert login(health).get(url.replace(".pdf", ".txt")).status_code == 404


def test_a_long_history_costs_no_more_statements(
    county, health, login, django_assert_max_num_queries
):
    emergency = build_food(county)
    for number in range(5):
        build_grading(county, emergency, reason=f"第{number}次")
        add(county, emergency, counties=str(number + 1))
    client = login(health)
    url = reverse("emergencies:grading_detail", args=[emergency.uuid])
    client.get(url)

    with django_assert_max_num_queries(30):
        client.get(url)


# API


def test_the_api_assesses_takes_facts_and_decides(county, health, cdc, login):
    emergency = build_food(county, 150)
    root = f"/api/v1/emergencies/{emergency.uuid}"
    json = {"content_type": "application/json"}

    found = login(cdc).get(f"{root}/grading").json()
    assert (found["grade"], found["missing"], found["may_be_raised"]) == ("III", [], None)
    assert len(found["criteria"]) == 34
    body = {"values": {"during_major_event": "true"}, "source": "活动方案"}
    raised = login(cdc).post(f"{root}/grading/facts", body, **json).json()
    assert "重大活动" in raised["may_be_raised"]["why"]
    made = login(health).post(f"{root}/gradings", {"grade": 3}, **json)
    assert made.status_code == 201
    again = login(health).post(f"{root}/gradings", {"grade": 3}, **json)
    assert again.status_code == 409
    listed = login(cdc).get(f"{root}/gradings").json()
    assert [row["number"] for row in listed] == [made.json()["number"]]
