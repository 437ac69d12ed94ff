"""The board: its numbers lead to their rows, and one left open asks cheaply."""

import io
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.command.tasks.models import Task
from lianfang.command.tasks.public import Part, parts_at, sign_task, split_task
from lianfang.county.plans.models import Plan
from tests.builders.tasks import start_response, task_of
from tests.builders.world import World, build_unit

pytestmark = pytest.mark.django_db
Login = Callable[[Actor], Client]


@pytest.fixture
def task(county: World, plan: Plan) -> Task:
    """北庭镇's task, just issued."""
    start_response(county, plan)
    return task_of(county, "township-beiting", "4.1-a")


def page(name: str) -> str:
    return reverse(f"tasks:{name}")


def test_the_board_counts_what_its_links_list(
    task: Task, county: World, office: Actor, li: Actor, login: Login
) -> None:
    sign_task(actor=li, task_uuid=task.uuid)
    client = login(office)

    board = client.get(page("task_board"))
    unit = county.units["township-beiting"].uuid
    link = f"{page('task_list')}?response={task.response.uuid}&kind=main&unit={unit}&state=signed"

    assert link.replace("&", "&amp;") in board.content.decode()
    listed = client.get(link)
    assert listed.context["page"].paginator.count == 1
    assert board.context["total"].total == Task.objects.count()
    raw = client.get(page("task_board"), {"export": "xlsx"}).content
    sheet = list(openpyxl.load_workbook(io.BytesIO(raw)).active.values)
    # The four last columns: tasks, parts, open and overdue parts.
    assert sum(row[-4] for row in sheet if isinstance(row[-4], int)) == Task.objects.count()


def test_board_and_wall_show_the_same_numbers_under_the_same_names(
    task: Task, county: World, office: Actor, li: Actor, login: Login
) -> None:
    village = build_unit("village", county.areas["652327103"], kind="village_committee")
    sign_task(actor=li, task_uuid=task.uuid)
    split_task(actor=li, task_uuid=task.uuid, parts=[Part(village, "入户告知", task.due_at)])
    client = login(office)
    with time_machine.travel(task.due_at + timedelta(minutes=1), tick=False):
        board = client.get(page("task_board"))
        wall = client.get(reverse("live:wall"))
        snapshot = wall.context["shown"]
        parts = parts_at(task.response.emergency, clock.now())

    shown = [figure for figure, _ in board.context["figures"]]
    assert shown == snapshot.headline
    assert [figure.label for figure in shown] == ["下达任务", "未办结", "逾期", "已销号", "分任务"]
    assert (shown[0].value, shown[-1].value, shown[-1].note) == (9, 1, "未办结 1，逾期 1")
    assert parts == snapshot.parts
    assert all("分任务" in answer.content.decode() for answer in (board, wall))
    for figure, link in board.context["figures"]:
        with time_machine.travel(task.due_at + timedelta(minutes=1), tick=False):
            assert client.get(link).context["page"].paginator.count == figure.value


def test_a_board_left_open_asks_cheaply_and_is_told_when_something_was_done(
    task: Task, county: World, office: Actor, li: Actor, login: Login
) -> None:
    client, other = login(office), login(county.actors["chief"])
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        first = client.get(page("task_board"))
        asking = {
            "If-None-Match": first.headers["ETag"], "HX-Request": "true", "X-Unattended": "1",
        }  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            again = client.get(page("task_board"), headers=asking)
        someone_else = other.get(page("task_board"), headers=asking)
        sign_task(actor=li, task_uuid=task.uuid)
        changed = client.get(page("task_board"), headers=asking)

    assert (again.status_code, again.content) == (304, b"")
    assert not [query for query in asked if "tasks_task" in query["sql"]]
    assert someone_else.status_code == changed.status_code == 200
    before, after = first.context["total"].states, changed.context["total"].states
    assert (after["issued"], after["signed"]) == (before["issued"] - 1, 1)
    assert 'hx-headers=\'{"X-Unattended"' in first.content.decode()
