"""
What still stands open when a response is to end: tasks, measures, clocks.

A room registers a function in its `open_ends.py`, which `config/wiring.py` imports at start-up; the
deciding page asks all of them. The lower room does not know who answers.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class OpenEnd:
    """One kind of thing that is still open: how many, and where they are listed."""

    label: str
    count: int
    url: str = ""
    note: str = ""


# A running response in; what is open of it in one room out. Nothing open: nothing said.
Finder = Callable[[Any], Iterable[OpenEnd]]

_finders: dict[str, Finder] = {}


def register_open_ends(name: str, finder: Finder) -> None:
    """Offer a room's open ends under its name. Registering it again replaces it."""
    _finders[name] = finder


def known_open_ends() -> list[str]:
    return sorted(_finders)


def open_ends(response: Any) -> list[OpenEnd]:
    """Everything that still stands open for a response, room by room."""
    found = [end for name in known_open_ends() for end in _finders[name](response)]
    return [end for end in found if end.count]
