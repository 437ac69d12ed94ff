from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed
from lianfang.base.notices.public import Notice, unit_mailbox
from lianfang.command.emergencies.public import ResponseStarted
from lianfang.command.tasks.models import Task
from lianfang.command.tasks.public import (
    cancel_task,
    issue_due_occurrences,
    issue_tasks_of_started_response,
    reassign_task,
)
from lianfang.command.tasks.services import starting
from lianfang.county.plans.models import Action, Plan
from tests.builders.tasks import MORNING, start_response, task_of
from tests.builders.world import World, build_unit

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("周期任务")


def issued(world: World) -> set[tuple[str, str]]:
    codes = {unit.pk: code for code, unit in world.units.items()}
    rows = Task.objects.values_list("action__code", "unit_id")
    return {(action, codes[unit_id]) for action, unit_id in rows}


def test_a_start_issues_what_applies_to_those_who_do_it(county: World, plan: Plan) -> None:
    start_response(county, plan, level=4)

    assert issued(county) == {
        ("1.1-a", "county-health"),
        ("2.1-a", "county-cdc"),
        ("2.1-b", "county-cdc"),
        ("3.1-a", "county-education"),
        ("3.1-b", "school-beiting"),
        ("4.1-a", "township-beiting"),
        ("4.1-a", "township-santai"),
        ("4.2-a", "township-beiting"),
        ("4.2-a", "township-santai"),
    }


def test_a_graver_level_issues_more_and_leaves_out_what_is_for_lighter_ones(
    county: World, plan: Plan
) -> None:
    start_response(county, plan, level=1)

    codes = {action for action, _ in issued(county)}
    assert {"1.2-a", "3.1-c", "4.1-b"} <= codes
    assert "4.2-a" not in codes


def test_a_task_points_to_its_clause_and_is_due_by_the_limit_of_its_level(
    county: World, plan: Plan
) -> None:
    with clock.moved_to(MORNING):
        start_response(county, plan, level=1)

    task = task_of(county, "county-cdc", "2.1-a")
    assert task.duty.code == "2.1"
    assert task.due_at == MORNING + timedelta(minutes=120)
    assert task.issued_at == MORNING
    assert task.issued_by == county.users["chief"]
    assert (task.state, task.level, task.occurrence) == ("issued", 1, 1)
    assert task.issue_words == "启动Ⅰ级响应"


def test_numbers_run_on_and_are_never_given_twice(county: World, plan: Plan) -> None:
    with clock.moved_to(MORNING):
        start_response(county, plan)
        start_response(county, plan)

    numbers = sorted(Task.objects.values_list("number", flat=True))
    assert numbers == [f"RW-2026-{n:06d}" for n in range(1, 19)]


def test_a_start_is_one_audit_row_and_one_letter_per_unit(county: World, plan: Plan) -> None:
    start_response(county, plan)

    row = AuditRow.objects.get(action="tasks.task.issued")
    assert (row.count, row.actor_id) == (9, county.users["chief"].pk)
    letters = Notice.objects.filter(kind="tasks.issued")
    assert letters.count() == 6
    letter = letters.get(mailbox=unit_mailbox(county.units["county-cdc"].pk))
    assert "新任务 2 件" in letter.subject
    assert "完成现场流调" in letter.body


def test_starting_twice_makes_nothing_twice(county: World, plan: Plan, chief: Actor) -> None:
    response = start_response(county, plan)
    before = (Task.objects.count(), Notice.objects.count(), AuditRow.objects.count())

    again = issue_tasks_of_started_response(ResponseStarted(response=response, actor=chief))

    assert again == 0
    assert (Task.objects.count(), Notice.objects.count(), AuditRow.objects.count()) == before


