"""The picture at any moment: nothing that was recorded later, and an unchanged board costs nothing."""

import io
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from django.test import Client

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed
from lianfang.command.emergencies.public import TallyFigures, proposals_of, update_tally
from lianfang.command.tasks.public import Task, numbers_at, return_task, standing_at
from lianfang.picture.live import queries
from lianfang.picture.live.queries import Course
from tests.builders.emergencies import build_emergency, build_response
from tests.builders.tasks import bring_to, change_level, start_response
from tests.builders.world import World

pytestmark = pytest.mark.django_db
Login = Callable[[Actor], Client]


@pytest.fixture
def response(county: World, plan: object):
    return start_response(county, plan, level=4)


def test_a_past_moment_knows_nothing_of_later_records(county: World, response) -> None:
    before = clock.now()
    task = Task.objects.filter(parent=None).order_by("id").first()
    who = next(
        w
        for w, a in county.actors.items()
        if task.unit_id in a.unit_ids and a.may("tasks.task.sign")
    )
    with clock.moved_to(before + timedelta(hours=1)):
        bring_to(county, task, "signed", who=who)
        update_tally(
            actor=county.actors["cdc"], emergency_uuid=response.emergency.uuid,
            as_of=before + timedelta(minutes=30), figures=TallyFigures(cases=99),
        )  # fmt: skip
    office = county.actors["office"]

    then = queries.snapshot(office, response.emergency, before)
    later = queries.snapshot(office, response.emergency, before + timedelta(hours=2))

    assert then.numbers["signed"] == 0
    assert later.numbers["signed"] == 1
    assert then.tally is None or then.tally.cases != 99
    assert later.tally.cases == 99


def test_the_present_is_told_alike_from_the_tasks_and_from_their_steps(
    county: World, response
) -> None:
    tasks = Task.objects.filter(parent=None, unit=county.actors["li"].unit_id).order_by("id")
    for task, state in zip(tasks, ("signed", "submitted"), strict=False):
        bring_to(county, task, state, who="li")
    returned = tasks.filter(state="submitted").first()
    if returned is not None:
        return_task(actor=county.actors["office"], task_uuid=returned.uuid, reason="缺少照片")
    emergency, at = response.emergency, clock.now()
    assert numbers_at(emergency, None)["signed"] > 0

    assert numbers_at(emergency, None) == numbers_at(emergency, at)
    for key in ("unit", "area"):
        assert standing_at(emergency, None, by=key) == standing_at(emergency, at, by=key)


def test_screens_that_ask_for_one_version_get_one_picture(
    county: World, response, django_assert_num_queries
) -> None:
    office = county.actors["office"]
    shown = queries.snapshot_now(office, response.emergency, "v1")

    with django_assert_num_queries(0):
        assert queries.snapshot_now(county.actors["chief"], response.emergency, "v1") is shown
    assert queries.snapshot_now(office, response.emergency, "v2") is not shown
    with pytest.raises(NotAllowed):
        queries.snapshot_now(county.actors["li"], response.emergency, "v1")


def test_the_level_at_a_moment_follows_the_decisions(county: World, plan: object) -> None:
    emergency = build_emergency(county)
    before = clock.now()
    with clock.moved_to(before + timedelta(hours=1)):
        build_response(county, emergency, area="652327103")

    assert queries.level_at(proposals_of(emergency), before) == (None, False)
    level, has_ended = queries.level_at(proposals_of(emergency), before + timedelta(hours=2))
    assert level is not None
    assert not has_ended


def test_tiles_add_up_to_the_tasks_of_the_townships(county: World, response) -> None:
    shown = queries.snapshot(county.actors["office"], response.emergency, clock.now())

    inside = [row for row in shown.tiles if row.standing]
    townships = Task.objects.filter(parent=None, area_path__startswith=inside[0].area.path).count()
    assert inside[0].standing.issued == townships
    assert {tile.area.level for tile in shown.tiles} == {"township"}


