"""The pages of measures: from the choice of a kind to papers by the batch."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader

from lianfang.base.kernel import clock
from lianfang.command.measures.gauges import measures_in_force, measures_proposed
from lianfang.command.measures.models import Item, Measure
from lianfang.command.measures.public import Topic, history
from lianfang.command.measures.sections import sections
from lianfang.command.tasks.public import Task
from tests.builders.emergencies import build_emergency, build_response
from tests.builders.measures import build_measure, build_observation
from tests.builders.people import build_person
from tests.builders.places import build_place
from tests.builders.standards import build_disease

pytestmark = pytest.mark.django_db


def page_of(name, *args):
    return reverse(f"measures:{name}", args=args)


def local(at):
    return f"{clock.beijing(at):%Y-%m-%dT%H:%M}"


def typed(county, **given):
    now = clock.now()
    values = {
        "route": "county", "title": "三年级停课", "content": "三年级停课五天。",
        "area": str(county.areas["652327103"].uuid), "scope_words": "三年级六个班",
        "unit": str(county.units["township-beiting"].uuid), "starts_at": local(now),
        "ends_at": local(now + timedelta(days=5)), "review_on": str(clock.today() + timedelta(days=2)),
        "reason": "三日内多例呕吐", "proportionality": "只停发病年级", "alternatives": "已先行隔离消毒",
        "hotline": "0994-6912345", "complaint_route": "县卫生健康委",
    } | dict.fromkeys(Topic.values, "不涉及")  # fmt: skip
    return values | given


def api_body(county, emergency, **given):
    now = clock.now()
    moments = {"starts_at": now.isoformat(), "ends_at": (now + timedelta(days=5)).isoformat()}
    return typed(county) | moments | {
        "emergency": str(emergency.uuid), "area_code": "652327103",
        "arrangements": dict.fromkeys(Topic.values, "不涉及"),
    } | given  # fmt: skip


def test_a_measure_from_the_choice_of_its_kind_to_its_papers(county, li, chief, login):
    emergency = build_emergency(county, disease=build_disease("norovirus"))
    place = build_place(county)
    client = login(li)

    choice = client.get(page_of("kind_choice", emergency.uuid)).content.decode()
    assert "县级无权决定" in choice or "不适用于" in choice
    assert client.get(page_of("measure_new", emergency.uuid, "lockdown")).status_code in (403, 422)
    address = page_of("measure_new", emergency.uuid, "suspend_school")
    refused = client.post(address, typed(county, place=place.name, food=""))
    assert refused.status_code == 422
    assert "只停发病年级" in refused.content.decode()
    assert Measure.objects.count() == 0
    page = client.post(address, typed(county, place=place.name), follow=True).content.decode()
    assert "等待县人民政府决定" in page
    assert Measure.objects.get().place == place
    measure = Measure.objects.get()
    assert client.post(page_of("measure_order", measure.uuid)).status_code == 403
    done = login(chief).post(
        page_of("measure_order", measure.uuid), {"opinion": "同意"}, follow=True
    )
    page = done.content.decode()
    assert "决定已作出" in page
    assert "尚未登记报出" in page
    twice = login(chief).post(page_of("measure_order", measure.uuid))
    assert twice.status_code == 409
    for paper in measure.papers.all():
        for suffix in ("docx", "pdf"):
            raw = client.get(page_of("paper_file", paper.uuid, suffix)).content
            assert raw[:2] in (b"PK", b"%P")
    notice = measure.papers.get(kind="notice")
    words = "".join(
        p.extract_text()
        for p in PdfReader(
            io.BytesIO(client.get(page_of("paper_file", notice.uuid, "pdf")).content)
        ).pages
    ).replace("\n", "")
    for part in (
        "三年级六个班", "自动结束", "0994-6912345", "第六十三条", "三日内多例呕吐",
        "可以依照《中华人民共和国传染病防治法》第七十四条申诉（受理：县卫生健康委），也可以依法申请行政复议",
    ):  # fmt: skip
        assert part in words
    posted = {
        "way": "posted", "receiver": "public", "outcome": "published", "delivered_at": local(clock.now()),
    }  # fmt: skip
    assert (
        client.post(
            page_of("delivery_new", notice.uuid), posted | {"way": "hand", "receiver": "self"}
        ).status_code
        == 422
    )
    with clock.moved_to(clock.now() + timedelta(minutes=2)):
        assert (
            client.post(
                page_of("delivery_new", notice.uuid), posted | {"delivered_at": local(clock.now())}
            ).status_code
            == 302
        )
    assert notice.deliveries.count() == 1


@pytest.mark.parametrize(
    ("kind", "disease", "article", "body"),
    [
        ("lockdown", "plague_pneumonic", "第六十六条", "国务院"),
        ("traffic_quarantine", "plague_pneumonic", "第六十八条", "省级政府"),
        ("area_quarantine", "cholera", "第六十六条", "上一级政府"),
        ("observation", "norovirus", "第六十条", "医疗机构"),
        ("lockdown", "norovirus", "第六十六条", "省级政府"),
    ],
)
def test_what_the_county_may_not_order_is_refused_with_article_and_body(
    county, li, login, kind, disease, article, body
):
    emergency = build_emergency(county, disease=build_disease(disease))
    client = login(li)
    address = page_of("measure_new", emergency.uuid, kind)

    pages = [client.get(address), client.post(address, typed(county, route="county"))]
    asked = api_body(county, emergency, kind=kind)
    answer = client.post("/api/v1/measures", asked, "application/json")

    assert pages[1].status_code == answer.status_code == 422
    told = [*(page.content.decode() for page in pages), answer.json()["detail"]]
    assert all(article in words and body in words for words in told)
    assert Measure.objects.count() == 0


def test_without_area_or_end_a_measure_is_refused_with_the_article(county, li, login):
    emergency = build_emergency(county, disease=build_disease("norovirus"))
    client = login(li)
    address = page_of("measure_new", emergency.uuid, "stop_gatherings")

    page = client.post(address, typed(county, area="", ends_at=""))
    asked = api_body(county, emergency, kind="stop_gatherings")
    del asked["ends_at"]
    answer = client.post("/api/v1/measures", asked, "application/json")

    assert page.status_code == answer.status_code == 422
    assert page.content.decode().count("第六十七条") >= 2
    assert answer.json()["fields"] == {"ends_at": "必填"}
    assert Measure.objects.count() == 0


def test_a_place_and_a_person_are_found_by_name_with_and_without_script(
    county, li, zhao, office, login
):
    emergency = build_emergency(county, disease=build_disease("norovirus"))
    place, other = build_place(county), build_place(county, name="北庭镇中心学校南校区")
    person = build_person(county)
    client = login(li)
    for address, number in ((f"{reverse('places:place_offers')}?place=北庭镇中心", place.number),
                            (f"{reverse('people:person_offers')}?number=阿依", person.number)):  # fmt: skip
        assert f"（{number}）" in client.get(address).content.decode()
        assert number not in login(zhao).get(address).content.decode()

    address = page_of("measure_new", emergency.uuid, "suspend_school")
    unclear = client.post(address, typed(county, place="北庭镇中心"))
    unknown = client.post(address, typed(county, place="无此学校"))
    assert (unclear.status_code, unknown.status_code, Measure.objects.count()) == (422, 422, 0)
    for found in (place, other):
        assert f'<option value="{found.name}（{found.number}）"' in unclear.content.decode()
    client.post(address, typed(county, place=f"{other.name}（{other.number}）"))
    assert Measure.objects.get().place == other

    start = client.get(f"{address}?place={place.uuid}").content.decode()
    assert f'value="{place.name}（{place.number}）"' in start
    measure = build_observation(county, persons=[], order=False)
    form = client.get(page_of("subject_new", measure.uuid)).content.decode()
    assert 'hx-get="/people/offers/"' in form


def test_the_acts_of_a_measure_on_its_pages(county, li, office, chief, login):
    measure = build_measure(county, state="ordered")
    desk, leader = login(office), login(chief)
    now = local(clock.now())

    with clock.moved_to(clock.now() + timedelta(minutes=2)):
        sent = desk.post(
            page_of("report_send", measure.uuid),
            {"sent_to": "昌吉州人民政府", "sent_at": local(clock.now())},
        )
        assert sent.status_code == 302, sent.content.decode()
        desk.post(page_of("report_answer", measure.uuid), {"opinion": "keep", "words": "同意维持"})
        made = desk.post(
            page_of("complaint_new", measure.uuid),
            {"complainant": "家长", "words": "影响学习", "received_at": local(clock.now())},
        )
        assert made.status_code == 302, made.content.decode()
        complaint = measure.complaints.get()
        desk.post(
            page_of("complaint_answer", complaint.uuid),
            {"result": "rejected", "answer": "已解释说明"},
        )
        desk.post(page_of("measure_review", measure.uuid), {"result": "keep", "words": "仍有病例"})
        longer = {
            "ends_at": local(measure.ends_at + timedelta(days=2)), "reason": "仍有续发病例",
            "review_on": str(clock.beijing(measure.ends_at).date() + timedelta(days=1)),
        }  # fmt: skip
        assert login(li).post(page_of("measure_extend", measure.uuid), longer).status_code == 302
        assert leader.post(page_of("measure_lift", measure.uuid), {"reason": ""}).status_code == 422
        lifted = leader.post(
            page_of("measure_lift", measure.uuid), {"reason": "疫情平息"}, follow=True
        )
    page = lifted.content.decode()
    assert "提前解除" in page
    assert now
    assert Measure.objects.get(pk=measure.pk).upward.opinion == "keep"
    assert measure.reviews.count() == 1
    assert Measure.objects.get(continues=measure).state == "proposed"


def test_a_requisition_on_its_pages(county, li, login):
    emergency = build_emergency(county, disease=build_disease())
    measure = build_measure(
        county, emergency, kind="requisition", title="征用车辆", place=None, state="ordered"
    )
    client = login(li)
    thing = {
        "kind": "vehicle", "name": "面包车", "quantity": "1", "measure_word": "辆", "owner": "张某",
        "value": "86000", "state_before": "完好", "compensate_by": str(clock.today()),
    }  # fmt: skip

    client.post(page_of("item_new", measure.uuid), thing)
    item = Item.objects.get()
    for step, given in (
        ("take-over", {"use_words": "转运人员"}),
        ("give-back", {"return_state": "intact"}),
        ("compensate", {"compensation": "500"}),
    ):
        assert client.post(page_of("item_step", item.uuid, step), given).status_code == 302
    assert client.get(page_of("item_step", item.uuid, "lose")).status_code == 404
    assert "500" in client.get(page_of("item_list")).content.decode()


def test_the_lists_filter_export_and_keep_within_their_budget(
    county, office, login, django_assert_max_num_queries
):
    emergency = build_emergency(county, disease=build_disease())
    for number in range(20):
        build_measure(county, emergency, title=f"第{number}项停课")
    standing = build_measure(
        county, emergency, title="仓库封存食品", kind="other", place=None, state="ordered"
    )
    client = login(office)

    def found(**given):
        return [m.pk for m in client.get(page_of("measure_list"), given).context["page"]]

    assert (
        found(standing="now")
        == found(q="仓库")
        == found(q=standing.decision_number)
        == [standing.pk]
    )
    assert found(exercise="1") == []
    with django_assert_max_num_queries(25):
        client.get(page_of("measure_list"), {"emergency": str(emergency.uuid)})
    with django_assert_max_num_queries(25):
        client.get(page_of("measure_detail", standing.uuid))
    for name in ("measure_list", "subject_list", "complaint_list", "item_list"):
        assert client.get(page_of(name), {"export": "xlsx"}).content.startswith(b"PK")


def test_the_report_and_the_course_say_what_was_true_at_the_cut_off(county, chief):
    measure = build_measure(county, state="ordered")
    emergency = measure.emergency
    before, ends = clock.now() - timedelta(hours=1), measure.ends_at

    def words(at):
        return sections(emergency, at)[0].words

    assert "未采取" in words(before)
    assert "中心学校三年级停课（北庭镇，中心学校三年级 6 个班" in words(clock.now())
    assert "目前没有执行中的措施。已结束或解除 1 项" in words(ends)
    figures = {f.key: f.value for f in sections(emergency, clock.now())[0].figures}
    assert figures == {"measures.decided": 1, "measures.standing": 1, "measures.over": 0}
    titles = [event.title for event in history(emergency)]
    assert titles == [
        f"决定措施：{measure.title}（{measure.decision_number}）",
        f"北庭镇提出措施：{measure.title}",
    ]
    assert history(emergency, at=before) == []


def test_tasks_are_measured_from_measures(county, plan, li):
    emergency = build_emergency(county, disease=build_disease())
    build_response(county, emergency)
    tasks = list(Task.objects.filter(unit=li.unit_id))
    assert tasks
    ids = [task.pk for task in tasks]

    assert set(measures_proposed(ids).values()) == {(0, 1)}
    build_measure(county, emergency)
    assert set(measures_proposed(ids).values()) == {(1, 1)}
    assert set(measures_in_force(ids).values()) == {(0, 1)}
    build_measure(county, emergency, state="ordered")
    assert set(measures_in_force(ids).values()) == {(1, 2)}


def test_the_same_over_the_api(county, li, chief, office, cdc, health, login):
    emergency = build_emergency(county, disease=build_disease("norovirus"))
    place = build_place(county)

    def send(who, path, body):
        return login(who).post(f"/api/v1/measures{path}", body, content_type="application/json")

    body = api_body(county, emergency, kind="suspend_school", place=str(place.uuid))
    refused = send(li, "", body | {"kind": "lockdown"})
    assert refused.status_code == 422
    assert "第六十六条" in refused.json()["detail"]
    made = send(li, "", body)
    assert made.status_code == 201, made.json()
    path = f"/{made.json()['uuid']}"
    assert send(li, path + "/order", {}).status_code == 403
    ordered = send(chief, path + "/order", {"opinion": "同意"}).json()
    assert (ordered["state"], ordered["is_in_force"]) == ("ordered", True)
    sent = {"sent_to": "昌吉州人民政府", "sent_at": clock.now().isoformat()}
    assert send(office, path + "/report", sent).status_code == 200
    complaint = send(
        office, path + "/complaints", {"complainant": "甲", "words": "不服停课"}
    ).json()
    assert (
        send(
            office,
            f"/complaints/{complaint['uuid']}/answer",
            {"result": "rejected", "answer": "已解释说明"},
        ).status_code
        == 200
    )
    papers = login(li).get(f"/api/v1/measures{path}/papers").json()
    assert {p["kind"] for p in papers} == {"decision", "notice", "report_up"}
    assert send(chief, path + "/lift", {"reason": "疫情平息"}).json()["state"] == "lifted"
    assert login(li).get("/api/v1/measures", {"standing": "now"}).json()["items"] == []

    measure = build_observation(county, persons=[], order=False)
    person = build_person(county, by="cdc")
    listed = send(
        cdc, f"/{measure.uuid}/subjects",
        {
            "person": str(person.uuid), "finding": "同餐", "whereabouts": "家中",
            "starts_at": clock.now().isoformat(), "unit": str(county.units["county-cdc"].uuid),
            "ends_at": (clock.now() + timedelta(days=2)).isoformat(),
            "last_exposed_at": clock.now().isoformat(),
        },
    )  # fmt: skip
    assert listed.status_code == 201, listed.json()
    assert send(health, f"/{measure.uuid}/order", {}).json()["state"] == "ordered"
    uuid = listed.json()["uuid"]
    freed = send(cdc, f"/subjects/{uuid}/free", {"way": "release", "reason": "检测排除"})
    assert freed.json()["state"] == "released"
    assert len(send(cdc, f"/{measure.uuid}/certificates", {}).json()) == 1
