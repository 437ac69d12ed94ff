"""The pages of the review room: who sees them, what they say, what they keep."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client

from lianfang.base.kernel.actor import Actor
from lianfang.command.emergencies.public import Emergency
from lianfang.picture.review.models import EarlyAction, Lesson, Review
from tests.builders.review import build_lesson, build_review
from tests.builders.tasks import start_response
from tests.builders.world import World

pytestmark = pytest.mark.django_db
Login = Callable[[Actor], Client]


@pytest.fixture
def emergency(county: World, plan: object) -> Emergency:
    return start_response(county, plan, level=4).emergency


def test_a_review_is_opened_filled_and_read(
    county: World, emergency: Emergency, login: Login
) -> None:
    client = login(county.actors["staff"])

    answer = client.post(
        "/reviews/new/", {"emergency": emergency.uuid, "kind": "midway"}, follow=True
    )
    review = Review.objects.get()
    client.post(f"/reviews/{review.uuid}/write/care/", {"happened": "", "words": "无住院病例"})
    page = client.get(f"/reviews/{review.uuid}/").content.decode()

    assert answer.status_code == 200
    assert "7-1-7 及时性" in page
    assert "无住院病例" in page
    assert EarlyAction.objects.filter(kind="care").count() == 1


def test_a_refused_form_keeps_what_was_typed(
    county: World, emergency: Emergency, login: Login
) -> None:
    review = build_review(county, emergency)

    answer = login(county.actors["staff"]).post(
        f"/reviews/{review.uuid}/write/lesson/",
        {"kind": "plan", "title": "补写采样条款", "words": "缺", "unit": county.units["county-health"].uuid,
         "due_on": "2020-01-01"},
    )  # fmt: skip

    assert answer.status_code == 422
    assert "补写采样条款" in answer.content.decode()
    assert not Lesson.objects.exists()


def test_an_approval_that_is_refused_says_what_is_missing(
    county: World, emergency: Emergency, login: Login
) -> None:
    review = build_review(county, emergency)

    answer = login(county.actors["office"]).post(f"/reviews/{review.uuid}/approve/")

    assert answer.status_code == 422
    assert "请先填写总体评价" in answer.content.decode()
    assert Review.objects.get().state == "draft"


def test_figures_leave_as_spreadsheets(county: World, emergency: Emergency, login: Login) -> None:
    review = build_review(county, emergency)
    build_lesson(county, review)
    client = login(county.actors["office"])

    for address in (
        f"/reviews/{review.uuid}/?export=units",
        "/reviews/?export=xlsx",
        "/reviews/lessons/?export=xlsx",
    ):
        sheet = openpyxl.load_workbook(io.BytesIO(client.get(address).content)).active
        assert sheet.max_row > 1


def test_a_unit_finds_its_lesson_and_reports_it(
    county: World, emergency: Emergency, login: Login
) -> None:
    build_review(county, emergency, state="issued")
    lesson = Lesson.objects.get()
    client = login(county.actors["teacher"])

    listed = client.get("/reviews/lessons/?mine=on").content.decode()
    page = client.get(f"/reviews/lessons/{lesson.uuid}/").content.decode()
    client.post(f"/reviews/lessons/{lesson.uuid}/report/", {"words": "已完成"})

    assert lesson.title in listed
    assert "报告完成" in page
    assert Lesson.objects.get().state == "reported"


def test_nobody_from_the_next_county_sees_it(
    county: World, emergency: Emergency, login: Login
) -> None:
    build_review(county, emergency)
    lesson = Lesson.objects.first() or build_lesson(county, Review.objects.get())

    client = login(county.actors["zhao"])

    assert client.get(f"/reviews/{Review.objects.get().uuid}/").status_code == 404
    assert client.get(f"/reviews/lessons/{lesson.uuid}/").status_code == 404


def test_the_page_costs_the_same_with_many_rows(
    county: World, emergency: Emergency, login: Login, django_assert_max_num_queries
) -> None:
    review = build_review(county, emergency)
    for _ in range(20):
        build_lesson(county, review)
    client = login(county.actors["office"])
    client.get("/reviews/")

    with django_assert_max_num_queries(24):
        client.get(f"/reviews/{review.uuid}/")
    with django_assert_max_num_queries(12):
        client.get("/reviews/lessons/")
