"""
The API keeps its word: Schemathesis sends what the contract allows and what it forbids.

`openapi.json` is the contract as agreed; `UPDATE_OPENAPI=1 pytest tests/api -k agreed` renews it,
and the difference is read before it is committed.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from ninja import Schema
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from lianfang.base.accounts.idempotency import HEADER
from lianfang.config.api import api
from lianfang.config.wsgi import application
from tests.house.addresses import Address, operations

from .conftest import Program

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(300)]
AGREED = Path(__file__).with_name("openapi.json")
EXAMPLES = int(os.environ.get("CONTRACT_EXAMPLES", "6"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
CONFIG = SchemathesisConfig.from_dict(
    {
        "phases": {"enabled": False, "fuzzing": {"enabled": True}},
        "generation": {"deterministic": True, "no-shrink": True},
    }
)
# Only what the contract allows: a refusal is then about the record and not about the form.
WILLING = SchemathesisConfig.from_dict(
    {
        "phases": {"enabled": False, "fuzzing": {"enabled": True}},
        "generation": {"deterministic": True, "no-shrink": True, "mode": "positive"},
    }
)
# Writes that may not be repeated with a stored answer, and why.
NOT_IDEMPOTENT = {
    "people_reveal": "every look at a whole number is a line of its own in the log, and no answer is kept",
    "account_token_make": "the stored answer would keep the key of the token",
    "audit_verify": "every check is a check of its own, and is recorded as one",
}

SCHEMA = api.get_openapi_schema()
contract = schemathesis.openapi.from_dict(SCHEMA, config=CONFIG)
contract.app = application


OPERATIONS = list(operations())
ROUTES = {address.name.removeprefix("api:"): address for address in OPERATIONS}


def address_of(case: schemathesis.Case) -> Address:
    return ROUTES[case.operation.definition.raw["operationId"]]


def as_text() -> str:
    return json.dumps(SCHEMA, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def test_the_contract_is_the_one_agreed() -> None:
    if os.environ.get("UPDATE_OPENAPI") == "1":
        AGREED.write_text(as_text(), encoding="utf-8")

    assert AGREED.read_text(encoding="utf-8") == as_text()


def test_no_two_shapes_of_the_contract_share_a_name() -> None:
    """The schema knows a shape by its bare name: a second one would silently replace the first."""
    shapes: dict[str, set[str]] = {}
    waiting = list(Schema.__subclasses__())
    while waiting:
        shape = waiting.pop()
        waiting.extend(shape.__subclasses__())
        if shape.__module__.startswith("lianfang."):
            shapes.setdefault(shape.__name__, set()).add(shape.__module__)

    assert {name: sorted(places) for name, places in shapes.items() if len(places) > 1} == {}


@contract.parametrize()
@contract.given(is_real=st.booleans())
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
def test_every_answer_is_in_the_contract(
    case: schemathesis.Case, program: Program, is_real: bool
) -> None:
    address = address_of(case)
    if is_real and "uuid" in address.arguments:
        case.path_parameters["uuid"] = address.sample_uuid(program.sample)

    with transaction.atomic():
        answer = case.call(headers=program.headers("office"))
        transaction.set_rollback(True)

    case.validate_response(answer, checks=CHECKS)


strangers = schemathesis.openapi.from_dict(SCHEMA, config=WILLING).include(path_regex=r"\{uuid\}")
strangers.app = application


@strangers.parametrize()
@settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_the_next_county_gets_no_hold_of_a_record(
    case: schemathesis.Case, program: Program
) -> None:
    case.path_parameters["uuid"] = address_of(case).sample_uuid(program.sample)

    with transaction.atomic():
        answer = case.call(headers=program.headers("elsewhere"))
        transaction.set_rollback(True)

    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize("address", OPERATIONS, ids=lambda address: address.name)
def test_nobody_is_answered_without_a_token(program: Program, address: Address) -> None:
    answer = Client().generic(
        address.method, address.url(program.sample), "{}", content_type="application/json"
    )

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 401


def writes() -> list[tuple[str, dict[str, Any]]]:
    return [
        (operation["operationId"], operation)
        for methods in SCHEMA["paths"].values()
        for method, operation in methods.items()
        if method != "get"
    ]


def test_every_write_can_be_sent_twice_and_is_done_once() -> None:
    without = {
        name
        for name, operation in writes()
        if HEADER not in {parameter["name"] for parameter in operation.get("parameters", [])}
    }

    assert without == set(NOT_IDEMPOTENT)


def test_every_operation_says_in_chinese_what_it_does() -> None:
    unclear = [
        operation["operationId"]
        for methods in SCHEMA["paths"].values()
        for operation in methods.values()
        if not any("\u4e00" <= letter <= "\u9fff" for letter in operation["summary"])
    ]

    assert unclear == []


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("signals", "{", 400),
        ("signals", '"\\ud800"', 400),
        ("signals", '{"title": "a\\u0000b"}', 400),
        ("signals", "[" * 100_000, 400),
        ("signals", "{}", 422),
        ("nothing/here", "{}", 404),
        ("tasks/not-a-uuid", "", 404),
        ("tasks?q=%00", "", 400),
    ],
)
def test_what_cannot_be_read_is_refused_in_problem_json(
    program: Program, path: str, body: str, status: int
) -> None:
    answer = Client().generic(
        "POST" if body else "GET",
        f"/api/v1/{path}",
        body,
        content_type="application/json",
        headers=program.headers("office"),
    )

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]
