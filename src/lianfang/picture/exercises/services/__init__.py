"""What is done in the exercises room: seat the fictional people, play a scenario."""

from .people import prepare_people
from .running import run_scenario

__all__ = ["prepare_people", "run_scenario"]
