"""The short story is played once for all the tests of a file that only look at it."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from lianfang.picture.exercises.public import Exercise
from tests.builders.exercises import build_exercise
from tests.builders.plans import build_plan
from tests.builders.world import World, build_world


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: object) -> Iterator[tuple[World, Exercise]]:
    """The small county after the story; each test undoes its own changes, the file all of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build_world()
        build_plan(world)
        yield world, build_exercise()
        transaction.set_rollback(True)
