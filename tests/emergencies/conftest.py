"""The county of the tests of emergencies, with the few national rules that they need."""

import pytest

from tests.builders.standards import build_few_rules
from tests.builders.world import World


@pytest.fixture
def china(county: World) -> World:
    build_few_rules()
    return county
