"""What this room tells those above it."""

from dataclasses import dataclass

from lianfang.base.kernel.actor import Actor

from .models import SourceControl


@dataclass(frozen=True)
class SourceControlProposed:
    """A unit proposes to cut the ways from source animals to people: the room of measures takes it up."""

    proposal: SourceControl
    actor: Actor
