"""Runs that are repeated, stopped, broken or refused."""

from datetime import timedelta

import pytest

from lianfang.base.accounts.public import User
from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.command.emergencies.public import running_response
from lianfang.command.tasks.public import Task, TaskState
from lianfang.county.plans.models import Plan
from lianfang.picture.exercises.public import (
    Exercise,
    audit_is_whole,
    outcome_of,
    run_scenario,
)
from lianfang.picture.exercises.services import running
from tests.builders.exercises import (
    BEGINS,
    CONDUCTOR,
    LEADER,
    build_exercise,
    build_scenario,
    story,
)
from tests.builders.tasks import start_response
from tests.builders.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_a_second_run_is_a_second_exercise(plan: Plan) -> None:
    played = build_exercise()
    people = User.objects.count()
    first = outcome_of(played).tasks

    again = build_exercise()

    assert again.pk != played.pk
    assert again.emergency_id != played.emergency_id
    assert outcome_of(again).tasks == first
    assert outcome_of(played).tasks == first
    assert User.objects.count() == people


def test_a_story_can_stop_in_the_middle(plan: Plan) -> None:
    exercise = build_exercise(until=timedelta(hours=30))

    assert exercise.finished_at is None
    assert exercise.reached_at == BEGINS + timedelta(hours=30)
    assert running_response(exercise.emergency).level == 3
    assert not Task.objects.filter(issued_at__gt=exercise.reached_at).exists()
    assert outcome_of(exercise).tasks["open"] > 0


def test_a_real_response_does_not_hear_the_clock_of_the_story(county: World, plan: Plan) -> None:
    with clock.moved_to(BEGINS - timedelta(days=1)):
        real = start_response(county, plan, level=3)
    before = list(real.tasks.order_by("pk").values())

    build_exercise()

    assert list(real.tasks.order_by("pk").values()) == before
    assert not real.tasks.filter(reminders__isnull=False).exists()


def test_a_run_that_breaks_leaves_what_it_has_done_and_says_so(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(stage: object, inject: object, actor: object) -> tuple[str, str]:
        if inject.do == "decide_response" and inject.at > timedelta(hours=24):
            raise OSError("disk")
        return play(stage, inject, actor)

    play = running.play
    monkeypatch.setattr(running, "play", break_down)
    with pytest.raises(OSError, match="disk"):
        build_exercise()

    exercise = Exercise.objects.get()
    assert exercise.finished_at is None
    assert "OSError" in exercise.interruption
    assert exercise.reached_at < BEGINS + timedelta(hours=25)
    assert running_response(exercise.emergency).level == 4
    assert Task.objects.filter(state=TaskState.ACCEPTED).exists()
    assert audit_is_whole()


def test_an_inject_that_is_refused_interrupts_the_exercise(plan: Plan) -> None:
    injects = [
        *story()["injects"][:4],
        {"at": "1h", "by": LEADER, "do": "draft_report", "kind": "final"},
    ]
    scenario = build_scenario(injects=injects, ends="40h")

    with pytest.raises(NotAllowed):
        build_exercise(scenario)

    exercise = Exercise.objects.get()
    assert "权限" in exercise.interruption
    assert exercise.emergency is not None


def test_a_unit_that_the_county_does_not_have_is_refused_before_anything_is_made(
    plan: Plan,
) -> None:
    scenario = build_scenario(behaviour={**story()["behaviour"], "moon-base": {}})
    people = User.objects.count()

    with pytest.raises(RuleBroken, match="moon-base"):
        build_exercise(scenario)

    assert not Exercise.objects.exists()
    assert User.objects.count() == people


def test_a_liaison_may_not_run_an_exercise(plan: Plan, li: Actor) -> None:
    rows = AuditRow.objects.count()

    with pytest.raises(NotAllowed):
        run_scenario(actor=li, scenario=build_scenario(), begins_at=BEGINS)

    assert not Exercise.objects.exists()
    assert AuditRow.objects.count() == rows


def test_a_story_before_anybody_was_in_office_is_refused(plan: Plan) -> None:
    with pytest.raises(RuleBroken, match="2020"):
        run_scenario(
            actor=CONDUCTOR, scenario=build_scenario(), begins_at=BEGINS - timedelta(days=4000)
        )

    assert not Exercise.objects.exists()
