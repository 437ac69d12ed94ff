"""
Who gets which answer at every address.

`url_matrix.csv` holds one row per address and method. After a new address or a changed right:
`UPDATE_URL_MATRIX=1 pytest tests/house/test_urls.py -n 0`, then read the difference.
"""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from lianfang.base.accounts.public import User
from lianfang.base.kernel.actor import Actor
from lianfang.picture.portal import queries
from lianfang.picture.portal.navigation import open_places

from .addresses import Address, addresses
from .sample_world import CHARACTERS, SampleWorld, build_sample_world

TABLE = Path(__file__).with_name("url_matrix.csv")
IS_UPDATE = os.environ.get("UPDATE_URL_MATRIX") == "1"
ADDRESSES = addresses()
ROUTES = {address.name: address.route for address in ADDRESSES}
# Inside the module's own transaction; the mark also makes pytest-django set up the database.
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(300)]
Row = dict[str, str]
Rows = dict[tuple[str, str], Row]

# Addresses that answer before anybody has signed in.
# A calendar program cannot sign in; the key in its address opens the holder's shifts only.
OPEN = {"orgs:calendar_feed", "accounts:sign_in", "portal:health"}
# Records that belong to everybody: national rules, and the watch lines of the installation.
NATIONAL = {
    "standards:disease_detail", "api:standards_disease_get", "standards:watch_edit", "standards:watch_aside",
    "standards:watch_restore", "api:standards_watch_set_aside", "api:standards_watch_restore",
}  # fmt: skip
# Records of the county that its townships read: its plan.
SHARED_IN_COUNTY = {"plans:plan_detail", "plans:duty_detail"}
# What lies below these, pages and API alike, is no business of the three administrators.
BUSINESS = (
    "measures", "people", "places", "plans", "signals", "surveillance", "emergencies", "tasks", "reports",
    "analysis", "exercises", "live", "reviews",
)  # fmt: skip
# Reading that leaves a trace on purpose, and why.
WRITES_WHEN_READ = {
    "accounts:second_factor_setup": "draws the key that the telephone is enrolled with",
}


@dataclass
class House:
    """The sample world with everybody signed in."""

    sample: SampleWorld
    sessions: dict[str, str]
    contents: str


def label(address: Address) -> str:
    return f"{address.name} {address.method}".strip()


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """One world for all rows; every request is rolled back. The numbers of the menu are counted elsewhere."""
    with (
        django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch
    ):  # fmt: skip
        patch.setattr(queries, "count_waiting", lambda actor: {})
        sample = build_sample_world()
        sessions = {who: _sign_in(actor) for who, actor in sample.people.items()}
        yield House(sample, sessions, _contents())
        transaction.set_rollback(True)


def _sign_in(actor: Actor) -> str:
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend"
    )
    session = client.session
    session["post_id"] = actor.post_id
    session.save()
    return str(session.session_key)


def _contents() -> str:
    """Everything stored, sessions aside, as one text."""
    tables = [
        model._base_manager.order_by("pk").values_list()
        for model in apps.get_models(include_auto_created=True)
        if model is not SessionStore.get_model_class()
    ]
    return repr([list(rows) for rows in tables])


def ask(house: House, who: str, method: str, address: Address, *, uuid: UUID | None = None) -> str:
    """The status of one request, which leaves nothing behind; `!` marks a write that should not be."""
    client = Client(raise_request_exception=False)
    if who != "anonymous":
        client.cookies[settings.SESSION_COOKIE_NAME] = house.sessions[who]
    kind = "application/json" if address.is_api else "application/x-www-form-urlencoded"
    # As a browser sends an empty form: nothing but the token.
    body = "" if method == "GET" else "{}" if address.is_api else "csrfmiddlewaretoken=x"
    writes: list[str] = []
    with transaction.atomic():
        with connection.execute_wrapper(_note_writes(writes)):
            answer = client.generic(method, address.url(house.sample, uuid=uuid), body, kind)
        must_be_still = method == "GET" or answer.status_code >= 400
        has_changed = bool(writes) and must_be_still and _contents() != house.contents
        transaction.set_rollback(True)
    if answer.status_code == 500 and answer.exc_info:
        raise AssertionError(f"{who} {method} {address.name} breaks") from answer.exc_info[1]
    return f"{answer.status_code}!" if has_changed else str(answer.status_code)


