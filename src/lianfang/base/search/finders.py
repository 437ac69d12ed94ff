"""
Finders of rooms whose records are too many and too short-lived for the index.

They look in their own tables and are entered by `config/wiring.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from lianfang.base.kernel.actor import Actor


@dataclass(frozen=True)
class Hit:
    """One found record as a page shows it."""

    kind: str
    title: str
    url: str
    summary: str = ""
    # The number people write on paper; a search for exactly that goes straight to the record.
    number: str = ""


@dataclass(frozen=True)
class Finder:
    """A room's own way to find its records by words, in the actor's sight; at most `limit` of them."""

    kind: str
    look: Callable[[Actor, str, int], list[Hit]]


_finders: dict[str, Finder] = {}


def enter_finder(finder: Finder) -> None:
    """Enter a finder. Entering one of the same kind again replaces it."""
    _finders[finder.kind] = finder


def finders() -> list[Finder]:
    return list(_finders.values())
