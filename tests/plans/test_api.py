"""The same verbs over the API, with the same refusals."""

import io
import json

import pytest

from lianfang.county.plans.models import Doubt, Plan
from tests.builders.plans import build_draft, build_jimsar
from tests.builders.world import COUNTY

pytestmark = pytest.mark.django_db
TEXT = "县教育局：负责学校晨午检；组织健康教育。\n其他部门：按职责做好工作。\n"


@pytest.fixture
def draft(county, staff):
    return build_draft(county, TEXT)


def post(client, path, body=None, **headers):
    return client.post(
        f"/api/v1/plans{path}",
        json.dumps(body or {}),
        content_type="application/json",
        headers=headers,
    )


def test_plans_are_listed_and_read(county, plan, login, li):
    client = login(li)

    listed = client.get("/api/v1/plans").json()
    one = client.get(f"/api/v1/plans/{plan.uuid}").json()
    held = client.get("/api/v1/plans/in-force").json()

    assert [row["uuid"] for row in listed["items"]] == [str(plan.uuid)]
    assert (one["duties"], one["actions"], one["area_code"]) == (6, 10, COUNTY)
    assert held["uuid"] == one["uuid"]


def test_members_and_actions_are_paged_and_narrowed_by_level(county, plan, login, office):
    client = login(office)

    first = client.get(f"/api/v1/plans/{plan.uuid}/members?limit=2").json()
    rest = client.get(f"/api/v1/plans/{plan.uuid}/members?cursor={first['next']}").json()
    actions = client.get(f"/api/v1/plans/{plan.uuid}/actions?level=4").json()

    assert [row["number"] for row in first["items"] + rest["items"]] == [1, 2, 3, 4]
    assert "3.1-c" not in {row["code"] for row in actions["items"]}
    assert {"level": 1, "due_minutes": 120} in [
        timing for row in actions["items"] for timing in row["timings"]
    ]


@pytest.mark.parametrize("query", ["level=0", "level=9", "level=x", "cursor=nonsense&level=1"])
def test_bad_questions_are_problems(county, plan, login, office, query):
    response = login(office).get(f"/api/v1/plans/{plan.uuid}/actions?{query}")

    assert response.status_code in {400, 422}
    assert response["Content-Type"].startswith("application/problem+json")


def test_a_file_becomes_a_draft(county, login, staff):
    file = io.BytesIO(TEXT.encode("gb18030"))
    file.name = "职责.txt"
    fields = {"area_code": COUNTY, "title": "成员单位职责", "version": "9", "file": file}

    response = login(staff).post("/api/v1/plans/drafts", fields)

    assert response.status_code == 201, response.content
    assert (response.json()["duties"], response.json()["open_doubts"]) == (3, 1)
    assert Plan.objects.get().source_name == "职责.txt"


def test_a_repeated_upload_with_one_key_makes_one_draft(county, login, staff):
    client = login(staff)
    answers = []
    for _ in range(2):
        file = io.BytesIO(TEXT.encode())
        file.name = "a.txt"
        fields = {"area_code": COUNTY, "title": "职责", "version": "9", "file": file}
        answers.append(
            client.post("/api/v1/plans/drafts", fields, headers={"Idempotency-Key": "k1"})
        )

    assert answers[0].json() == answers[1].json()
    assert Plan.objects.count() == 1


@pytest.mark.parametrize(("area", "status"), [("652328", 403), ("999999", 404), ("", 404)])
def test_a_strangers_area_is_refused(county, login, staff, area, status):
    file = io.BytesIO(TEXT.encode())
    file.name = "a.txt"

    response = login(staff).post(
        "/api/v1/plans/drafts",
        {"area_code": area, "title": "职责", "version": "9", "file": file},
    )

    assert response.status_code == status
    assert not Plan.objects.exists()


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04broken", b"\x00\x01\x02" * 999, b"hello"])
def test_garbage_is_refused(county, login, staff, raw):
    file = io.BytesIO(raw)
    file.name = "a.docx"

    response = login(staff).post(
        "/api/v1/plans/drafts",
        {"area_code": COUNTY, "title": "职责", "version": "9", "file": file},
    )

    assert response.status_code == 422
    assert not Plan.objects.exists()


