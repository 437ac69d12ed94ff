"""
Who stands behind the mailboxes: entered by `config/wiring.py`, for units live in a higher room.

Until a directory is entered, channels can be held by nobody but a named mailbox.
"""

from dataclasses import dataclass
from typing import Protocol

from lianfang.base.kernel.actor import Actor


@dataclass(frozen=True)
class Holder:
    """Somebody whose letters a channel may carry: a key, a name, and the group it is listed in."""

    key: str
    label: str
    group: str


class Directory(Protocol):
    """What the room of units knows about mailboxes."""

    def holders(self, actor: Actor) -> list[Holder]:
        """Units, roles and people of the actor's area that a channel may be set up for."""

    def mailboxes_of(self, holder: str, area_path: str) -> set[str]:
        """The mailboxes of a role's holders, or of everybody in an area ("all")."""

    def name_of(self, holder: str) -> str:
        """A holder in words."""


_entered: list[Directory] = []


def enter_directory(directory: Directory) -> None:
    """Enter the directory. Entering another one replaces it."""
    _entered[:] = [directory]


def holders(actor: Actor) -> list[Holder]:
    return _entered[0].holders(actor) if _entered else []


def mailboxes_of(holder: str, area_path: str) -> set[str]:
    """The mailboxes whose letters a holder's channel carries."""
    if holder.startswith(("unit:", "user:")):
        return {holder}
    return _entered[0].mailboxes_of(holder, area_path) if _entered else set()


def name_of(holder: str) -> str:
    return _entered[0].name_of(holder) if _entered else holder
