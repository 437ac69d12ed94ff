"""Two people, or two workers, at the same task in the same second, on an engine with row locks."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import Refused, RuleBroken
from lianfang.command.tasks.models import Task, TaskStep
from lianfang.command.tasks.public import accept_task, issue_due_occurrences, return_task
from tests.builders.plans import build_plan
from tests.builders.tasks import MORNING, bring_to, start_response, task_of
from tests.builders.world import World, build_world

pytestmark = pytest.mark.postgres_only


@pytest.fixture
def world(committed: None) -> World:
    """The small county with its plan, committed."""
    world = build_world()
    with clock.moved_to(MORNING):
        start_response(world, build_plan(world))
    return world


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts in the same moment; what each came to."""
    together, outcomes = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            together.wait(timeout=10)
            outcomes.append(str(act() and "done"))
        except Refused as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return sorted(outcomes)


def test_one_reviewer_answers_and_the_other_is_told(world: World) -> None:
    task = bring_to(world, task_of(world, "township-beiting", "4.1-a"), "submitted", who="li")
    office, staff = world.actors["office"], world.actors["staff"]

    outcomes = at_once(
        lambda: accept_task(actor=office, task_uuid=task.uuid),
        lambda: return_task(actor=staff, task_uuid=task.uuid, reason="缺登记表"),
    )

    assert outcomes == sorted(["done", RuleBroken.__name__])
    assert TaskStep.objects.filter(task=task, verb__in=("accept", "return")).count() == 1


def test_two_workers_issue_a_turn_once(world: World) -> None:
    at = MORNING + timedelta(days=1)
    job = Actor.system("周期任务")

    outcomes = at_once(
        lambda: issue_due_occurrences(actor=job, at=at),
        lambda: issue_due_occurrences(actor=job, at=at),
    )

    assert outcomes == ["0", "done"]
    assert Task.objects.filter(action__code="3.1-b", occurrence=2).count() == 1
