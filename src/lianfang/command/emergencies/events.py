"""What this room tells the rooms above it. Published inside the deciding transaction."""

from dataclasses import dataclass

from lianfang.base.kernel.actor import Actor

from .models import Emergency, Response


@dataclass(frozen=True)
class EmergencyRecorded:
    """The record of an emergency was begun, from a signal or without one."""

    emergency: Emergency
    actor: Actor


@dataclass(frozen=True)
class ResponseStarted:
    """A response runs from now on at `response.level`."""

    response: Response
    actor: Actor


@dataclass(frozen=True)
class ResponseLevelChanged:
    """A running response was raised or lowered from `previous_level` to `response.level`."""

    response: Response
    previous_level: int
    actor: Actor


@dataclass(frozen=True)
class ResponseEnded:
    """A response was ended, with the reason given in the decision."""

    response: Response
    reason: str
    actor: Actor
