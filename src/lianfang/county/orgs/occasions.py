"""
What a team can be called for: entered by `config/wiring.py`, for emergencies live in a higher room.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from lianfang.base.kernel.actor import Actor


@dataclass(frozen=True)
class Occasion:
    """Something under way that a team may be called for."""

    uuid: UUID
    name: str


Lister = Callable[[Actor], list[Occasion]]
_entered: list[Lister] = []


def enter_occasions(lister: Lister) -> None:
    """Enter who lists what is under way. Entering another one replaces it."""
    _entered[:] = [lister]


def list_occasions(actor: Actor) -> list[Occasion]:
    """What is under way and the actor may see."""
    return _entered[0](actor) if _entered else []
