from datetime import timedelta

import pytest

from lianfang.base.kernel import clock, gauges
from lianfang.base.kernel.actor import Actor
from lianfang.command.tasks.gauges import parts_accepted
from lianfang.command.tasks.models import Task
from lianfang.command.tasks.public import (
    Part,
    accept_task,
    board_counts,
    count_review_queue,
    decline_task,
    fulfilment,
    list_review_queue,
    list_tasks,
    return_task,
    sign_task,
    split_task,
    submit_task,
    total_of,
)
from lianfang.command.tasks.queries import list_counted, numbers_at
from lianfang.command.tasks.sections import sections
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


@pytest.fixture
def task(county: World, plan: Plan) -> Task:
    """北庭镇's task, issued in the morning."""
    with clock.moved_to(MORNING):
        start_response(county, plan)
    return task_of(county, "township-beiting", "4.1-a")


@pytest.mark.parametrize(
    ("who", "count"),
    [
        ("li", 2), ("zhao", 2), ("teacher", 2), ("wang", 0), ("cdc", 9), ("office", 9), ("chief", 9),
        ("sysadmin", 0), ("auditor", 0),
    ],
)  # fmt: skip
def test_everybody_sees_the_own_units_tasks_and_the_command_sees_all(
    task: Task, county: World, who: str, count: int
) -> None:
    assert list_tasks(county.actors[who]).count() == count


def test_the_splitter_sees_the_part_and_the_part_of_nobody_else(
    task: Task, county: World, health: Actor, wang: Actor, li: Actor
) -> None:
    with clock.moved_to(MORNING):
        whole = bring_to(county, task_of(county, "county-health", "1.1-a"), "signed", who="health")
        [part] = split_task(
            actor=health, task_uuid=whole.uuid,
            parts=[Part(county.units["county-hospital"], "提供病例资料", whole.due_at)],
        )  # fmt: skip

    assert part in list_tasks(wang)
    assert whole not in list_tasks(wang)
    assert part not in list_tasks(li)
    assert part in list_tasks(health, kind="part")


def test_overdue_is_computed_and_the_rest_is_not_overdue(task: Task, office: Actor) -> None:
    late = MORNING + timedelta(hours=7)

    overdue = {row.pk for row in list_tasks(office, overdue=True, at=late)}
    others = {row.pk for row in list_tasks(office, overdue=False, at=late)}

    assert {Task.objects.get(pk=pk).action.code for pk in overdue} == {"1.1-a", "2.1-a", "3.1-a"}
    assert overdue.isdisjoint(others)
    assert len(overdue | others) == 9


def test_the_earliest_limit_comes_first(task: Task, office: Actor) -> None:
    dues = [row.due_at for row in list_tasks(office)]

    assert dues == sorted(dues)


def test_the_board_is_two_queries_and_agrees_with_the_table(
    task: Task, county: World, office: Actor, django_assert_num_queries: object
) -> None:
    sign_task(actor=county.actors["li"], task_uuid=task.uuid)
    response = task.response

    with django_assert_num_queries(2):
        rows = board_counts(office, response, at=MORNING + timedelta(hours=7))

    total = total_of(rows)
    assert [row.unit_name for row in rows][:2] == ["县卫健委", "县疾控中心"]
    assert (total.total, total.overdue, total.open) == (9, 3, 9)
    for row in rows:
        for state, count in row.states.items():
            unit = next(u for u in county.units.values() if u.pk == row.unit_id)
            assert (
                list_tasks(office, response=task.response, unit=unit, state=state).count() == count
            )


def test_fulfilment_tells_each_clause_apart(task: Task, county: World, office: Actor) -> None:
    bring_to(county, task, "submitted", who="li")
    accept_task(actor=office, task_uuid=task.uuid)

    rows = {
        (row.duty_id, row.unit_id, row.action_id): row for row in fulfilment(office, task.response)
    }

    done = rows[task.duty_id, task.unit_id, task.action_id]
    assert (done.total, done.accepted, done.expected) == (1, 1, 1)
    assert sum(row.total for row in rows.values()) == 9


def test_the_review_queue_holds_what_the_actor_may_answer(
    task: Task, county: World, office: Actor, health: Actor, li: Actor, chief: Actor
) -> None:
    bring_to(county, task, "submitted", who="li")
    decline_task(
        actor=county.actors["zhao"],
        task_uuid=task_of(county, "township-santai", "4.1-a").uuid,
        reason="辖区无居家人员",
    )

    assert [row.pk for row in list_review_queue(office)] == [task.pk]
    assert list_review_queue(office)[0].said == "已办结，附流调报告"
    assert count_review_queue(office) == {"submitted": 1, "declined": 1}
    assert count_review_queue(chief) == {"submitted": 1, "declined": 1}
    assert count_review_queue(li) == {"submitted": 0, "declined": 0}
    assert count_review_queue(health) == {"submitted": 0, "declined": 0}


