"""Clocks of the law, reminders and the ladder of supervision go by what is stored: a killed server changes nothing."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from lianfang.base.kernel import clock
from lianfang.config.home import prepare_home

from .running import ROOT, ShiftedClock, environment_of, lianfang, python

pytestmark = [
    pytest.mark.django_db, pytest.mark.processes, pytest.mark.slow,
    pytest.mark.timeout(180, func_only=True),
]  # fmt: skip
# What `lianfang serve` starts for the pages. Packs are left out: the small county is in the copy.
SERVER = """
import argparse, sys
from lianfang.config.commands import serve
serve.WEB_WORKERS = 1
web = serve._start_web(argparse.Namespace(host="127.0.0.1", port=int(sys.argv[1])))
serve._wait_until_up("127.0.0.1", int(sys.argv[1]), web)
print("up", flush=True)
web.wait()
"""
COUNTY = """
import json
from lianfang.base.accounts.public import make_token
from tests.builders.standards import build_few_rules
from tests.builders.world import build_world
county = build_world()
build_few_rules()
keys = {who: make_token(actor=county.actors[who], label="重启试验", days=1)[1] for who in ("cdc", "office", "li")}
print(json.dumps(keys | {"town": str(county.units["township-beiting"].uuid)}))
"""
HOUR = timedelta(hours=1)


class Server:
    """A web server in a process group of its own, asked through the API."""

    def __init__(self, home: Path, shifted: ShiftedClock) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._process = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(self.port)], cwd=ROOT, stdout=subprocess.PIPE,
            env=environment_of(home) | shifted.environment, start_new_session=True,
        )  # fmt: skip

    def wait_until_up(self) -> None:
        assert self._process.stdout.readline() == b"up\n"

    def ask(self, token: str, path: str, body: dict[str, Any] | None = None) -> Any:
        raw = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = Request(f"http://127.0.0.1:{self.port}/api/v1/{path}", raw, headers)
        with urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def kill(self) -> None:
        """Everything of it at once, as when the power goes."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process.stdout.close()


@contextmanager
def running(home: Path, shifted: ShiftedClock) -> Iterator[Server]:
    server = Server(home, shifted)
    try:
        server.wait_until_up()
        yield server
    finally:
        server.kill()


@pytest.fixture(scope="module")
def home(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A home as migrations leave it, taken from the tests' own database before a test writes there."""
    home = prepare_home(tmp_path_factory.mktemp("restart"))
    with django_db_blocker.unblock():
        connection.ensure_connection()
        copy = sqlite3.connect(home / "lianfang.sqlite3")
        connection.connection.backup(copy)
        copy.close()
    return home


def clock_of(server: Server, token: str, emergency: str, code: str) -> dict[str, Any]:
    page = server.ask(token, f"emergencies/clocks?emergency={emergency}&code={code}")
    return page["items"][0]


def told(server: Server, token: str, words: str) -> int:
    page = server.ask(token, "notices?limit=200")
    return sum(words in notice["subject"] for notice in page["items"])


def test_a_killed_server_goes_on_with_clocks_reminders_and_supervision(
    home: Path, tmp_path: Path
) -> None:
    county = python(home, COUNTY)
    assert county.code == 0, county.err
    keys = county.json
    cdc, office, town = keys["cdc"], keys["office"], keys["li"]
    shifted = ShiftedClock(tmp_path / "offset")
    found = clock.now().replace(second=0, microsecond=0)

    with running(home, shifted) as server:
        emergency = server.ask(cdc, "emergencies", {
            "name": "中心学校聚集性呕吐", "kind": "infectious", "disease_code": "norovirus",
            "area_code": "652327103", "detected": found.isoformat(),
        })["uuid"]  # fmt: skip
        order = server.ask(office, "tasks/orders", {
            "kind": "directive", "title": "连夜晨检", "words": "立即晨检。", "urgency": "urgent",
            "sign_until": (found + HOUR).isoformat(), "units": [keys["town"]],
        })["uuid"]  # fmt: skip
        server.ask(office, f"tasks/orders/{order}/issue", {})
        shifted.move(timedelta(minutes=105))
        lianfang(home, "worker", "--once", **shifted.environment)
        before = clock_of(server, cdc, emergency, "T01")
        step = server.ask(office, "tasks/supervision")["items"]
        assert (before["state"], told(server, cdc, "临近时限")) == ("soon", 1)
        assert [row["rung"] for row in step] == [1]
    # Four hours without a server.
    shifted.move(4 * HOUR)

    with running(home, shifted) as server:
        passes = [lianfang(home, "worker", "--once", **shifted.environment)]
        after = clock_of(server, cdc, emergency, "T01")
        shifted.move(timedelta(minutes=2))
        passes.append(lianfang(home, "worker", "--once", **shifted.environment))
        supervised = server.ask(office, "tasks/supervision")["items"]
        steps = server.ask(office, f"tasks/supervision/{supervised[0]['uuid']}")["steps"]

        assert all("emergencies.clocks" in answer.out for answer in passes)
        assert after["state"] == "late"
        assert datetime.fromisoformat(after["started_at"]) == found
        assert datetime.fromisoformat(after["due_at"]) == found + 2 * HOUR
        assert {**after, "state": ""} == {**before, "state": ""}
        assert told(server, cdc, "临近时限") == 1
        assert told(server, cdc, "已到时限") == 1
        assert told(server, town, "督办（单位负责人）") == 1
        assert [(row["uuid"], row["rung"]) for row in supervised] == [(step[0]["uuid"], 2)]
        assert [line["who"] for line in steps] == ["督办规则", "督办规则"]
