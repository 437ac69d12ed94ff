"""What is done in the exercises room: seat the fictional people, play a scenario."""

from .people import SEATS, prepare_people, username_of
from .running import run_scenario

__all__ = ["SEATS", "prepare_people", "run_scenario", "username_of"]
