"""
What every page owes: it parses, brings nothing from elsewhere, and asks the database little.

`query_counts.json` holds the statements of every page without arguments among thirty rows of
each kind. `UPDATE_QUERY_COUNTS=1 pytest tests/house/test_pages.py -n 0` renews it.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.paginator import Page
from django.db import connection, transaction
from django.template.loader import get_template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from lianfang.base.accounts.public import User
from lianfang.base.kernel.actor import Actor

from .addresses import Address, pages
from .crowd import build_crowd
from .plan_of_house import SOURCE
from .sample_world import SampleWorld, build_sample_world
from .test_urls import read_table

COUNTS = Path(__file__).with_name("query_counts.json")
IS_UPDATE = os.environ.get("UPDATE_QUERY_COUNTS") == "1"
MOST_STATEMENTS = 25
# Not lists: the wall draws eight blocks from every room at once, and answers 304 while nothing changes.
SCREENS = {"live:wall": 28}
MOST_BYTES = 150_000
MOST_ROWS = 60
TEMPLATES = sorted(
    path
    for path in SOURCE.rglob("*.html")
    if "templates" in path.parts and "vendor" not in path.parts
)
ASSETS = sorted(
    path
    for path in SOURCE.rglob("*")
    if path.suffix in {".html", ".css", ".js", ".svg"} and "vendor" not in path.parts
)
ELSEWHERE = re.compile(
    r"""(?:src|href|action|data-\w+)\s*=\s*["']?\s*(?:https?:)?//|url\(\s*["']?(?:https?:)?//"""
    r"""|@import\s+["'](?:https?:)?//|\b(?:fetch|import|EventSource|WebSocket)\(\s*["'`](?:https?|wss?):""",
    re.IGNORECASE,
)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", re.IGNORECASE)
INLINE_HANDLER = re.compile(r"""<[^>]*\son[a-z]+\s*=\s*["']|javascript:""", re.IGNORECASE)
# Lists that the law or the county's map keeps short, shown whole.
WHOLE = {
    "accounts:token_list": "one person's keys, cut at one hundred",
    "orgs:area_tree": "a tree is folded, not paged",
    "orgs:group_list": "the working groups of one plan",
    "jobs:job_list": "the jobs that the code names",
    "standards:level_list": "four levels",
    "standards:code_list": "the lists themselves, not their entries",
}


def short(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_a_template_parses(path: Path) -> None:
    parts = path.parts
    place = len(parts) - 1 - parts[::-1].index("templates")

    assert get_template("/".join(parts[place + 1 :])).origin.name == str(path)


@pytest.mark.parametrize("pattern", [ELSEWHERE, INLINE_SCRIPT, INLINE_HANDLER])
def test_pages_bring_everything_from_this_server_and_no_script_inside(pattern: re.Pattern) -> None:
    faults = [
        f"{short(path)}: {found.group()[:60]}"
        for path in ASSETS
        if (found := pattern.search(path.read_text(encoding="utf-8")))
    ]

    assert faults == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (ELSEWHERE, '<script src="https://cdn.example/x.js"></script>'),
        (ELSEWHERE, '<link href="//fonts.example/a.css">'),
        (ELSEWHERE, "body { background: url(http://a.example/x.png) }"),
        (ELSEWHERE, 'fetch("https://a.example")'),
        (INLINE_SCRIPT, "<script>alert(1)</script>"),
        (INLINE_SCRIPT, '<script type="module">go()</script>'),
        (INLINE_HANDLER, '<a class="x" onclick="go()">'),
        (INLINE_HANDLER, '<a href="javascript:go()">'),
    ],
)
def test_a_planted_fault_is_found(pattern: re.Pattern, text: str) -> None:
    assert pattern.search(text)


@pytest.fixture(scope="module")
def crowd(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SampleWorld]:
    """The crowded county; every page only reads it."""
    with django_db_blocker.unblock(), transaction.atomic():
        sample = build_sample_world()
        build_crowd(sample)
        yield sample
        transaction.set_rollback(True)


def readers() -> dict[str, str]:
    """Every page without arguments, and who of the cast opens it; the office where it may."""
    plain = {address.name for address in pages() if not address.arguments}
    found = {}
    for (name, method), row in read_table().items():
        if name in plain and method == "GET":
            opened = [who for who, code in row.items() if code == "200" and who != "anonymous"]
            if opened:
                found[name] = "office" if "office" in opened else opened[0]
    return found


PLAIN: dict[str, Address] = {address.name: address for address in pages() if not address.arguments}


def sign_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend"
    )
    session = client.session
    session["post_id"] = actor.post_id
    session.save()
    return client


def paginators(answer: Any) -> list[Page]:
    layers = [layer for part in answer.context or [] for layer in part.dicts]
    return [value for layer in layers for value in layer.values() if isinstance(value, Page)]


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("name", "who"), sorted(readers().items()))
def test_a_page_among_many_rows_keeps_within_its_budget(
    crowd: SampleWorld, name: str, who: str
) -> None:
    client = sign_in(crowd.people[who])
    url = PLAIN[name].url(crowd)
    client.get(url)

    with CaptureQueriesContext(
        connection,
    ) as statements:
        answer = client.get(url)

    if IS_UPDATE:
        note_count(name, len(statements))
    assert answer.status_code == 200
    assert len(statements) <= SCREENS.get(name, MOST_STATEMENTS)
    assert len(answer.content) <= MOST_BYTES
    assert len(statements) == json.loads(COUNTS.read_text(encoding="utf-8")).get(name)
    if name.endswith(("_list", "_inbox", "_review", "_board")) and name not in WHOLE:
        assert paginators(answer), "a list without pages"
        assert all(page.paginator.per_page <= MOST_ROWS for page in paginators(answer))


def note_count(name: str, count: int) -> None:
    counts = json.loads(COUNTS.read_text(encoding="utf-8")) if COUNTS.exists() else {}
    kept = {known: number for known, number in counts.items() if known in PLAIN}
    text = json.dumps(kept | {name: count}, indent=1, sort_keys=True)
    COUNTS.write_text(f"{text}\n", encoding="utf-8")


def test_every_page_without_arguments_has_a_budget() -> None:
    assert json.loads(COUNTS.read_text(encoding="utf-8")).keys() == readers().keys()
