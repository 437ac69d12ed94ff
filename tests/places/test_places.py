"""Places: rules, services, pages and API."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.county.places import rules
from lianfang.county.places.models import Place
from lianfang.county.places.public import change_status, follow_measure, get_place, reveal_contact
from tests.builders.places import build_place

CSV = (
    "场所名称,行业,责任单位,区划,容纳人数,联系电话\n"
    "北庭市场,集市、农贸市场,北庭镇,北庭镇,800,13900001111\n"
    "无名店,小卖部,北庭镇,北庭镇,1,\n"
    "远处店,商场超市,北庭镇,三台镇,1,\n"
    "空店,商场超市,没有的单位,北庭镇,1,\n"
)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(Decimal(44), None), (Decimal(89), Decimal(44)), (Decimal(44), Decimal(200))],
)
def test_positions_that_cannot_be_are_refused(latitude, longitude):
    with pytest.raises(RuleBroken):
        rules.check_position(latitude, longitude)
    rules.check_position(Decimal("44.01"), Decimal("89.18"))


def page_of(name, *args):
    return reverse(f"places:{name}", args=args)


@pytest.mark.django_db
def test_a_unit_keeps_its_own_places(county, li, zhao, office):
    place = build_place(county)
    own = build_place(county, by="li", unit="township-beiting", name="镇文化站", sector="office")

    with pytest.raises(NotAllowed):
        change_status(actor=li, place_uuid=place.uuid, status="closed", reason="自行关闭")
    change_status(actor=li, place_uuid=own.uuid, status="limited", reason="消毒期间限流")
    change_status(actor=office, place_uuid=own.uuid, status="open", reason="消毒完成")
    with pytest.raises(RuleBroken):
        change_status(actor=office, place_uuid=own.uuid, status="open", reason="再次开放")
    with pytest.raises(NotFound):
        get_place(zhao, place.uuid)

    assert [(s.before, s.after) for s in own.steps.order_by("id")] == [
        ("open", "limited"), ("limited", "open"),
    ]  # fmt: skip
    assert Place.objects.get(pk=place.pk).status == "open"


@pytest.mark.django_db
def test_a_measure_moves_a_place_once(county, office):
    place = build_place(county)

    for _ in range(2):
        follow_measure(actor=office, place_id=place.pk, status="closed", reason="停课决定")

    assert place.steps.count() == 1


@pytest.mark.django_db
def test_one_name_once_per_area_and_the_telephone_for_a_reason(county, office):
    place = build_place(county)

    with pytest.raises(RuleBroken, match="已登记"):
        build_place(county)
    with pytest.raises(RuleBroken):
        reveal_contact(actor=office, place_uuid=place.uuid, reason="")
    assert reveal_contact(actor=office, place_uuid=place.uuid, reason="通知停课") == "13900002222"
    assert AuditRow.objects.filter(action="places.contact.revealed").count() == 1


@pytest.mark.django_db
def test_the_pages_of_places(county, office, li, login, django_assert_max_num_queries):
    client = login(office)
    typed = {
        "name": "县城市场", "sector": "market", "unit": str(county.units["county-health"].uuid),
        "area": str(county.areas["652327"].uuid), "contact_phone": "13900001111",
    }  # fmt: skip

    assert client.post(page_of("place_new"), typed | {"sector": ""}).status_code == 422
    page = client.post(page_of("place_new"), typed, follow=True).content.decode()
    assert "139****1111" in page
    assert "13900001111" not in page
    place = Place.objects.get()
    client.post(
        page_of("place_edit", place.uuid), typed | {"name": "城关市场", "contact_phone": ""}
    )
    assert Place.objects.get().contact_phone == "13900001111"
    shown = client.post(page_of("place_contact", place.uuid), {"reason": "通知整改"})
    assert "13900001111" in shown.content.decode()
    moved = client.post(
        page_of("place_status", place.uuid),
        {"status": "closed", "reason": "责令停业整改"},
        follow=True,
    )
    assert "责令停业整改" in moved.content.decode()
    for number in range(20):
        build_place(county, name=f"学校{number}")
    with django_assert_max_num_queries(25):
        found = client.get(page_of("place_list"), {"q": "城关", "status": "closed"})
    assert [p.pk for p in found.context["page"]] == [place.pk]
    assert client.get(page_of("place_list"), {"export": "xlsx"}).content.startswith(b"PK")


@pytest.mark.django_db
def test_places_come_in_from_a_list_once(county, li, login):
    client = login(li)

    preview = client.post(
        page_of("place_import"), {"file": SimpleUploadedFile("场所.csv", CSV.encode())}
    )

    assert [f.row for f in preview.context["preview"].faults] == [3, 4, 5]
    for _ in range(2):
        client.post(page_of("place_import"), {"sealed": preview.context["sealed"]})
    assert [p.name for p in Place.objects.all()] == ["北庭市场"]


@pytest.mark.django_db
def test_the_same_over_the_api(county, office, zhao, login):
    client = login(office)
    body = {
        "name": "县城市场", "sector": "market", "unit": str(county.units["county-health"].uuid),
        "area_code": "652327",
    }  # fmt: skip
    made = client.post("/api/v1/places", body, content_type="application/json")
    path = f"/api/v1/places/{made.json()['uuid']}"
    moved = client.post(
        f"{path}/status",
        {"status": "limited", "reason": "错峰限流"},
        content_type="application/json",
    )

    assert (made.status_code, moved.json()["status"]) == (201, "limited")
    assert len(client.get("/api/v1/places", {"status": "limited"}).json()["items"]) == 1
    assert login(zhao).get(path).status_code == 404