@pytest.mark.parametrize("number, minutes", [(0, 0), (1, 10), (5, 50), (6, 55), (99, 55), (-3, 0)])
def test_a_step_of_the_slider_is_a_moment_within_the_course(number: int, minutes: int) -> None:
    begins = clock.start_of_day(clock.today())
    course = Course(begins, begins + timedelta(minutes=55), timedelta(minutes=10))

    assert course.moment(number) == begins + timedelta(minutes=minutes)
    assert course.steps == 6


def test_the_wall_shows_the_response_and_answers_304_while_nothing_happens(
    county: World, response, login: Login
) -> None:
    client = login(county.actors["office"])
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        first = client.get("/live/wall/")
        again = client.get(
            "/live/wall/", headers={"If-None-Match": first.headers["ETag"], "HX-Request": "true"}
        )
        change_level(county, response, 3)
        changed = client.get(
            "/live/wall/", headers={"If-None-Match": first.headers["ETag"], "HX-Request": "true"}
        )

    assert response.emergency.name in first.content.decode()
    assert "北庭镇" in first.content.decode()
    assert again.status_code == 304
    assert again.content == b""
    assert changed.status_code == 200


def test_a_calm_county_has_a_calm_wall(county: World, login: Login) -> None:
    page = login(county.actors["duty"]).get("/live/wall/").content.decode()

    assert "目前没有正在进行的应急响应" in page


def test_the_replay_moves_and_leads_to_rows(county: World, response, login: Login) -> None:
    client = login(county.actors["office"])

    first = client.get(f"/live/{response.emergency.uuid}/replay/?step=0")
    last = client.get(f"/live/{response.emergency.uuid}/replay/")

    assert "当时办到哪里" in first.content.decode()
    address = (
        last.content.decode()
        .split('class="lf-figure" href="')[1]
        .split('"')[0]
        .replace("&amp;", "&")
    )
    assert client.get(address).status_code == 200


def test_the_timeline_finds_and_leaves_as_a_spreadsheet(
    county: World, response, login: Login
) -> None:
    client = login(county.actors["office"])
    address = f"/live/{response.emergency.uuid}/timeline/"

    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}?export=xlsx").content)).active

    assert sheet.max_row > 1
    assert "登记事件" in client.get(address).content.decode()
    assert "没有符合条件" in client.get(f"{address}?q=没有这样的事").content.decode()


def test_the_figures_book_defines_every_figure(county: World, response, login: Login) -> None:
    client = login(county.actors["li"])

    page = client.get("/live/figures/").content.decode()
    sheet = openpyxl.load_workbook(
        io.BytesIO(client.get("/live/figures/?export=xlsx").content)
    ).active

    assert "截至时点已登记的死亡病例累计数" in page
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    named = [row for row in rows if row[1] and row[1] != "指标"]
    # Every figure says what it was divided from, or that it is a count; every figure is defined.
    assert all(row[5] and row[6] for row in named)
    (share,) = [row for row in named if row[1] == "签收率"]
    assert share[4].startswith("已签收 ")
    assert share[5].startswith("下达任务 ")
    assert "÷ 下达任务" in page


def test_a_unit_without_the_whole_view_gets_no_picture(
    county: World, response, login: Login
) -> None:
    with pytest.raises(NotAllowed):
        queries.snapshot(county.actors["li"], response.emergency, clock.now())
    assert login(county.actors["li"]).get("/live/wall/").status_code == 403


def test_wall_and_replay_cost_the_same_with_many_rows(
    county: World, response, login: Login, django_assert_max_num_queries
) -> None:
    client = login(county.actors["office"])
    client.get("/live/wall/")

    with django_assert_max_num_queries(28):
        client.get("/live/wall/")
    with django_assert_max_num_queries(30):
        client.get(f"/live/{response.emergency.uuid}/replay/")