def test_a_draft_is_corrected_step_by_step(county, draft, login, staff):
    client = login(staff)
    member = draft.members.get(number=1)
    first = member.duties.order_by("sort").first()

    split = post(client, f"/duties/{first.uuid}/split", {"at": [2], "seen": first.text}).json()
    joined = post(client, f"/duties/{first.uuid}/join").json()
    action = {"title": "开展晨午检", "what": "每日两次并登记", "due_minutes": 60}
    added = post(client, f"/duties/{first.uuid}/actions", action)
    confirmed = post(client, f"/members/{member.uuid}/confirm").json()

    assert [duty["text"] for duty in split["duties"]][:2] == ["负责", "学校晨午检"]
    assert joined["duties"][0]["text"] == "负责学校晨午检"
    assert added.status_code == 201
    assert "开展晨午检" in {row["title"] for row in added.json()["duties"][0]["actions"]}
    assert confirmed["is_confirmed"]


def test_a_stale_correction_is_a_conflict(county, draft, login, staff):
    duty = draft.duties.order_by("sort").first()

    response = post(
        login(staff), f"/duties/{duty.uuid}/correct", {"text": "新文字", "seen": "从前的文字"}
    )

    assert response.status_code == 409
    duty.refresh_from_db()
    assert duty.text == "负责学校晨午检"


@pytest.mark.parametrize(
    "body",
    [{"at": []}, {"at": [0]}, {"at": [999]}, {"at": [-1]}, {"at": ["x"]}, {}, {"at": [1], "seen": "别的"}],
)  # fmt: skip
def test_a_split_that_cannot_be_is_refused(county, draft, login, staff, body):
    duty = draft.duties.order_by("sort").first()

    response = post(login(staff), f"/duties/{duty.uuid}/split", body)

    assert response.status_code in {409, 422}
    assert draft.duties.count() == 3


def test_a_doubt_is_listed_and_taken(county, draft, login, staff):
    client = login(staff)
    doubt = draft.doubts.get(kind="doubt")
    member = draft.members.get(number=1)

    listed = client.get(f"/api/v1/plans/{draft.uuid}/doubts").json()
    taken = post(client, f"/doubts/{doubt.uuid}/take", {"member": str(member.uuid)})

    assert [row["words"] for row in listed["items"]] == ["其他部门"]
    assert taken.status_code == 201
    assert Doubt.objects.get(pk=doubt.pk).how == "taken"


def test_adopting_an_unready_draft_lists_what_is_missing(county, draft, login, office):
    client = login(office)

    response = post(client, f"/{draft.uuid}/adopt")

    assert response.status_code == 422
    assert "还没有核对" in response.json()["detail"]
    assert client.get(f"/api/v1/plans/{draft.uuid}").json()["obstacles"]
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.slow
def test_the_annex_is_adopted_over_the_api(db, login):
    world = build_jimsar()
    draft = build_draft(world)
    client = login(world.actors["office"])
    post(client, f"/{draft.uuid}/members/confirm")
    for member in draft.members.all():
        post(client, f"/members/{member.uuid}/confirm-duties")

    copied = post(client, f"/{draft.uuid}/actions/copy").json()
    same = client.get(f"/api/v1/plans/{draft.uuid}/differences").json()
    adopted = post(client, f"/{draft.uuid}/adopt").json()

    assert copied == {"count": 256}
    assert same["counts"] == {"added": 0, "removed": 0, "changed": 0, "same": 94}
    assert (adopted["plan"]["state"], adopted["left_out"]) == ("in_force", 0)


@pytest.mark.parametrize("who", ["li", "zhao", "auditor"])
def test_people_without_the_permission_change_nothing(county, draft, login, who):
    client = login(county.actors[who])
    member = draft.members.first()

    statuses = {
        post(client, path).status_code
        for path in (f"/members/{member.uuid}/confirm", f"/{draft.uuid}/adopt", f"/{draft.uuid}/discard")
    }  # fmt: skip

    assert statuses == {403}
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert not draft.members.filter(is_confirmed=True).exists()
