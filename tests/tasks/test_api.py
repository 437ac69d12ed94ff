import json
from collections.abc import Callable
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianfang.base.kernel.actor import Actor
from lianfang.command.tasks.models import Task, TaskStep
from lianfang.county.plans.models import Plan
from tests.builders.tasks import bring_to, start_response, task_of
from tests.builders.world import World

pytestmark = pytest.mark.django_db
Login = Callable[[Actor], Client]
ROOT = "/api/v1/tasks"
NOBODY = UUID(int=7)


@pytest.fixture
def task(county: World, plan: Plan) -> Task:
    """北庭镇's task, just issued."""
    start_response(county, plan)
    return task_of(county, "township-beiting", "4.1-a")


def post(client: Client, path: str, body: object = None, **headers: str) -> object:
    return client.post(
        f"{ROOT}{path}", json.dumps(body or {}), content_type="application/json", headers=headers
    )


def test_a_list_comes_in_pages_that_miss_and_repeat_nothing(
    task: Task, office: Actor, login: Login
) -> None:
    client, seen, cursor = login(office), [], ""
    for _ in range(4):
        page = client.get(ROOT, {"limit": 4, "cursor": cursor}).json()
        seen += [row["number"] for row in page["items"]]
        cursor = page["next"] or ""
        if not cursor:
            break

    assert sorted(seen) == sorted(Task.objects.values_list("number", flat=True))
    assert len(seen) == 9


def test_a_list_is_narrowed(task: Task, county: World, office: Actor, login: Login) -> None:
    unit = county.units["county-cdc"].uuid

    page = login(office).get(ROOT, {"unit": unit, "q": "流调"}).json()

    assert [(row["title"], row["state"], row["is_overdue"]) for row in page["items"]] == [
        ("完成现场流调", "issued", False)
    ]


@pytest.mark.parametrize(
    "query", [{"state": "nonsense"}, {"level": "9"}, {"kind": "x"}, {"limit": "0"}, {"cursor": "?"}]
)
def test_a_filter_that_makes_no_sense_is_refused(
    task: Task, office: Actor, login: Login, query: dict[str, str]
) -> None:
    answer = login(office).get(ROOT, query)

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


def test_the_way_of_a_task_from_signing_to_striking_off(
    task: Task, li: Actor, office: Actor, login: Login
) -> None:
    unit, command, path = login(li), login(office), f"/{task.uuid}"

    assert post(unit, f"{path}/sign").json()["state"] == "signed"
    figures = [{"name": "排查户数", "value": "120", "measure": "户"}]
    reported = post(unit, f"{path}/report", {"words": "已排查", "progress": 40, "figures": figures})
    assert reported.json()["feedbacks"][0]["figures"][0]["name"] == "排查户数"
    assert post(unit, f"{path}/submit", {"words": "已办结"}).json()["state"] == "submitted"
    assert post(command, f"{path}/return", {"reason": "缺登记表"}).json()["state"] == "returned"
    assert post(unit, f"{path}/submit", {"words": "已补"}).json()["state"] == "submitted"
    done = post(command, f"{path}/accept").json()

    assert (done["state"], done["returned_times"], done["may"]) == ("accepted", 1, ["reopen"])
    assert [step["title"] for step in done["steps"]][::-1] == [
        "下达", "签收", "反馈进展", "提交", "退回", "提交", "销号",
    ]  # fmt: skip


def test_a_file_comes_with_a_report(task: Task, li: Actor, login: Login) -> None:
    client = login(li)
    post(client, f"/{task.uuid}/sign")

    answer = client.post(
        f"{ROOT}/{task.uuid}/report-with-files",
        {"words": "见附件", "progress": "60", "files": [SimpleUploadedFile("表.txt", b"ok")]},
    )

    assert answer.status_code == 200
    assert answer.json()["feedbacks"][0]["attachments"][0]["name"] == "表.txt"