def test_two_starters_that_did_not_see_each_other_end_with_one_set_of_tasks(
    county: World, plan: Plan, chief: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = start_response(county, plan)
    before = (Task.objects.count(), Notice.objects.count(), AuditRow.objects.count())
    monkeypatch.setattr(starting.issuing, "issued_keys", lambda response: set())

    with pytest.raises(IntegrityError), transaction.atomic():
        issue_tasks_of_started_response(ResponseStarted(response=response, actor=chief))

    assert (Task.objects.count(), Notice.objects.count(), AuditRow.objects.count()) == before


def test_a_start_that_fails_at_its_last_step_leaves_no_task(
    county: World, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(letters: object) -> int:
        raise RuntimeError("no post")

    monkeypatch.setattr(starting, "send_letters", broken)

    with pytest.raises(RuntimeError), transaction.atomic():
        start_response(county, plan)

    assert Task.objects.count() == 0
    assert AuditRow.objects.filter(action="tasks.task.issued").count() == 0


def test_a_response_of_one_township_leaves_the_other_townships_alone(
    county: World, plan: Plan
) -> None:
    start_response(county, plan, area="652327103")

    units = {unit for _, unit in issued(county)}
    assert "township-beiting" in units
    assert "school-beiting" in units
    assert "county-cdc" in units
    assert "township-santai" not in units


def test_an_action_that_nobody_can_do_is_told_to_the_office(county: World, plan: Plan) -> None:
    Action.objects.filter(code="3.1-b").update(performer="place")

    start_response(county, plan)

    letter = Notice.objects.get(kind="tasks.nobody")
    assert letter.mailbox == unit_mailbox(county.units["command-office"].pk)
    assert "学校晨午检零报告" in letter.body
    assert Task.objects.count() == 8


def test_an_action_that_nobody_confirmed_is_not_ordered(county: World, plan: Plan) -> None:
    Action.objects.filter(code="1.1-a").update(is_confirmed=False)

    start_response(county, plan)

    assert ("1.1-a", "county-health") not in issued(county)


def test_a_repeating_action_comes_again_when_it_is_due(county: World, plan: Plan) -> None:
    with clock.moved_to(MORNING):
        start_response(county, plan)
    with clock.moved_to(MORNING + timedelta(minutes=1439)):
        early = issue_due_occurrences(actor=SYSTEM)
    with clock.moved_to(MORNING + timedelta(minutes=1440)):
        at_time = issue_due_occurrences(actor=SYSTEM)
        again = issue_due_occurrences(actor=SYSTEM)

    assert (early, at_time, again) == (0, 1, 0)
    task = task_of(county, "school-beiting", "3.1-b", occurrence=2)
    assert task.due_at == MORNING + timedelta(minutes=1440 + 720)
    assert task.issue_words == "第2期"


def test_after_a_standstill_only_the_latest_turn_comes_and_says_what_was_missed(
    county: World, plan: Plan
) -> None:
    with clock.moved_to(MORNING):
        start_response(county, plan)

    count = issue_due_occurrences(actor=SYSTEM, at=MORNING + timedelta(days=4, hours=1))

    assert count == 1
    task = task_of(county, "school-beiting", "3.1-b", occurrence=5)
    assert task.issue_words.startswith("第5期（第2至4期")
    assert sorted(
        Task.objects.filter(action__code="3.1-b").values_list("occurrence", flat=True)
    ) == [1, 5]


def test_a_new_school_gets_the_next_turn_too(county: World, plan: Plan) -> None:
    with clock.moved_to(MORNING):
        start_response(county, plan)
    county.units["school-santai"] = build_unit(
        "school-santai", county.areas["652327101"], kind="school"
    )

    count = issue_due_occurrences(actor=SYSTEM, at=MORNING + timedelta(days=1))

    assert count == 2


def test_turns_come_only_in_running_responses(county: World, plan: Plan) -> None:
    with clock.moved_to(MORNING):
        response = start_response(county, plan)
    response.ended_at, response.ended_by = MORNING, county.users["chief"]
    response.save()

    assert issue_due_occurrences(actor=SYSTEM, at=MORNING + timedelta(days=1)) == 0


def test_a_liaison_may_not_run_the_clock(county: World, plan: Plan, li: Actor) -> None:
    with clock.moved_to(MORNING):
        start_response(county, plan)
    before = Task.objects.count()

    with pytest.raises(NotAllowed):
        issue_due_occurrences(actor=li, at=MORNING + timedelta(days=1))

    assert Task.objects.count() == before


def test_what_the_command_cancelled_or_moved_is_not_issued_again(
    county: World, plan: Plan, office: Actor, chief: Actor
) -> None:
    response = start_response(county, plan)
    cancelled = task_of(county, "county-health", "1.1-a")
    moved = task_of(county, "township-santai", "4.1-a")
    cancel_task(actor=office, task_uuid=cancelled.uuid, reason="已由专家组完成")
    reassign_task(
        actor=office,
        task_uuid=moved.uuid,
        to_unit=county.units["township-beiting"],
        reason="道路中断",
    )

    again = issue_tasks_of_started_response(ResponseStarted(response=response, actor=chief))

    assert again == 0
    assert Task.objects.count() == 9