def _note_writes(writes: list[str]) -> Any:
    def note(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        is_write = sql.startswith(("INSERT", "UPDATE", "DELETE"))
        if is_write and "django_session" not in sql:
            writes.append(sql)
        return execute(sql, params, many, context)

    return note


def row_of(house: House, method: str, address: Address) -> Row | None:
    """The answers to everybody, or None where the method is not offered."""
    row = {who: ask(house, who, method, address) for who in CHARACTERS}
    offered = {code for who, code in row.items() if who != "anonymous"} != {"405"}
    return row if offered else None


def read_table() -> Rows:
    if not TABLE.exists():
        return {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            (line["url"], line["method"]): {who: line[who] for who in CHARACTERS}
            for line in csv.DictReader(file)
        }


def write_table(rows: Rows) -> None:
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["url", "method", *CHARACTERS])
        for (name, method), row in sorted(rows.items()):
            writer.writerow([name, method, *(row[who] for who in CHARACTERS)])


def replace_rows(name: str, found: Rows) -> None:
    known = {address.name for address in ADDRESSES}
    kept = {key: row for key, row in read_table().items() if key[0] != name and key[0] in known}
    write_table(kept | found)


@pytest.mark.parametrize("address", ADDRESSES, ids=label)
def test_everybody_gets_the_answer_in_the_table(house: House, address: Address) -> None:
    methods = [address.method] if address.method else ["GET", "POST"]
    found = {
        (address.name, method): row
        for method in methods
        if (row := row_of(house, method, address)) is not None
    }
    if IS_UPDATE:
        replace_rows(address.name, found)

    written = {key: row for key, row in read_table().items() if key[0] == address.name}
    assert found, "the address answers to no method"
    assert found == written


def cells() -> list[tuple[str, str, str, str]]:
    return [
        (name, method, who, code)
        for (name, method), row in read_table().items()
        for who, code in row.items()
    ]


def test_the_table_names_no_address_that_is_gone() -> None:
    assert {name for name, _ in read_table()} == {address.name for address in ADDRESSES}


def test_nothing_breaks_on_an_empty_request() -> None:
    # The health address says by 503 that no background worker runs, as in a test.
    strange = [cell for cell in cells() if cell[3].startswith("5") and cell[0] != "portal:health"]

    assert strange == []


def test_reading_and_refusals_change_nothing() -> None:
    assert {cell[0] for cell in cells() if cell[3].endswith("!")} == set(WRITES_WHEN_READ)


def test_nobody_passes_without_signing_in() -> None:
    refused = {"302", "401"}
    strange = [
        cell for cell in cells()
        if cell[2] == "anonymous" and cell[0] not in OPEN and cell[3] not in refused
    ]  # fmt: skip

    assert strange == []


def test_every_place_of_the_menu_opens_for_whoever_sees_it(house: House) -> None:
    table = read_table()
    shut = {
        (who, place.name): table[place.name, "GET"][who]
        for who, actor in house.sample.people.items()
        for place in open_places(actor)
        if table[place.name, "GET"][who] != "200"
    }

    assert shut == {}


WITH_RECORD = [a for a in ADDRESSES if "uuid" in a.arguments and a.name not in NATIONAL]


@pytest.mark.parametrize("address", WITH_RECORD, ids=label)
@pytest.mark.parametrize("who", ["zhao", "elsewhere"])
def test_the_neighbour_does_not_learn_that_a_record_exists(
    house: House, who: str, address: Address
) -> None:
    if who == "zhao" and address.name in SHARED_IN_COUNTY:
        return
    # What they get for the record itself stands in the table, which another test holds to be true.
    theirs = {
        method: row[who] for (name, method), row in read_table().items() if name == address.name
    }
    nobodys = {method: ask(house, who, method, address, uuid=uuid4()) for method in theirs}

    assert all(code.startswith("4") for code in theirs.values())
    assert theirs == nobodys


def test_administrators_have_no_business_with_the_records() -> None:
    strange = [
        cell for cell in cells()
        if cell[2] in {"sysadmin", "secadmin", "auditor"}
        and ROUTES[cell[0]].startswith(BUSINESS)
        and not cell[3].startswith("4")
    ]  # fmt: skip

    assert strange == []
