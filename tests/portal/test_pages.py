"""Health, errors and the rest of what belongs to no other room."""

from datetime import timedelta

import pytest
from django.test import Client

from lianfang.base.kernel import clock
from lianfang.picture.portal import health
from lianfang.picture.portal.health import examine
from tests.builders.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "CHECKS", (("disk", "磁盘", lambda: (True, "剩余 900 MB")),))


def test_strangers_learn_which_checks_hold_and_nothing_else(client: Client, all_good: None) -> None:
    answer = client.get("/health")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "checks": {"disk": "ok"}}


def test_a_check_that_fails_is_a_503_without_its_reason(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look() -> tuple[bool, str]:
        raise OSError("/srv/secret is gone")

    monkeypatch.setattr(health, "CHECKS", (("disk", "磁盘", look),))

    answer = client.get("/health")

    assert answer.status_code == 503
    assert answer.json() == {"status": "not ok", "checks": {"disk": "not ok"}}
    assert "secret" not in answer.content.decode()


def test_health_shows_neither_versions_nor_paths_nor_numbers(client: Client) -> None:
    body = client.get("/health").json()

    assert set(body) == {"status", "checks"}
    assert set(body["checks"].values()) <= {"ok", "not ok"}
    assert {
        "database",
        "migrations",
        "disk",
        "keys",
        "worker",
        "channels",
        "fonts",
        "packs",
    } == set(body["checks"])


def test_a_worker_that_never_ran_is_told_in_words() -> None:
    words = {finding.key: finding.words for finding in examine()}

    assert words["worker"] == "后台任务从未运行，请启动 lianfang worker"


def test_the_details_are_for_the_system_administrator_only(county: World, login) -> None:
    shown = login(county.actors["sysadmin"]).get("/system/health/")
    refused = login(county.actors["office"]).get("/system/health/")

    assert shown.status_code == 200
    assert "数据库结构" in shown.content.decode()
    assert refused.status_code == 403
    assert "数据库结构" not in refused.content.decode()


def test_an_unknown_address_gets_words_and_no_frame(county: World, login) -> None:
    answer = login(county.actors["li"]).get("/nowhere/")

    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.content.decode()


def test_a_fault_gets_words_although_the_frame_cannot_be_drawn(
    county: World, login, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = login(county.actors["li"])
    client.raise_request_exception = False

    def broken(*_: object) -> None:
        raise RuntimeError("the count is gone")

    monkeypatch.setattr("lianfang.picture.portal.queries.count_waiting", broken)

    answer = client.get("/")

    assert answer.status_code == 500
    assert "系统出现故障" in answer.content.decode()


def test_a_page_that_asks_by_itself_keeps_no_session_alive(county: World, login) -> None:
    client, start = login(county.actors["li"]), clock.now()
    with clock.moved_to(start):
        client.get("/notices/")
    for minutes in (10, 20, 29):
        with clock.moved_to(start + timedelta(minutes=minutes)):
            assert client.get("/pulse/").status_code == 200

    with clock.moved_to(start + timedelta(minutes=31)):
        answer = client.get("/pulse/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/sign-in/")
