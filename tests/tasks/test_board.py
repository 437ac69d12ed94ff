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
from lianfang.command.tasks.public import sign_task
from lianfang.county.plans.models import Plan
from tests.builders.tasks import start_response, task_of
from tests.builders.world import World

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
    link = f"{page('task_list')}?response={task.response.uuid}&unit={unit}&state=signed"

    assert link.replace("&", "&amp;") in board.content.decode()
    listed = client.get(link)
    assert listed.context["page"].paginator.count == 1
    assert board.context["total"].total == Task.objects.count()
    raw = client.get(page("task_board"), {"export": "xlsx"}).content
    sheet = list(openpyxl.load_workbook(io.BytesIO(raw)).active.values)
    assert sum(row[-1] for row in sheet if isinstance(row[-1], int)) == Task.objects.count()


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
