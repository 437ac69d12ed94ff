"""The pages and the API of the signals."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lianfang.base.kernel import clock
from lianfang.command.surveillance import queries
from lianfang.command.surveillance.models import Signal
from tests.builders.standards import build_disease
from tests.builders.surveillance import (
    build_indicator,
    build_programme,
    build_rule,
    build_signal,
    build_site,
    build_site_report,
)

pytestmark = pytest.mark.django_db

BUDGET = 25
ROOT = "/api/v1/signals"


def page_of(name, *args):
    return reverse(f"surveillance:{name}", args=args)


def typed(county, **given):
    values = {
        "title": "三班多名学生呕吐", "source": "school", "area": str(county.areas["652327103"].uuid),
        "found_at": f"{clock.beijing(clock.now()):%Y-%m-%dT%H:%M}", "cases": "6",
        "description": "今晨 6 名学生呕吐。",
    }  # fmt: skip
    return {**values, **given}


def test_a_township_records_a_signal(county, li, login):
    answer = login(li).post(page_of("signal_new"), typed(county), follow=True)

    signal = Signal.objects.get()
    assert signal.reporter_unit_id == li.unit_id
    assert f"信号 {signal.number} 已登记" in answer.content.decode()


def test_a_refused_signal_keeps_what_was_typed(county, li, login):
    answer = login(li).post(page_of("signal_new"), typed(county, deaths="9"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "死亡人数不能多于发病人数" in page
    assert "今晨 6 名学生呕吐。" in page
    assert Signal.objects.count() == 0


def test_a_township_is_offered_its_own_area_only(county, li, login):
    answer = login(li).post(
        page_of("signal_new"), typed(county, area=str(county.areas["652327101"].uuid))
    )

    assert answer.status_code == 422
    assert Signal.objects.count() == 0


def test_a_signal_is_verified_on_its_page_and_offered_as_an_emergency(county, duty, login):
    signal = build_signal(county)
    client = login(duty)

    refused = client.post(page_of("signal_verify", signal.uuid), {"judgement": "好"})
    assert refused.status_code == 422
    assert "核实方式" in refused.content.decode()
    answer = client.post(
        page_of("signal_verify", signal.uuid), {"judgement": "已向校医核实属实"}, follow=True
    )

    assert "转为事件" in answer.content.decode()
    assert Signal.objects.get().state == "verified"


def test_a_signal_is_dismissed_on_its_page(county, duty, login):
    signal = build_signal(county)

    answer = login(duty).post(
        page_of("signal_dismiss", signal.uuid), {"judgement": "系晕车，已排除"}, follow=True
    )

    page = answer.content.decode()
    assert "转为事件" not in page
    assert Signal.objects.get().state == "dismissed"


def test_zhao_finds_no_signal_of_the_next_town(county, zhao, login):
    signal = build_signal(county, by="li")
    client = login(zhao)

    assert client.get(page_of("signal_detail", signal.uuid)).status_code == 404
    assert client.get(f"{ROOT}/{signal.uuid}").status_code == 404
    assert signal.title not in client.get(page_of("signal_list")).content.decode()


@pytest.mark.parametrize("who", ["sysadmin", "secadmin", "auditor"])
def test_administrators_see_no_signals(county, login, who):
    assert login(county.actors[who]).get(page_of("signal_list")).status_code == 403


def test_the_list_filters_exports_and_stays_within_its_budget(
    county, duty, login, django_assert_max_num_queries
):
    for number in range(20):
        build_signal(county, title=f"信号{number}号")
    other = build_signal(county, title="养殖场人员发热", source="phone", state="verified")
    client = login(duty)

    def titles(**given):
        return [row.title for row in client.get(page_of("signal_list"), given).context["page"]]

    assert titles(q="养殖") == titles(source="phone") == titles(state="verified") == [other.title]
    assert titles(q=other.number) == [other.title]
    assert titles(exercise="1") == titles(until=str(clock.today() - timedelta(days=2))) == []
    assert client.get(page_of("signal_list"), {"export": "xlsx"}).content.startswith(b"PK")
    with django_assert_max_num_queries(BUDGET):
        client.get(page_of("signal_list"))
    with django_assert_max_num_queries(BUDGET):
        client.get(page_of("signal_detail", other.uuid))


def test_the_same_over_the_api(county, duty, login):
    client = login(duty)

    def send(path, body):
        return client.post(ROOT + path, body, content_type="application/json")

    body = {
        "title": "三班多名学生呕吐", "source": "school", "area_code": "652327103",
        "found_at": clock.now().isoformat(), "description": "6 名学生呕吐",
    }  # fmt: skip
    made = send("", body)
    assert made.status_code == 201
    path = f"/{made.json()['uuid']}"
    assert send(path + "/verify", {"judgement": "好"}).status_code == 422
    assert send(path + "/verify", {"judgement": "已向校医核实属实"}).json()["state"] == "verified"
    assert send(path + "/dismiss", {"judgement": "检测阴性，已排除"}).json()["state"] == "dismissed"
    assert (
        client.get(ROOT, {"state": "dismissed"}).json()["items"][0]["uuid"] == made.json()["uuid"]
    )
    naive = send("", {**body, "found_at": "2026-11-23T10:00:00"})
    assert naive.status_code == 422
    assert list(naive.json()["fields"]) == ["found_at"]


def test_two_streams_of_one_disease_stand_side_by_side_with_who_was_first(county, login):
    """The school's morning check finds it a day before the counts of the hospital do."""
    build_disease("infectious_diarrhea")
    checks = build_indicator(disease_code="infectious_diarrhea")
    visits = build_indicator(
        code="hospital-diarrhea", programme=build_programme(code="hospital-syndromes", part_label=""),
        name="腹泻人数", disease_code="infectious_diarrhea",
    )  # fmt: skip
    for indicator in (checks, visits):
        build_rule(indicator, threshold=5)
    school, hospital = (build_site(county, programme=row.programme) for row in (checks, visits))
    yesterday = clock.now() - timedelta(hours=23, minutes=25)
    with clock.moved_to(yesterday):
        build_site_report(county, school, 9)
    alone = login(county.actors["cdc"]).get(f"/signals/{Signal.objects.get().uuid}/")
    build_site_report(county, hospital, 12, indicator="hospital-diarrhea")
    first, second = Signal.objects.order_by("found_at")

    shown = login(county.actors["cdc"]).get(f"/signals/{second.uuid}/").content.decode()

    assert "各渠道发现的先后" not in alone.content.decode()
    assert "“项目school-check”最先发现，比“项目hospital-syndromes”早 23 小时 25 分" in shown
    assert shown.index(first.number) < shown.index("本信号")
    assert shown.count("<svg viewBox") == 2
    assert queries.streams_of(county.actors["zhao"], second) == []


