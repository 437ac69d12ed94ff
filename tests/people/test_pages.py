"""The pages and the API of persons: masked, scoped, imported with a preview."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lianfang.county.people.models import Person
from tests.builders.people import build_person, with_check

pytestmark = pytest.mark.django_db
NUMBER = with_check("65232719900101123")
CSV = (
    "姓名,身份证号,电话,现住区划\n"
    f"阿不都拉·吐尔逊,{NUMBER},13900001111,北庭镇\n"
    "王五,652327199001011230,13900001112,北庭镇\n"
    "赵六,,123,北庭镇\n"
    "孙七,,,三台镇\n"
)


def page_of(name, *args):
    return reverse(f"people:{name}", args=args)


def test_a_person_is_recorded_and_shown_masked(county, li, login):
    client = login(li)
    typed = {
        "name": "阿依古丽•买买提", "sex": "female", "identity_kind": "citizen", "identity": NUMBER,
        "phone": "13900001111", "area": str(county.areas["652327103"].uuid), "address": "三组",
    }  # fmt: skip

    refused = client.post(page_of("person_new"), typed | {"phone": "1"})
    answer = client.post(page_of("person_new"), typed, follow=True)

    assert refused.status_code == 422
    assert "阿依古丽•买买提" in refused.content.decode()
    page = answer.content.decode()
    assert "阿依古丽·买买提" in page
    assert NUMBER not in page
    assert "139****1111" in page
    person = Person.objects.get()
    bare = client.post(page_of("person_reveal", person.uuid), {"reason": ""})
    assert (bare.status_code, NUMBER in bare.content.decode()) == (422, False)
    shown = client.post(page_of("person_reveal", person.uuid), {"reason": "送达告知书"})
    assert NUMBER in shown.content.decode()
    edited = client.get(page_of("person_edit", person.uuid)).content.decode()
    assert "13900001111" not in edited
    client.post(page_of("person_edit", person.uuid), typed | {"identity": "", "phone": ""})
    assert Person.objects.get().phone == "13900001111"


def test_zhao_learns_of_nobody_next_door(county, zhao, login):
    person = build_person(county)
    client = login(zhao)

    assert client.get(page_of("person_detail", person.uuid)).status_code == 404
    assert client.get(f"/api/v1/people/{person.uuid}").status_code == 404
    assert "阿依古丽" not in client.get(page_of("person_list")).content.decode()


def test_a_list_is_looked_through_before_it_is_recorded(county, li, login):
    client = login(li)
    file = SimpleUploadedFile("名单.csv", CSV.encode())

    preview = client.post(page_of("person_import"), {"file": file})

    page = preview.content.decode()
    assert Person.objects.count() == 0
    assert "第 3 行" in page
    assert "身份证号码不正确" in page
    assert len(preview.context["preview"].rows) == 1
    assert len(preview.context["preview"].faults) == 3
    sealed = preview.context["sealed"]
    for _ in range(2):
        client.post(page_of("person_import"), {"sealed": sealed})
    assert [p.name for p in Person.objects.all()] == ["阿不都拉·吐尔逊"]


def test_a_preview_belongs_to_whoever_made_it(county, li, cdc, login):
    file = SimpleUploadedFile("名单.csv", CSV.encode())
    sealed = login(li).post(page_of("person_import"), {"file": file}).context["sealed"]

    answer = login(cdc).post(page_of("person_import"), {"sealed": sealed})

    assert answer.status_code == 422
    assert Person.objects.count() == 0


def test_the_list_exports_masked_and_stays_within_its_budget(
    county, cdc, login, django_assert_max_num_queries
):
    for number in range(20):
        build_person(county, name=f"人{'甲乙丙丁'[number % 4]}", phone=f"139000022{number:02d}")
    client = login(cdc)

    with django_assert_max_num_queries(25):
        client.get(page_of("person_list"), {"doubled": "1"})
    raw = client.get(page_of("person_list"), {"export": "xlsx"}).content
    cells = [str(c) for row in openpyxl.load_workbook(io.BytesIO(raw)).active.values for c in row]
    assert "139****2200" in cells
    assert not [c for c in cells if "1390000220" in c]


def test_the_same_over_the_api(county, li, login):
    client = login(li)

    def send(path, body):
        return client.post(f"/api/v1/people{path}", body, content_type="application/json")

    body = {"name": "甲·乙", "area_code": "652327103", "phone": "13900001111"}
    made = send("", body)
    assert made.status_code == 201
    assert "13900001111" not in made.content.decode()
    uuid = made.json()["uuid"]
    other = send("", body | {"phone": "13900001112"}).json()["uuid"]
    assert send(f"/{uuid}/reveal", {"reason": ""}).status_code == 422
    assert send(f"/{uuid}/reveal", {"reason": "送达告知书"}).json()["contact"] == "13900001111"
    merged = send(f"/{uuid}/merge", {"dropped": other, "reason": "同一人重复登记"})
    assert merged.status_code == 200
    assert [p["uuid"] for p in client.get("/api/v1/people").json()["items"]] == [uuid]


def test_a_guardian_and_a_housemate_are_found_by_name(county, li, login):
    mother = build_person(county, name="古丽娜尔")
    child, client = build_person(county, name="小古丽"), login(li)

    offered = client.get(page_of("person_offers"), {"guardian": "古丽娜"}).content.decode()
    joined = client.post(page_of("household_join", child.uuid), {"number": "古丽娜尔"})
    unknown = client.post(page_of("household_join", child.uuid), {"number": "查无此人"})

    assert f"古丽娜尔（{mother.number}）" in offered
    assert joined.status_code == 302
    child.refresh_from_db()
    mother.refresh_from_db()
    assert child.household_id == mother.household_id is not None
    assert unknown.status_code == 422
    assert "没有找到“查无此人”" in unknown.content.decode()
