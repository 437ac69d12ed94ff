"""Pages and API of the exercises."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.spreadsheets import read_table
from lianfang.picture.exercises.presenters import SCORE_COLUMNS
from lianfang.picture.exercises.public import Exercise, outcome_of
from tests.builders.world import World, build_actor, build_unit, build_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
Login = Callable[[Actor], Client]


@pytest.fixture
def played(stage: tuple[World, Exercise]) -> Exercise:
    return stage[1]


@pytest.fixture
def county(stage: tuple[World, Exercise]) -> World:
    """The county of the story, in place of a new one."""
    return stage[0]


def page(name: str, *args: object) -> str:
    return reverse(f"exercises:{name}", args=args)


def test_the_list_names_the_exercise_and_its_emergency(
    played: Exercise, office: Actor, login: Login
) -> None:
    answer = login(office).get(page("exercise_list"))

    assert answer.status_code == 200
    text = answer.content.decode()
    assert played.title in text
    assert played.emergency.number in text
    assert "已结束" in text


def test_an_empty_list_says_how_to_run_one(county: World, office: Actor, login: Login) -> None:
    text = login(office).get(page("exercise_list"), {"state": "interrupted"}).content.decode()

    assert "lianfang exercise run" in text


def test_the_story_shows_who_did_what_and_what_came_of_it(
    played: Exercise, office: Actor, login: Login
) -> None:
    text = (
        login(office)
        .get(page("exercise_detail", played.uuid), {"origin": "script"})
        .content.decode()
    )

    assert "多名学生呕吐" in text
    assert "吉突指演〔2026〕1号：启动响应至Ⅳ级" in text
    assert "第1天" in text
    assert "过去一小时" not in text


def test_the_scoreboard_counts_from_the_tasks(
    played: Exercise, office: Actor, login: Login
) -> None:
    answer = login(office).get(page("exercise_scores", played.uuid))

    scores = {line.score.unit: line.score for line in answer.context["lines"]}
    assert scores["县疾控中心"].returned == 1
    assert scores["县卫健委"].overdue == 1
    assert scores["三台镇"].signed_in_time == scores["三台镇"].signed - 1
    assert sum(score.issued for score in scores.values()) == outcome_of(played).tasks["issued"]


def test_the_pages_need_few_queries(
    played: Exercise, office: Actor, login: Login, django_assert_max_num_queries: Callable
) -> None:
    client = login(office)
    client.get(page("exercise_list"))

    for name in ("exercise_detail", "exercise_scores"):
        with django_assert_max_num_queries(25):
            assert client.get(page(name, played.uuid)).status_code == 200


def test_the_scoreboard_is_handed_out_as_a_table(
    played: Exercise, office: Actor, login: Login
) -> None:
    answer = login(office).get(page("exercise_scores", played.uuid), {"export": "xlsx"})

    table = read_table("scores.xlsx", answer.content, SCORE_COLUMNS)
    assert len(table.rows) == len(outcome_of(played).units)


def test_a_liaison_sees_no_exercises(played: Exercise, zhao: Actor, login: Login) -> None:
    client = login(zhao)

    assert client.get(page("exercise_list")).status_code == 403
    assert client.get(page("exercise_detail", played.uuid)).status_code == 403
    assert client.get(page("exercise_scores", played.uuid)).status_code == 403


def test_the_next_county_does_not_find_it(played: Exercise, county: World, login: Login) -> None:
    there = county.areas["652328"]
    neighbour = build_actor(
        build_user("neighbour"), build_unit("mulei-office", there), "office_chief", there
    )
    client = login(neighbour)

    assert client.get(page("exercise_detail", played.uuid)).status_code == 404
    assert played.title not in client.get(page("exercise_list")).content.decode()
    assert client.get(f"/api/v1/exercises/{played.uuid}").status_code == 404


def test_the_api_tells_the_outcome(played: Exercise, office: Actor, login: Login) -> None:
    client = login(office)

    listed = client.get("/api/v1/exercises").json()["items"]
    told = client.get(f"/api/v1/exercises/{played.uuid}").json()

    assert [row["uuid"] for row in listed] == [str(played.uuid)]
    assert told["state"] == "finished"
    assert told["tasks"] == outcome_of(played).tasks
    assert len(told["reports"]) == 3
    assert client.get("/api/v1/exercises/00000000-0000-0000-0000-000000000000").status_code == 404