def test_buttons_are_shown_to_whoever_may_press_them(county, login):
    site, signal = build_site(county), build_signal(county)
    report = f"/surveillance/sites/{site.uuid}/report/"
    # The office reads others' sites and fills in none of them.
    office = login(county.actors["office"])
    assert office.get(report).status_code == 404
    for address in ("/surveillance/", f"/surveillance/sites/{site.uuid}/"):
        assert report not in office.get(address).content.decode()

    # A leader reads a signal; telling other units and keeping samples is for others.
    page = login(county.actors["chief"]).get(f"/signals/{signal.uuid}/").content.decode()
    assert "通报有关部门" not in page
    assert "登记样品" not in page


def test_another_signal_is_looked_for_by_its_words_and_linked(county, cdc, zhao, login):
    human, animal = (
        build_signal(county),
        build_signal(county, title="养殖场羊群流产", source="unit"),
    )
    address, client = page_of("signal_link", human.uuid), login(cdc)
    offered = client.get(page_of("signal_offers"), {"other": "羊群"}).content.decode()
    line = f"{animal.title}（{animal.number}）"

    assert line in offered
    assert human.number not in offered
    assert (
        animal.number
        not in login(zhao).get(page_of("signal_offers"), {"other": "羊群"}).content.decode()
    )
    refused = client.post(address, {"other": "没有的事", "reason": "患者接触同一羊群"})
    assert (refused.status_code, human.links.count()) == (422, 0)
    assert "没有找到" in refused.content.decode()
    assert client.post(address, {"other": line, "reason": "患者接触同一羊群"}).status_code == 302
    assert human.links.get().other == animal
