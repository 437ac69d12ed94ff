"""What officials see and press, whose pages they may open, and what stays typed."""

import re
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse

from lianfang.base.kernel import clock
from lianfang.command.emergencies.models import Emergency, Tally
from lianfang.command.emergencies.public import (
    Milestone,
    TallyFigures,
    update_tally,
)
from lianfang.command.surveillance.models import Signal
from tests.builders.emergencies import build_emergency, build_proposal, build_response, decide
from tests.builders.surveillance import build_signal

pytestmark = pytest.mark.django_db

# One page tells times, counts, lines of reporting, clocks, cards and the whole course.
BUDGET = 32


def local(at):
    return f"{clock.beijing(at):%Y-%m-%dT%H:%M}"


def page_of(name, *args):
    return reverse(f"emergencies:{name}", args=args)


def area_of(county, code="652327103"):
    return str(county.areas[code].uuid)


def test_a_minute_is_enough_to_record(county, cdc, login):
    answer = login(cdc).post(
        page_of("emergency_new"),
        {
            "name": "北庭镇中心学校呕吐聚集", "kind": "infectious", "area": area_of(county),
            "place": "中心学校", "detected": local(clock.now() - timedelta(hours=1)), "cases": "8",
        },
        follow=True,
    )  # fmt: skip

    emergency = Emergency.objects.get()
    assert answer.redirect_chain[-1][0] == page_of("emergency_detail", emergency.uuid)
    assert f"事件 {emergency.number} 已登记" in answer.content.decode()
    assert Tally.objects.get().cases == 8


def test_a_refused_registration_keeps_what_was_typed(county, cdc, login):
    answer = login(cdc).post(
        page_of("emergency_new"),
        {
            "name": "北庭镇中心学校呕吐聚集", "kind": "infectious", "area": area_of(county),
            "detected": local(clock.now() - timedelta(hours=1)),
            "emerged": local(clock.now() - timedelta(minutes=5)), "summary": "先电话报告",
        },
    )  # fmt: skip

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "不能早于“事件发生”时间" in page
    assert "先电话报告" in page
    assert 'value="北庭镇中心学校呕吐聚集"' in page
    assert re.search(r"<details[^>]* open", page)
    assert Emergency.objects.count() == 0


def test_deaths_without_cases_are_asked_about(county, cdc, login):
    answer = login(cdc).post(
        page_of("emergency_new"),
        {
            "name": "某事件", "kind": "infectious", "area": area_of(county),
            "detected": local(clock.now() - timedelta(hours=1)), "deaths": "1",
        },
    )  # fmt: skip

    assert answer.status_code == 422
    assert "请同时填写累计病例" in answer.content.decode()


def test_a_signal_fills_the_form_and_is_raised(county, cdc, login):
    signal = build_signal(county, state="verified")
    client = login(cdc)

    page = client.get(page_of("emergency_new") + f"?signal={signal.uuid}").content.decode()
    assert 'value="北庭镇中心学校多名学生呕吐"' in page
    assert str(signal.uuid) in page
    client.post(
        page_of("emergency_new"),
        {
            "signal": str(signal.uuid), "name": "北庭镇中心学校呕吐聚集", "kind": "infectious",
            "area": area_of(county), "detected": local(signal.found_at), "cases": "8",
        },
    )  # fmt: skip

    assert Emergency.objects.get().signal == signal
    assert Signal.objects.get().state == "raised"


@pytest.mark.parametrize("asked", ["kein-uuid", "00000000-0000-4000-8000-000000000000"])
def test_a_signal_that_is_not_there_is_not_raised(county, cdc, login, asked):
    assert login(cdc).get(page_of("emergency_new") + f"?signal={asked}").status_code == 404


def test_the_cockpit_shows_times_counts_and_the_course(county, plan, cdc, login):
    response = build_response(county, build_emergency(county, cases=8), level=4)
    update_tally(
        actor=cdc, emergency_uuid=response.emergency.uuid, as_of=clock.now(),
        figures=TallyFigures(cases=12),
    )  # fmt: skip

    page = login(cdc).get(page_of("emergency_detail", response.emergency.uuid)).content.decode()

    for words in (
        "响应 Ⅳ级", "发现—报告", "1小时", "病例数变化", "决定启动Ⅳ级响应", "更新病例数",
        "下一步", "尚未判定事件分级",
    ):  # fmt: skip
        assert words in page
    # Every entry of the way through the page leads somewhere on it.
    led = set(
        re.findall(r'href="#([a-z-]+)"', page.split('class="lf-inpage"')[1].split("</nav>")[0])
    )
    assert led <= set(re.findall(r' id="([a-z-]+)"', page))
    assert len(led) == 8
    assert "建议提高级别" not in page


def test_buttons_follow_the_role(county, plan, health, chief, li, login):
    response = build_response(county, level=3)
    address = page_of("emergency_detail", response.emergency.uuid)

    assert "建议终止响应" in login(health).get(address).content.decode()
    for who in (chief, li):
        page = login(who).get(address).content.decode()
        assert "建议终止响应" not in page
        assert "更新病例数" not in page


