import io
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.command.tasks.documents import supervision_document
from lianfang.command.tasks.models import LadderRule, Order, Supervision, Task
from lianfang.command.tasks.public import climb_ladder
from lianfang.command.tasks.rules import DEFAULT_LADDER, ladder_field
from lianfang.county.plans.models import Plan
from tests.builders.tasks import start_response, task_of
from tests.builders.world import World

pytestmark = pytest.mark.django_db
Login = Callable[[Actor], Client]


@pytest.fixture
def task(county: World, plan: Plan) -> Task:
    start_response(county, plan)
    return task_of(county, "township-beiting", "4.1-a")


def page(name: str, *args: object) -> str:
    return reverse(f"tasks:{name}", args=args)


def test_the_way_of_a_supervised_task_over_the_pages(
    task: Task, staff: Actor, chief: Actor, li: Actor, login: Login
) -> None:
    client = login(staff)

    offered = client.get(page("task_detail", task.uuid)).content.decode()
    address = f"{page('supervision_new')}?task={task.uuid}"
    client.post(address, {"rung": "1", "reason": "县领导批示"})
    matter = Supervision.objects.get()
    client.post(page("supervision_raise", matter.uuid), {"words": "仍无动静"})
    client.post(
        page("supervision_criticise", matter.uuid), {"words": "通报批评", "kinds": ["township"]}
    )
    order = Order.objects.get(kind="criticism")
    login(chief).post(page("order_issue", order.uuid))
    shown = login(li).get(page("supervision_detail", matter.uuid)).content.decode()

    assert address in offered.replace("&amp;", "&")
    assert order.addressees.count() == 2
    for words in ("县领导批示", "仍无动静", "批准并下发通报"):
        assert words in shown
    assert "起草通报</summary>" not in shown


def test_the_list_shows_lights_and_is_narrowed_and_exported(
    task: Task, office: Actor, login: Login
) -> None:
    at = task.due_at + timedelta(hours=30)
    climb_ladder(actor=Actor.system("督办规则"), at=at)
    with time_machine.travel(at, tick=False):
        client = login(office)
        rows = client.get(page("supervision_list"), {"rung": "2", "unit": task.unit.uuid}).context[
            "page"
        ]
        sheet = client.get(page("supervision_list"), {"export": "xlsx"})
    lines = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).active.values)

    assert {row.unit.short_name for row in rows.object_list} == {"北庭镇"}
    assert {row.light for row in rows.object_list} == {"bad"}
    assert any("红灯 超期" in line for line in lines)


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_a_supervision_prints(task: Task, office: Actor, login: Login, suffix: str) -> None:
    climb_ladder(actor=Actor.system("督办规则"), at=task.due_at + timedelta(hours=3))
    matter = Supervision.objects.filter(task=task).get()

    with time_machine.travel(task.due_at + timedelta(days=9), tick=False):
        answer = login(office).get(page("supervision_document", matter.uuid, suffix))
        paper = supervision_document(matter)

    assert len(answer.content) > 2000
    # Printed nine days later it bears the day on which it was raised.
    assert paper.signed_on == clock.beijing(task.due_at + timedelta(hours=3)).date()


def test_the_rules_keep_what_was_typed_when_refused(
    county: World, office: Actor, staff: Actor, login: Login
) -> None:
    sent = {
        ladder_field(rung, is_urgent=urgent): int(span.total_seconds() // 60)
        for (urgent, rung), span in DEFAULT_LADDER.items()
    }

    refused = login(office).post(page("ladder_edit"), sent | {"ordinary_2": 7})
    changed = login(office).post(page("ladder_edit"), sent | {"ordinary_2": 600})

    assert refused.status_code == 422
    assert 'value="7"' in refused.content.decode()
    assert changed.status_code == 302
    assert LadderRule.objects.get(rung=2, is_urgent=False).minutes == 600
    assert login(staff).get(page("ladder_edit")).status_code == 403
