"""Log lines say what happened to which address, and never to or by whom."""

import json
import logging
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from lianfang.base.accounts.public import User
from lianfang.config.logs import ALLOWED, JsonLines
from tests.builders.emergencies import build_response
from tests.builders.surveillance import build_signal
from tests.builders.tasks import task_of
from tests.builders.world import PASSWORD, PEOPLE, World

pytestmark = pytest.mark.django_db


class Kept(logging.Handler):
    """Keeps lines as the console would show them."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def kept() -> Iterator[list[str]]:
    handler = Kept()
    root = logging.getLogger()
    root.addHandler(handler)
    yield handler.lines
    root.removeHandler(handler)


def a_day_at_the_desks(county: World, login) -> None:
    """Sign-in right and wrong, lists, searches by name, forms right and wrong, what is not there."""
    client = Client()
    client.post("/account/sign-in/", {"username": "li", "password": "wrong-Password-1"})
    client.post("/account/sign-in/", {"username": "li", "password": PASSWORD})
    for who in ("chief", "office", "cdc", "li", "sysadmin", "auditor"):
        client = login(county.actors[who])
        for url in (
            "/",
            "/notices/",
            "/tasks/all/",
            "/account/users/",
            "/audit/",
            "/signals/",
            "/nowhere/",
        ):
            client.get(url, {"q": "李联络 13899990000"})
        client.get("/search/", {"q": "李联络"})
        client.post(
            "/account/users/new/", {"username": "new", "name": "吴某人", "phone": "13899990000"}
        )
        client.post("/signals/new/", {"title": "吴某人的电话 13899990000"})
        client.get("/api/v1/tasks", {"q": "李联络"})
    client.post("/api/v1/signals", json.dumps({"title": "吴某人"}), content_type="application/json")


def test_a_working_day_leaves_no_name_number_password_or_query_in_the_log(
    county: World, plan: object, login, kept: list[str]
) -> None:
    build_response(county, level=4)
    build_signal(county)
    task_of(county, "township-beiting")

    a_day_at_the_desks(county, login)

    text = "\n".join(kept)
    names = [name for _, name, *_ in PEOPLE]
    forbidden = [
        *names,
        "吴某人",
        "13899990000",
        PASSWORD,
        "wrong-Password-1",
        "q=",
        "%E6",
        "sessionid",
    ]
    assert len(kept) > 60
    assert [word for word in forbidden if word in text] == []


def test_every_line_is_one_json_object_with_known_keys(
    county: World, plan: object, login, kept: list[str]
) -> None:
    a_day_at_the_desks(county, login)

    known = {"at", "level", "logger", "message", "fault", *ALLOWED}
    assert all(set(json.loads(line)) <= known and "\n" not in line for line in kept)


def test_a_request_is_logged_with_path_status_and_time(
    county: World, login, kept: list[str]
) -> None:
    login(county.actors["li"]).get("/notices/", {"q": "甲"})

    line = next(line for line in map(json.loads, kept) if line.get("path") == "/notices/")
    assert (line["method"], line["status"]) == ("GET", 200)
    assert line["milliseconds"] > 0


def test_a_fault_is_logged_by_its_place_and_not_by_its_values(kept: list[str]) -> None:
    User.objects.create(username="twin", name="吴某人")

    try:
        with transaction.atomic():
            User.objects.create(username="twin", name="郑某人")
    except IntegrityError:
        logging.getLogger("lianfang").exception("could not store")

    fault = json.loads(kept[-1])["fault"]
    assert fault[0] == "IntegrityError"
    assert any("test_logs.py" in line for line in fault)
    assert "twin" not in kept[-1]
    assert "某人" not in kept[-1]


def test_what_else_is_attached_to_a_record_is_left_out(kept: list[str]) -> None:
    logging.getLogger("lianfang").info("x", extra={"name_of_person": "吴某人", "count": 3})

    line = json.loads(kept[-1])
    assert line["count"] == 3
    assert "吴某人" not in kept[-1]