def test_zhao_of_the_next_town_finds_nothing(county, plan, zhao, login):
    proposal = build_proposal(county)
    client = login(zhao)

    for address in (
        page_of("emergency_detail", proposal.emergency.uuid),
        page_of("proposal_detail", proposal.uuid),
        page_of("proposal_document", proposal.uuid, "proposal", "docx"),
    ):
        assert client.get(address).status_code == 404
    listed = client.get(page_of("emergency_list")).content.decode()
    assert proposal.emergency.name not in listed


def test_what_concerns_the_whole_county_is_read_in_its_towns(county, zhao, login):
    emergency = build_emergency(county, area="652327", name="全县聚集性疫情")
    client = login(zhao)

    assert client.get(page_of("emergency_detail", emergency.uuid)).status_code == 200
    assert client.post(page_of("tally_new", emergency.uuid), {"cases": "9"}).status_code == 403


@pytest.mark.parametrize("who", ["sysadmin", "secadmin", "auditor"])
def test_administrators_see_no_emergencies(county, login, who):
    emergency = build_emergency(county)
    client = login(county.actors[who])

    assert client.get(page_of("emergency_list")).status_code == 403
    assert client.get(page_of("emergency_detail", emergency.uuid)).status_code == 403


def test_falling_counts_come_back_with_the_question_beside_the_field(county, cdc, login):
    emergency = build_emergency(county, cases=8)
    client = login(cdc)

    answer = client.post(
        page_of("tally_new", emergency.uuid), {"as_of": local(clock.now()), "cases": "6"}
    )

    assert answer.status_code == 422
    assert "累计病例由 8 降为 6" in answer.content.decode()
    assert Tally.objects.count() == 1
    answer = client.post(
        page_of("tally_new", emergency.uuid),
        {"as_of": local(clock.now()), "cases": "6", "note": "排除 2 例"},
    )
    assert answer.status_code == 302
    assert Tally.objects.count() == 2


def test_a_time_is_set_on_its_page(county, cdc, login):
    emergency = build_emergency(county)
    given = {"milestone": "early_actions_done", "happened": local(clock.now())}

    answer = login(cdc).post(page_of("milestone_set", emergency.uuid), given)

    assert answer.status_code == 302
    assert emergency.milestones.filter(milestone=Milestone.EARLY_ACTIONS_DONE).count() == 1


def test_an_emergency_is_closed_on_its_page(county, cdc, login):
    emergency = build_emergency(county)
    client = login(cdc)

    refused = client.post(page_of("emergency_close", emergency.uuid), {"conclusion": ""})
    assert refused.status_code == 422
    answer = client.post(
        page_of("emergency_close", emergency.uuid), {"conclusion": "个案，已痊愈。"}
    )

    assert answer.status_code == 302
    emergency.refresh_from_db()
    assert emergency.state == "closed"


def test_the_list_filters_and_finds_two_characters(county, plan, cdc, login):
    response = build_response(county, build_emergency(county, name="诺如病毒聚集性疫情"), level=3)
    other = build_emergency(county, name="食物中毒事件", kind="food", is_exercise=True)
    client = login(cdc)

    def names(**given):
        page = client.get(page_of("emergency_list"), given).context["page"]
        return {row.name for row in page.object_list}

    both = {response.emergency.name, other.name}
    assert names() == both
    assert names(q="诺如") == {response.emergency.name}
    assert names(q=other.number) == {other.name}
    assert names(kind="food") == names(exercise="1") == {other.name}
    assert names(level="3") == {response.emergency.name}
    assert names(level="2") == names(state="closed") == set()
    assert names(since=str(clock.today()), until=str(clock.today())) == both
    assert names(until=str(clock.today() - timedelta(days=1))) == set()


def test_the_list_is_a_spreadsheet_too(county, cdc, login, tmp_path):
    build_emergency(county, name="诺如病毒聚集性疫情", cases=8)
    build_emergency(county, name="食物中毒事件")

    answer = login(cdc).get(page_of("emergency_list"), {"export": "xlsx", "q": "诺如"})

    file = tmp_path / "list.xlsx"
    file.write_bytes(answer.content)
    rows = list(openpyxl.load_workbook(file).active.values)
    assert [row[1] for row in rows[2:]] == ["诺如病毒聚集性疫情"]
    assert 8 in rows[2]


def test_pages_stay_within_their_query_budget(
    county, plan, chief, login, django_assert_max_num_queries
):
    first = build_response(county, build_emergency(county))
    for number in range(20):
        build_emergency(county, name=f"事件{number}")
    for level in (3, 2):
        decide(county, first.emergency, "raise", level=level)
    proposal = build_proposal(county, first.emergency, kind="lower", level=4)
    client = login(chief)

    for address in (
        page_of("emergency_list"),
        page_of("emergency_detail", first.emergency.uuid),
        page_of("proposal_list") + "?state=all",
        page_of("proposal_detail", proposal.uuid),
    ):
        with django_assert_max_num_queries(BUDGET):
            assert client.get(address).status_code == 200


def test_a_town_that_works_for_the_response_may_read_what_it_is_about(county, plan, zhao, login):
    response = build_response(county)

    page = login(zhao).get(f"/emergencies/{response.emergency.uuid}/")

    assert page.status_code == 200
    assert response.emergency.name in page.content.decode()
