"""
Who stands behind the mailboxes: entered by `config/wiring.py`, for units live in a higher room.

Until a directory is entered, channels can be held by nobody but a named mailbox.
"""

from collections.abc import Iterable
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

    def names_of(self, holders: set[str]) -> dict[str, str]:
        """Holders in words."""


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


def boxes_by_holder(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], set[str]]:
    """The mailboxes of each (holder, area path), each looked up once."""
    return {key: mailboxes_of(*key) for key in set(wanted)}


def names_of(holders: Iterable[str]) -> dict[str, str]:
    """Holders in words; what nobody can name stands as it is."""
    asked = set(holders)
    found = _entered[0].names_of(asked) if _entered else {}
    return {holder: found.get(holder, holder) for holder in asked}
