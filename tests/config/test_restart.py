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
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from lianfang.base.kernel import clock
from lianfang.command.measures.choices import Topic
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
keys = {who: make_token(actor=county.actors[who], label="重启试验", days=1)[1] for who in ("cdc", "office", "li", "chief")}
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


@dataclass(frozen=True)
class Night:
    """What went on when the power failed: a verified signal, its emergency, a complaint, an order."""

    emergency: str
    order: str


def began(server: Server, keys: dict[str, str], shifted: ShiftedClock, found: datetime) -> Night:
    """The hospital's signal verified after twenty minutes; classes stopped; somebody complains."""
    signal = server.ask(keys["cdc"], "signals", {
        "title": "中心学校呕吐腹泻", "source": "hospital", "area_code": "652327103",
        "disease_code": "cholera", "description": "三名学生呕吐腹泻，便检阳性。", "found_at": found.isoformat(),
    })["uuid"]  # fmt: skip
    shifted.move(timedelta(minutes=20))
    server.ask(keys["cdc"], f"signals/{signal}/verify", {"judgement": "已到校核实，情况属实。"})
    emergency = server.ask(keys["cdc"], "emergencies", {
        "name": "中心学校霍乱疫情", "kind": "infectious", "disease_code": "cholera",
        "area_code": "652327103", "detected": found.isoformat(), "signal": signal,
    })["uuid"]  # fmt: skip
    order = server.ask(keys["office"], "tasks/orders", {
        "kind": "directive", "title": "连夜晨检", "words": "立即晨检。", "urgency": "urgent",
        "sign_until": (found + HOUR).isoformat(), "units": [keys["town"]],
    })["uuid"]  # fmt: skip
    server.ask(keys["office"], f"tasks/orders/{order}/issue", {})
    measure = server.ask(keys["li"], "measures", {
        "emergency": emergency, "kind": "stop_gatherings", "route": "county", "title": "停止集市",
        "content": "停止镇区集市。", "area_code": "652327103", "scope_words": "镇区集市",
        "unit": keys["town"], "reason": "霍乱病例由集市饮食引起。", "proportionality": "只停集市。",
        "alternatives": "消毒不足以阻断传播。", "starts_at": (found + HOUR).isoformat(),
        "ends_at": (found + 99 * HOUR).isoformat(), "hotline": "0994-6912345",
        "review_on": clock.beijing(found + 48 * HOUR).date().isoformat(),
        "complaint_route": "县卫生健康委", "arrangements": {topic.value: "不涉及" for topic in Topic},
    })["uuid"]  # fmt: skip
    server.ask(keys["chief"], f"measures/{measure}/order", {"opinion": "同意"})
    server.ask(keys["office"], f"measures/{measure}/complaints", {
        "complainant": "摊主甲", "words": "只停熟食摊位即可。",
    })  # fmt: skip
    return Night(emergency, order)


def limits_of(server: Server, keys: dict[str, str], night: Night) -> dict[str, list[Any]]:
    """Start, limit and stop of every kind of clock that the night has set going."""
    clocks = server.ask(keys["cdc"], f"emergencies/clocks?emergency={night.emergency}")["items"]
    complaint = server.ask(keys["office"], "measures/complaints")["items"][0]
    order = server.ask(keys["office"], f"tasks/orders/{night.order}")
    stamps = ("started_at", "due_at", "stopped_at")
    return {row["code"]: [row[name] for name in stamps] for row in clocks} | {
        "申诉": [complaint["received_at"], complaint["due_at"], complaint["answered_at"]],
        "签收": [order["issued_at"], order["sign_until"]],
    }


def states_of(server: Server, token: str, night: Night) -> dict[str, str]:
    rows = server.ask(token, f"emergencies/clocks?emergency={night.emergency}")["items"]
    return {row["code"]: row["state"] for row in rows}


def minutes_of(limit: list[str]) -> float:
    start, due = (datetime.fromisoformat(text) for text in limit[:2])
    return (due - start) / timedelta(minutes=1)


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
        night = began(server, keys, shifted, found)
        shifted.move(timedelta(minutes=85))
        lianfang(home, "worker", "--once", **shifted.environment)
        before, stood = limits_of(server, keys, night), states_of(server, cdc, night)
        step = server.ask(office, "tasks/supervision")["items"]
        assert told(server, cdc, "临近时限") == 1
        assert [row["rung"] for row in step] == [1]
    # Four hours without a server.
    shifted.move(4 * HOUR)

    with running(home, shifted) as server:
        passes = [lianfang(home, "worker", "--once", **shifted.environment)]
        after, stands = limits_of(server, keys, night), states_of(server, cdc, night)
        shifted.move(timedelta(minutes=2))
        passes.append(lianfang(home, "worker", "--once", **shifted.environment))
        supervised = server.ask(office, "tasks/supervision")["items"]
        steps = server.ask(office, f"tasks/supervision/{supervised[0]['uuid']}")["steps"]

        assert all("emergencies.clocks" in answer.out for answer in passes)
        assert after == before
        assert datetime.fromisoformat(after["T01"][0]) == found
        limits = {code: minutes_of(after[code]) for code in ("T01", "T04", "T06", "申诉")}
        assert limits == {"T01": 120, "T04": 120, "T06": 120, "申诉": 5 * 24 * 60}
        assert datetime.fromisoformat(after["签收"][1]) == found + HOUR
        assert [(stood[code], stands[code]) for code in ("T01", "T04", "T06", "T07")] == [
            ("soon", "late"), ("soon", "late"), ("met", "met"), ("at_once", "at_once"),
        ]  # fmt: skip
        assert told(server, cdc, "临近时限") == 1
        assert told(server, cdc, "已到时限") == 1
        assert told(server, town, "督办（单位负责人）") == 1
        assert [(row["uuid"], row["rung"]) for row in supervised] == [(step[0]["uuid"], 2)]
        assert [line["who"] for line in steps] == ["督办规则", "督办规则"]
