"""What rooms above made of a signal or of a proposal, told on the signal's page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lianfang.base.kernel.actor import Actor

from .models import Signal


@dataclass(frozen=True)
class FollowUp:
    """One thing that came of a signal; `control_id` where it came of one proposal of source control."""

    title: str
    state: str = ""
    tone: str = ""
    text: str = ""
    # Empty where the reader may not open the record.
    url: str = ""
    control_id: int | None = None


# Rooms above that have something to tell; entered in `config/wiring.py`.
Source = Callable[[Actor, Signal], Iterable[FollowUp]]
_sources: list[Source] = []


def enter_follow_ups(source: Source) -> None:
    """Let a room above tell what it made of signals."""
    if source not in _sources:
        _sources.append(source)


def follow_ups(actor: Actor, signal: Signal) -> list[FollowUp]:
    """What became of a signal in the rooms above, as far as the actor may know it."""
    return [row for source in _sources for row in source(actor, signal)]
