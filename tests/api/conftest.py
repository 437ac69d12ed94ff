"""A program of the command office that calls the API, in a world with one record of every kind."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from lianfang.base.accounts.services import make_token
from lianfang.base.kernel.actor import Actor
from tests.house.sample_world import SampleWorld, build_sample_world


@dataclass
class Program:
    """The sample world and the key of a person's token in it."""

    sample: SampleWorld
    keys: dict[str, str]

    def headers(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[who]}"}


@pytest.fixture(scope="module")
def program(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Program]:
    """One world for all operations; every call is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        sample = build_sample_world()
        yield Program(sample, {who: _key(sample.people[who]) for who in ("office", "elsewhere")})
        transaction.set_rollback(True)


def _key(actor: Actor) -> str:
    return make_token(actor=actor, label="合同测试", days=1)[1]