def test_figures_of_a_past_moment_stay_as_they_were(
    task: Task, county: World, office: Actor, li: Actor
) -> None:
    def at(minutes: int) -> object:
        return clock.moved_to(MORNING + timedelta(minutes=minutes))

    with at(10):
        sign_task(actor=li, task_uuid=task.uuid)
    with at(20):
        submit_task(actor=li, task_uuid=task.uuid, words="已办结")
    with at(30):
        return_task(actor=office, task_uuid=task.uuid, reason="缺登记表")
    emergency = task.response.emergency
    early = numbers_at(emergency, MORNING + timedelta(minutes=25))
    with at(40):
        submit_task(actor=li, task_uuid=task.uuid, words="已补登记表")
    with at(50):
        accept_task(actor=office, task_uuid=task.uuid)
    with at(60):
        change_level(county, task.response, 1)
    with at(70):
        end_response(county, task.response)

    again = numbers_at(emergency, MORNING + timedelta(minutes=25))
    late = numbers_at(emergency, MORNING + timedelta(minutes=80))

    assert again == early
    assert (early["issued"], early["signed"], early["waiting"], early["open"]) == (9, 1, 1, 8)
    assert (early["returned"], early["accepted"], early["closed"]) == (0, 0, 0)
    assert (late["returned"], late["accepted"], late["open"]) == (1, 1, 0)
    assert late["issued"] == late["accepted"] + late["cancelled"] + late["closed"]


def test_overdue_of_a_past_moment_counts_by_the_limit_of_that_moment(
    task: Task, county: World
) -> None:
    with clock.moved_to(MORNING + timedelta(minutes=100)):
        change_level(county, task.response, 1)
    investigation = task_of(county, "county-cdc", "2.1-a")
    assert investigation.due_at == MORNING + timedelta(minutes=220)
    emergency = task.response.emergency

    before = numbers_at(emergency, MORNING + timedelta(minutes=90))
    after = numbers_at(emergency, MORNING + timedelta(minutes=230))

    assert before["overdue"] == 0
    assert after["overdue"] == 2  # the experts' judgement, due at 120, and the investigation


def test_every_figure_lists_as_many_rows_as_it_counts(
    task: Task, county: World, office: Actor
) -> None:
    bring_to(county, task, "submitted", who="li")
    emergency, at = task.response.emergency, clock.now() + timedelta(days=1)

    numbers = numbers_at(emergency, at)

    assert {key: list_counted(office, emergency, at, key).count() for key in numbers} == numbers


def test_the_section_says_in_words_what_its_figures_say(task: Task, county: World) -> None:
    emergency = task.response.emergency

    [section] = sections(emergency, MORNING + timedelta(hours=3))

    values = {figure.key: figure.value for figure in section.figures}
    assert values["tasks.issued"] == 9
    assert values["tasks.overdue"] == 1
    assert (
        section.words == "共下达任务 9 件，已签收 0 件，已销号 0 件，未办结 9 件；其中逾期 1 件。"
    )
    assert all(figure.url and figure.definition for figure in section.figures)


def test_an_emergency_without_tasks_has_no_section(task: Task) -> None:
    assert sections(task.response.emergency, MORNING - timedelta(hours=1)) == []


def test_progress_is_measured_from_the_parts(task: Task, county: World, health: Actor) -> None:
    with clock.moved_to(MORNING):
        whole = bring_to(county, task_of(county, "county-health", "1.1-a"), "signed", who="health")
        parts = split_task(
            actor=health, task_uuid=whole.uuid,
            parts=[
                Part(county.units[code], "提供资料", whole.due_at)
                for code in ("county-cdc", "county-hospital", "township-beiting")
            ],
        )  # fmt: skip
    Task.objects.filter(pk=parts[2].pk).update(state="cancelled")
    bring_to(county, parts[0], "submitted", who="cdc")
    accept_task(actor=health, task_uuid=parts[0].uuid)

    assert parts_accepted([whole.pk, task.pk]) == {whole.pk: (1, 2)}
    assert gauges.measure_gauge("tasks.parts_accepted", [whole.pk]) == {whole.pk: (1, 2)}
    assert gauges.measure_gauge("nobody.measures_this", [whole.pk]) == {}
