"""Events reach their handlers inside the transaction, or after it, and nobody else."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction

from lianfang.base.kernel import events


@dataclass(frozen=True)
class Rung:
    words: str


@dataclass(frozen=True)
class Silent:
    words: str


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """What the handlers of `Rung` heard; they are taken away again."""
    words: list[str] = []
    yield words
    events._inside.pop(Rung, None)
    events._after.pop(Rung, None)


def test_a_handler_runs_while_the_publisher_waits(heard: list[str]) -> None:
    events.connect(Rung, lambda event: heard.append(event.words))

    events.publish(Rung("现在"))

    assert heard == ["现在"]


def test_handlers_run_in_the_order_of_their_connection(heard: list[str]) -> None:
    events.connect(Rung, lambda _: heard.append("一"))
    events.connect(Rung, lambda _: heard.append("二"))

    events.publish(Rung(""))

    assert heard == ["一", "二"]


def test_connecting_twice_runs_once(heard: list[str]) -> None:
    def note(event: Rung) -> None:
        heard.append(event.words)

    events.connect(Rung, note)
    events.connect(Rung, note)
    events.publish(Rung("一次"))

    assert heard == ["一次"]


def test_an_event_of_another_kind_is_not_heard(heard: list[str]) -> None:
    events.connect(Rung, lambda event: heard.append(event.words))

    events.publish(Silent("别处"))

    assert heard == []


def test_a_fault_of_a_handler_reaches_the_publisher(heard: list[str]) -> None:
    def break_down(event: Rung) -> None:
        raise RuntimeError("planted")

    events.connect(Rung, break_down)

    with pytest.raises(RuntimeError, match="planted"):
        events.publish(Rung(""))


@pytest.mark.django_db
def test_what_may_wait_runs_after_the_commit(
    heard: list[str], django_capture_on_commit_callbacks
) -> None:
    events.connect_after_commit(Rung, lambda event: heard.append(event.words))

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        events.publish(Rung("以后"))
        before = list(heard)

    assert (before, heard) == ([], ["以后"])


@pytest.mark.django_db
def test_what_was_rolled_back_is_never_told(
    heard: list[str], django_capture_on_commit_callbacks
) -> None:
    events.connect_after_commit(Rung, lambda event: heard.append(event.words))

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        events.publish(Rung("作废"))
        transaction.set_rollback(True)

    assert heard == []


def test_connections_are_listed_for_the_documentation(heard: list[str]) -> None:
    def note(event: Rung) -> None:
        heard.append(event.words)

    events.connect(Rung, note)

    assert ("Rung", f"{__name__}.note", "inside") in events.connections()