def test_a_task_is_split_assigned_moved_and_cancelled(
    task: Task, county: World, teacher: Actor, office: Actor, login: Login
) -> None:
    bureau, command = login(teacher), login(office)
    whole = bring_to(county, task_of(county, "county-education", "3.1-a"), "signed", who="teacher")
    part = {
        "unit": str(county.units["school-beiting"].uuid), "what": "落实晨午检",
        "due_at": whole.due_at.isoformat(),
    }  # fmt: skip

    split = post(bureau, f"/{whole.uuid}/split", {"parts": [part]}).json()
    person = {"assignee": str(county.users["teacher"].uuid)}
    assigned = post(bureau, f"/{whole.uuid}/assign", person)
    moved = post(
        command, f"/{task.uuid}/reassign",
        {"to_unit": str(county.units["township-santai"].uuid), "reason": "道路中断"},
    )  # fmt: skip
    cancelled = post(command, f"/{whole.uuid}/cancel", {"reason": "合并办理"})

    assert [row["unit_name"] for row in split["parts"]] == ["北庭镇中心学校"]
    assert assigned.json()["state"] == "working"
    assert moved.json()["unit_name"] == "三台镇"
    assert cancelled.json()["parts"][0]["state"] == "cancelled"


def test_what_cannot_be_done_is_declined_and_agreed_to(
    task: Task, li: Actor, office: Actor, login: Login
) -> None:
    declined = post(login(li), f"/{task.uuid}/decline", {"reason": "辖区无居家人员"})
    waiting = login(office).get(f"{ROOT}/review", {"state": "declined"}).json()
    excused = post(login(office), f"/{task.uuid}/excuse", {"reason": "情况属实"})

    assert declined.json()["state"] == "declined"
    assert [row["number"] for row in waiting["items"]] == [task.number]
    assert excused.json()["state"] == "cancelled"


def test_many_are_signed_for_and_the_board_tells(
    task: Task, county: World, li: Actor, office: Actor, login: Login
) -> None:
    mine = Task.objects.filter(unit=county.units["township-beiting"])

    signed = post(login(li), "/sign", {"tasks": [str(row.uuid) for row in mine]})
    board = login(office).get(f"{ROOT}/board/{task.response.uuid}").json()

    assert signed.json() == {"signed": 2}
    row = next(row for row in board if row["unit_name"] == "北庭镇")
    assert (row["states"], row["total"]) == ({"signed": 2}, 2)


def test_a_repeated_write_is_done_once(task: Task, li: Actor, login: Login) -> None:
    client, key = login(li), {"Idempotency-Key": "sign-once"}

    first = post(client, f"/{task.uuid}/sign", **key)
    second = post(client, f"/{task.uuid}/sign", **key)

    assert (first.status_code, second.status_code) == (200, 200)
    assert TaskStep.objects.filter(task=task).count() == 1


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("sign", {}), ("assign", {"assignee": str(NOBODY)}), ("split", {"parts": []}),
        ("report", {"words": "x", "progress": 1}), ("submit", {"words": "x"}),
        ("decline", {"reason": "x"}), ("accept", {}), ("return", {"reason": "x"}),
        ("excuse", {"reason": "x"}), ("cancel", {"reason": "x"}), ("reopen", {"reason": "x"}),
    ],
)  # fmt: skip
def test_zhao_gets_404_for_lis_task(
    task: Task, zhao: Actor, login: Login, verb: str, body: dict[str, object]
) -> None:
    answer = post(login(zhao), f"/{task.uuid}/{verb}", body)

    task.refresh_from_db()
    assert answer.status_code == 404
    assert (task.state, TaskStep.objects.count()) == ("issued", 0)


@pytest.mark.parametrize(
    ("verb", "body", "status"),
    [
        ("report", {"words": "x", "progress": 101}, 422),
        ("report", {"words": "x"}, 422),
        ("submit", {"words": " "}, 422),
        ("assign", {"assignee": str(NOBODY)}, 404),
        ("split", {"parts": []}, 422),
        ("sign", {}, 422),
        ("accept", {}, 403),
        ("decline", {"reason": ""}, 422),
    ],
)
def test_a_bad_request_is_answered_with_its_reason(
    task: Task, li: Actor, login: Login, verb: str, body: dict[str, object], status: int
) -> None:
    client = login(li)
    post(client, f"/{task.uuid}/sign")

    answer = post(client, f"/{task.uuid}/{verb}", body)

    task.refresh_from_db()
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert task.state == "signed"
