from datetime import timedelta

import pytest

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.notices.public import Notice, unit_mailbox
from lianfang.command.tasks.models import Task, TaskStep
from lianfang.command.tasks.public import (
    Part,
    accept_task,
    issue_due_occurrences,
    split_task,
)
from lianfang.county.plans.models import Plan
from tests.builders.tasks import (
    MORNING,
    bring_to,
    change_level,
    end_response,
    start_response,
    task_of,
)
from tests.builders.world import World

pytestmark = pytest.mark.django_db


def codes(**which: object) -> list[str]:
    return sorted(Task.objects.filter(**which).values_list("action__code", flat=True))


def test_raising_adds_what_the_new_level_asks_for(county: World, plan: Plan) -> None:
    response = start_response(county, plan, level=4)
    change_level(county, response, 2)

    assert codes(issue_words__contains="提高为Ⅱ级") == ["1.2-a", "3.1-c", "4.1-b", "4.1-b"]
    assert codes(action__code="1.1-a") == ["1.1-a"]


def test_raising_cancels_what_is_only_for_lighter_levels_and_says_why(
    county: World, plan: Plan
) -> None:
    response = start_response(county, plan, level=4)
    change_level(county, response, 3)

    task = Task.objects.filter(action__code="4.2-a").first()
    step = TaskStep.objects.get(task=task)
    assert (task.state, task.is_lifted) == ("cancelled", True)
    assert (step.verb, step.source, step.target) == ("lift", "issued", "cancelled")
    assert "响应由Ⅳ级提高为Ⅲ级" in step.words
    assert task.finished_by == county.users["chief"]


def test_one_letter_per_unit_tells_all_that_changed(county: World, plan: Plan) -> None:
    response = start_response(county, plan, level=4)
    change_level(county, response, 3)

    mailbox = unit_mailbox(county.units["township-beiting"].pk)
    letter = Notice.objects.get(kind="tasks.level_changed", mailbox=mailbox)
    assert "新增 1 件、取消 1 件" in letter.subject
    assert "每日走访居家人员" in letter.body
    assert "公布服务电话" in letter.body


def test_lowering_keeps_what_is_submitted_or_struck_off(
    county: World, plan: Plan, office: Actor
) -> None:
    response = start_response(county, plan, level=3)
    submitted = bring_to(
        county, task_of(county, "township-beiting", "4.1-b"), "submitted", who="li"
    )
    accepted = bring_to(
        county, task_of(county, "township-santai", "4.1-b"), "submitted", who="zhao"
    )
    accept_task(actor=office, task_uuid=accepted.uuid)

    change_level(county, response, 4)

    submitted.refresh_from_db()
    accepted.refresh_from_db()
    assert submitted.state == "submitted"
    assert accepted.state == "accepted"
    assert codes(state="cancelled") == ["1.2-a"]
    assert "4.2-a" in codes(state="issued")


def test_lowering_cancels_the_open_parts_of_what_it_cancels(county: World, plan: Plan) -> None:
    response = start_response(county, plan, level=3)
    task = bring_to(county, task_of(county, "county-health", "1.2-a"), "signed", who="health")
    parts = split_task(
        actor=county.actors["health"], task_uuid=task.uuid,
        parts=[
            Part(county.units["county-cdc"], "汇总流调数据", task.due_at),
            Part(county.units["county-hospital"], "报送住院人数", task.due_at),
        ],
    )  # fmt: skip
    bring_to(county, parts[1], "submitted", who="wang")

    change_level(county, response, 4)

    states = dict(Task.objects.filter(parent=task).values_list("unit__code", "state"))
    assert states == {"county-cdc": "cancelled", "county-hospital": "submitted"}
    assert TaskStep.objects.filter(task=parts[0], verb="lift").count() == 1


def test_raising_again_issues_anew_what_lowering_cancelled(county: World, plan: Plan) -> None:
    response = start_response(county, plan, level=3)
    change_level(county, response, 4)
    change_level(county, response, 3)

    rows = Task.objects.filter(action__code="1.2-a").order_by("id")
    assert [(row.state, row.is_lifted) for row in rows] == [("cancelled", True), ("issued", False)]


def test_the_same_change_twice_makes_nothing_twice(county: World, plan: Plan) -> None:
    response = start_response(county, plan, level=4)
    change_level(county, response, 2)
    before = (Task.objects.count(), TaskStep.objects.count(), Notice.objects.count())

    change_level(county, response, 2)

    assert (Task.objects.count(), TaskStep.objects.count(), Notice.objects.count()) == before


def test_raising_brings_a_limit_forward_and_tells_the_limit_before(
    county: World, plan: Plan
) -> None:
    with clock.moved_to(MORNING):
        response = start_response(county, plan, level=4)
    with clock.moved_to(MORNING + timedelta(minutes=60)):
        change_level(county, response, 1)

    task = task_of(county, "county-cdc", "2.1-a")
    step = TaskStep.objects.get(task=task, verb="retime")
    assert task.due_at == MORNING + timedelta(minutes=180)
    assert step.due_before == MORNING + timedelta(minutes=360)
    assert AuditRow.objects.get(action="tasks.task.retimed").count == 1


def test_lowering_puts_no_limit_back(county: World, plan: Plan) -> None:
    with clock.moved_to(MORNING):
        response = start_response(county, plan, level=1)
        change_level(county, response, 4)

    task = task_of(county, "county-cdc", "2.1-a")
    assert task.due_at == MORNING + timedelta(minutes=120)
    assert not TaskStep.objects.filter(verb="retime").exists()


def test_turns_of_an_action_added_by_raising_count_from_the_raising(
    county: World, plan: Plan
) -> None:
    raised_at = MORNING + timedelta(hours=30)
    with clock.moved_to(MORNING):
        response = start_response(county, plan, level=4)
    with clock.moved_to(raised_at):
        change_level(county, response, 3)

    issue_due_occurrences(actor=Actor.system("周期任务"), at=raised_at + timedelta(hours=24))

    turns = Task.objects.filter(action__code="1.2-a").order_by("occurrence")
    assert [turn.occurrence for turn in turns] == [1, 2]
    assert [turn.due_at for turn in turns] == [
        raised_at + timedelta(minutes=600),
        raised_at + timedelta(minutes=1440 + 600),
    ]


def test_ending_closes_what_is_open_with_the_reason(county: World, plan: Plan) -> None:
    response = start_response(county, plan)
    bring_to(county, task_of(county, "county-cdc", "2.1-a"), "working", who="cdc")
    bring_to(county, task_of(county, "township-beiting", "4.1-a"), "submitted", who="li")

    end_response(county, response, "连续四个潜伏期无新发病例")

    assert Task.objects.filter(state="closed").count() == 8
    assert codes(state="submitted") == ["4.1-a"]
    words = set(TaskStep.objects.filter(verb="close").values_list("words", flat=True))
    assert words == {"响应终止：连续四个潜伏期无新发病例"}
    assert AuditRow.objects.get(action="tasks.task.closed").count == 8
    assert Notice.objects.filter(kind="tasks.response_ended").count() == 6


def test_ending_twice_closes_nothing_twice(county: World, plan: Plan) -> None:
    response = start_response(county, plan)
    end_response(county, response)
    before = (TaskStep.objects.count(), Notice.objects.count(), AuditRow.objects.count())

    end_response(county, response)

    assert (TaskStep.objects.count(), Notice.objects.count(), AuditRow.objects.count()) == before
