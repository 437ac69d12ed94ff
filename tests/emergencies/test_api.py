"""The same services over the API: same permissions, same refusals."""

from datetime import timedelta

import pytest

from lianfang.base.kernel import clock
from lianfang.command.emergencies.models import Emergency, Proposal, Response, Tally
from tests.builders.emergencies import build_emergency, build_proposal, build_response

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/emergencies"


@pytest.fixture
def call(login):
    """Post JSON to the API as an actor."""

    def send(actor, path, body=None, **headers):
        client = login(actor)
        return client.post(
            ROOT + path, body or {}, content_type="application/json", headers=headers
        )

    return send


def given(**changes):
    values = {
        "name": "北庭镇呕吐聚集", "kind": "infectious", "area_code": "652327103",
        "detected": (clock.now() - timedelta(hours=1)).isoformat(), "figures": {"cases": 8},
    }  # fmt: skip
    return {**values, **changes}


def test_an_emergency_is_recorded_read_and_listed(county, cdc, login, call):
    answer = call(cdc, "", given())

    assert answer.status_code == 201
    made = answer.json()
    assert (made["cases"], made["area_code"], made["level"]) == (8, "652327103", None)
    assert [row["milestone"] for row in made["milestones"]] == ["detected"]
    client = login(cdc)
    assert client.get(f"{ROOT}/{made['uuid']}").json() == made
    listed = client.get(ROOT, {"q": "呕吐"}).json()
    assert [row["uuid"] for row in listed["items"]] == [made["uuid"]]


def test_the_same_key_records_once(county, cdc, call):
    body = given()

    first = call(cdc, "", body, **{"Idempotency-Key": "k-1"})
    again = call(cdc, "", body, **{"Idempotency-Key": "k-1"})

    assert first.json()["uuid"] == again.json()["uuid"]
    assert Emergency.objects.count() == 1


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"name": "事" * 31}, "name"),
        ({"detected": "2026-11-23T10:00:00"}, "detected"),
        ({"kind": "war"}, "kind"),
        ({"figures": {"cases": -1}}, "figures.cases"),
        ({"figures": {"cases": 1, "deaths": 2}}, "deaths"),
    ],
)
def test_a_faulty_body_names_its_field_and_records_nothing(county, cdc, call, changes, field):
    answer = call(cdc, "", given(**changes))

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert field in answer.json()["fields"]
    assert Emergency.objects.count() == 0


def test_without_permission_nothing_is_recorded(county, wang, call):
    assert call(wang, "", given()).status_code == 403
    assert Emergency.objects.count() == 0


def test_zhao_finds_nothing_over_the_api_either(county, plan, zhao, login):
    proposal = build_proposal(county)
    client = login(zhao)

    for path in (
        f"/{proposal.emergency.uuid}", f"/{proposal.emergency.uuid}/tallies",
        f"/{proposal.emergency.uuid}/history", f"/proposals/{proposal.uuid}",
    ):  # fmt: skip
        assert client.get(ROOT + path).status_code == 404
    assert client.get(ROOT).json()["items"] == []
    assert client.get(ROOT + "/proposals").json()["items"] == []


def test_counts_and_times_are_updated(county, cdc, login, call):
    emergency = build_emergency(county, cases=8)
    at = clock.now().isoformat()

    tally = call(cdc, f"/{emergency.uuid}/tallies", {"as_of": at, "figures": {"cases": 12}})
    fallen = call(cdc, f"/{emergency.uuid}/tallies", {"as_of": at, "figures": {"cases": 5}})
    time = call(
        cdc, f"/{emergency.uuid}/milestones", {"milestone": "early_actions_done", "happened": at}
    )

    assert (tally.status_code, fallen.status_code, time.status_code) == (201, 422, 201)
    assert "note" in fallen.json()["fields"]
    rows = login(cdc).get(f"{ROOT}/{emergency.uuid}/tallies").json()
    assert [row["cases"] for row in rows] == [12, 8]


def test_two_people_start_a_response_over_the_api(county, plan, health, chief, login, call):
    emergency = build_emergency(county)
    until = str(clock.today() + timedelta(days=14))

    made = call(
        health, f"/{emergency.uuid}/proposals",
        {"kind": "start", "level": 4, "grade": 5, "evidence": "研判", "measures": "停课",
         "area_code": "652327", "expected_until": until},
    )  # fmt: skip
    assert made.status_code == 201
    path = f"/proposals/{made.json()['uuid']}"
    assert call(health, path + "/approve").status_code == 403
    decided = call(chief, path + "/approve", {"opinion": "同意"})

    assert decided.json()["decision_number"].startswith("吉突指〔")
    assert call(chief, path + "/refuse", {"opinion": "反悔"}).status_code == 409
    read = login(chief).get(f"{ROOT}/{emergency.uuid}").json()
    assert (read["level"], read["response"]["level"]) == (4, 4)
    titles = [row["title"] for row in login(chief).get(f"{ROOT}/{emergency.uuid}/history").json()]
    assert titles[0].startswith("决定启动Ⅳ级响应")


def test_refusing_and_withdrawing(county, plan, health, chief, call):
    proposal = build_proposal(county)

    refused = call(chief, f"/proposals/{proposal.uuid}/refuse", {"opinion": "继续观察"})
    again = build_proposal(county, proposal.emergency)
    withdrawn = call(health, f"/proposals/{again.uuid}/withdraw", {"reason": "重新研判"})

    assert (refused.json()["state"], withdrawn.json()["state"]) == ("refused", "withdrawn")
    assert Response.objects.count() == 0


def test_closing_is_refused_while_a_response_runs(county, plan, cdc, call):
    response = build_response(county)

    answer = call(cdc, f"/{response.emergency.uuid}/close", {"conclusion": "已平息"})

    assert answer.status_code == 422
    assert "仍在运行" in answer.json()["detail"]
    closed = build_emergency(county)
    answer = call(cdc, f"/{closed.uuid}/close", {"conclusion": "个案"})
    assert answer.json()["state"] == "closed"


def test_pages_of_the_list_follow_each_other(county, plan, cdc, login):
    for number in range(3):
        build_emergency(county, name=f"事件{number}")
    client = login(cdc)

    first = client.get(ROOT, {"limit": 2}).json()
    rest = client.get(ROOT, {"limit": 2, "cursor": first["next"]}).json()

    names = [row["name"] for row in first["items"] + rest["items"]]
    assert names == ["事件2", "事件1", "事件0"]
    assert rest["next"] is None
    assert client.get(ROOT, {"cursor": "???"}).status_code == 422
    assert (Proposal.objects.count(), Tally.objects.count()) == (0, 3)
