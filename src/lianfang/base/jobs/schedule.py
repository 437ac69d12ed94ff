"""What runs by the clock: rooms' jobs are entered here by `config/jobs.py`."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A named job: how often, and what it does. It returns one line about what it did."""

    name: str
    label: str
    every_seconds: int
    run: Callable[[], str]


_entries: dict[str, Entry] = {}


def schedule(name: str, label: str, *, every_seconds: int, run: Callable[[], str]) -> None:
    """Enter a job. Entering it again replaces it."""
    _entries[name] = Entry(name, label, every_seconds, run)


def entries() -> dict[str, Entry]:
    return dict(_entries)
