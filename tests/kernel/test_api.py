"""Cursor pages: nothing is shown twice or skipped, and a cursor from elsewhere is refused."""

import base64
import json

import pytest

from lianfang.base.kernel.api import PAGE_LIMIT, page_after
from lianfang.base.kernel.errors import RuleBroken
from lianfang.county.orgs.models import Area, Post
from tests.builders.world import build_area

pytestmark = pytest.mark.django_db


def areas(count: int) -> None:
    for number in range(count):
        build_area(f"65{number:04d}", f"某县{number}", "county")


def read(*, key: str = "code", cursor: str = "", limit: int = 2) -> dict:
    return page_after(
        Area.objects.all(), key=key, cursor=cursor, limit=limit, shape=lambda a: a.code
    )


def cursor_of(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("code", ["650000", "650001", "650002", "650003", "650004"]),
        ("-code", ["650004", "650003", "650002", "650001", "650000"]),
    ],
)
def test_pages_follow_each_other_without_gap_or_repetition(key: str, expected: list[str]) -> None:
    areas(5)

    first = read(key=key)
    second = read(key=key, cursor=first["next"])
    third = read(key=key, cursor=second["next"])

    assert first["items"] + second["items"] + third["items"] == expected
    assert third["next"] is None


def test_rows_that_sort_alike_are_told_apart_by_their_id() -> None:
    areas(5)

    first = read(key="level")
    second = read(key="level", cursor=first["next"])
    third = read(key="level", cursor=second["next"])

    assert [len(page["items"]) for page in (first, second, third)] == [2, 2, 1]
    assert len({*first["items"], *second["items"], *third["items"]}) == 5


def test_a_row_added_before_the_cursor_shifts_nothing() -> None:
    areas(3)
    first = read()
    build_area("600000", "新增县", "county")

    second = read(cursor=first["next"])

    assert second["items"] == ["650002"]


def test_a_page_is_never_longer_than_the_limit() -> None:
    areas(PAGE_LIMIT + 1)

    assert len(read(limit=10**9)["items"]) == PAGE_LIMIT


@pytest.mark.parametrize("limit", [-1, 1])
def test_a_page_has_at_least_one_row(limit: int) -> None:
    areas(2)

    assert read(limit=limit)["items"] == ["650000"]


@pytest.mark.parametrize(
    "cursor",
    [
        "abc",
        "翻页",
        "W10",
        cursor_of("650000"),
        cursor_of(None, 1),
        cursor_of({}, 1),
        cursor_of("650000", "x"),
        cursor_of("650000", 10**30),
        cursor_of(10**30, 1),
        cursor_of(float("inf"), 1),
        base64.urlsafe_b64encode(b"[" * 5000).decode(),
    ],
)
def test_a_cursor_from_elsewhere_is_refused(cursor: str) -> None:
    areas(3)

    with pytest.raises(RuleBroken, match="翻页标记无效"):
        read(cursor=cursor)


def test_a_cursor_that_is_no_moment_is_refused_where_rows_are_ordered_by_time() -> None:
    with pytest.raises(RuleBroken, match="翻页标记无效"):
        page_after(
            Post.objects.all(), key="-starts_at", cursor=cursor_of("昨天", 1), limit=2, shape=str
        )
