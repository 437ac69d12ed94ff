"""What rooms above made of a signal or of a proposal, and how a proposal is decided there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import RuleBroken

from .models import Signal, SourceControl


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


class Decider(Protocol):
    """A room above that decides what came of a proposal of source control."""

    def __call__(
        self, *, actor: Actor, proposal: SourceControl, is_agreed: bool, opinion: str
    ) -> object: ...


_deciders: list[Decider] = []


def enter_decider(decider: Decider) -> None:
    """Name the room above that decides proposals; entered in `config/wiring.py`. Again replaces it."""
    _deciders[:] = [decider]


def decide_proposal(
    *, actor: Actor, proposal: SourceControl, is_agreed: bool, opinion: str
) -> None:
    """
    Have a proposal decided by the room that holds what was drafted from it.

    :raises NotAllowed: the actor may not decide.
    :raises RuleBroken: no room decides, nothing could be drafted, or what the decision itself refuses.
    """
    if not _deciders:
        raise RuleBroken("没有办理管控措施的部门，不能在系统内决定，请按纸面程序办理。")
    _deciders[0](actor=actor, proposal=proposal, is_agreed=is_agreed, opinion=opinion)
