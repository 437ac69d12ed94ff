"""The cast and the small county; time and networks are held still."""

import contextlib
import subprocess
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from lianfang.base.audit.models import ChainHead
from lianfang.base.kernel import events
from lianfang.base.kernel.actor import Actor
from lianfang.county.plans.models import Plan

from . import template
from .builders.plans import build_plan
from .builders.world import World, build_world

# A busy machine is no fault of the rule under test.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Test databases begin as copies of one that is migrated already, see template.py."""
    # A migration that breaks is told by Django itself, with all its words.
    with contextlib.suppress(subprocess.CalledProcessError), django_db_blocker.unblock():
        template.copy_for_tests(connection)


@pytest.fixture
def county(db: None) -> World:
    """吉木萨尔县 with two townships, and a person at every desk."""
    return build_world()


@pytest.fixture
def plan(county: World) -> Plan:
    """A small plan in force in the county."""
    return build_plan(county)


def _member(who: str) -> Callable[[World], Actor]:
    def actor(county: World) -> Actor:
        return county.actors[who]

    actor.__doc__ = f"The person '{who}' of the small county, see builders/world.py."
    return pytest.fixture(name=who)(actor)


chief = _member("chief")
office = _member("office")
staff = _member("staff")
duty = _member("duty")
health = _member("health")
cdc = _member("cdc")
teacher = _member("teacher")
wang = _member("wang")
li = _member("li")
zhao = _member("zhao")
sysadmin = _member("sysadmin")
secadmin = _member("secadmin")
auditor = _member("auditor")


@pytest.fixture
def login() -> Callable[[Actor], Client]:
    """A browser signed in as an actor, at that actor's post, second factor given."""

    def sign_in(actor: Actor) -> Client:
        from lianfang.base.accounts.public import User

        client = Client()
        client.force_login(
            User.objects.get(pk=actor.user_id), backend="django.contrib.auth.backends.ModelBackend"
        )
        session = client.session
        session["post_id"] = actor.post_id
        session.save()
        return client

    return sign_in


@pytest.fixture
def connections_restored() -> Iterator[None]:
    """Whatever a test connects to an event is gone after it: other tests and the docs never see it."""
    sides = (events._inside, events._after)
    kept = [{event: list(handlers) for event, handlers in side.items()} for side in sides]
    yield
    for side, before in zip(sides, kept, strict=True):
        side.clear()
        side.update(before)


@pytest.fixture
def heard(connections_restored: None) -> Callable[..., list[object]]:
    """Listen to events for the length of one test: `told = heard(MeasureEnded)`."""

    def listen(*kinds: type) -> list[object]:
        told: list[object] = []
        for kind in kinds:
            events.connect(kind, told.append)
        return told

    return listen


@pytest.fixture
def head_kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Leaves the database as other tests expect it: triggers on, the chain with its head."""
    yield
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = origin")
        ChainHead.objects.get_or_create(pk=1)


@pytest.fixture
def committed(head_kept: None, transactional_db: None) -> Iterator[None]:
    """Real commits. Afterwards the tables are emptied, which the triggers of the log forbid."""
    ChainHead.objects.get_or_create(pk=1)
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
