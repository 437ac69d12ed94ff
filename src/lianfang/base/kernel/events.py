"""Events: how a lower room tells those above it. Connected in `config/wiring.py` and nowhere else."""

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction

_inside: dict[type, list[Callable[[Any], None]]] = defaultdict(list)
_after: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def connect(event: type, handler: Callable[[Any], None]) -> None:
    """Run the handler inside the publishing transaction: it succeeds or fails with it."""
    if handler not in _inside[event]:
        _inside[event].append(handler)


def connect_after_commit(event: type, handler: Callable[[Any], None]) -> None:
    """Run the handler after the publishing transaction has committed."""
    if handler not in _after[event]:
        _after[event].append(handler)


def publish(event: Any) -> None:
    """Tell the rooms above. What must hold together runs now, the rest after commit."""
    for handler in _inside[type(event)]:
        handler(event)
    for handler in _after[type(event)]:
        transaction.on_commit(partial(handler, event))


def connections() -> list[tuple[str, str, str]]:
    """Every (event, handler, when), for the documentation and the house tests."""
    rows = [
        (e.__name__, f"{h.__module__}.{h.__name__}", "inside")
        for e, hs in _inside.items()
        for h in hs
    ]
    rows += [
        (e.__name__, f"{h.__module__}.{h.__name__}", "after")
        for e, hs in _after.items()
        for h in hs
    ]
    return sorted(rows)
