"""People and the hour of the tests of duty."""

from collections.abc import Iterator

import pytest
import time_machine

from lianfang.base.kernel.actor import Actor
from tests.builders.roster import THURSDAY, build_colleague
from tests.builders.world import World


@pytest.fixture
def on_thursday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(THURSDAY, tick=False) as moving:
        yield moving


@pytest.fixture
def ma(county: World) -> Actor:
    """Another officer of the command office."""
    return build_colleague(county, "command-office", "马小云", "duty_officer")
