"""Layers of the map beside tasks: every figure from records, given to townships, few people hidden."""

from collections.abc import Callable

import pytest
from django.test import Client

from lianfang.base.kernel.actor import Actor
from tests.builders.emergencies import build_emergency
from tests.builders.measures import build_measure
from tests.builders.places import build_place
from tests.builders.standards import build_disease
from tests.builders.world import COUNTY, World

pytestmark = pytest.mark.django_db


def test_cases_measures_and_isolation_beds_are_layers_with_the_records_behind_them(
    county: World, login: Callable[[Actor], Client], office: Actor, duty: Actor
) -> None:
    emergency = build_emergency(county, disease=build_disease("norovirus"), cases=3)
    build_emergency(county, name="全县性事件", area=COUNTY, cases=40)
    build_emergency(county, name="三台镇事件", area="652327101", cases=9)
    measure = build_measure(county, emergency, state="ordered")
    build_place(county, name="镇隔离点", sector="isolation", capacity=25)
    client, address = login(office), f"/live/{emergency.uuid}/map/"

    cases = client.get(f"{address}?figure=cases")
    layer, page = cases.context["layer"], cases.content.decode()
    assert layer.values == {"652327103": 3, "652327101": 9}
    assert layer.elsewhere == 40
    assert "另有 40 例属于全县" in page
    assert f"/emergencies/{emergency.uuid}/" in page
    assert "最早一份登记截至" in page
    assert "病例数，按事件所在乡镇相加" in page

    measures = client.get(f"{address}?figure=measures")
    assert measures.context["layer"].values == {"652327103": 1}
    assert f"/measures/{measure.uuid}/" in measures.content.decode()
    isolation = client.get(f"{address}?figure=isolation").context["layer"]
    assert isolation.values == {"652327103": 25}
    assert client.get(f"{address}?figure=cases&export=xlsx").status_code == 200

    few = login(duty).get(f"{address}?figure=cases").context["map"]
    assert {line.code: line.cells[0][1] for line in few.lines} == {
        "652327103": "1—4", "652327101": "9",
    }  # fmt: skip


def test_a_layer_without_records_is_not_offered(
    county: World, login: Callable[[Actor], Client], office: Actor
) -> None:
    emergency = build_emergency(county, cases=None)

    page = login(office).get(f"/live/{emergency.uuid}/map/?figure=isolation")

    assert page.context["layers"] == []
    assert page.context["map"].key == "open"
