"""The door of the exercises room."""

from .choices import Origin
from .injects import Desk
from .models import Exercise, InjectLog
from .queries import get_exercise, latest_of, list_exercises, list_lines
from .scenario import (
    Scenario,
    find_scenario,
    list_scenario_files,
    read_scenario,
    story_start,
)
from .scoring import Outcome, UnitScore, audit_is_whole, outcome_of
from .seats import SEATS, username_of
from .services import prepare_people, run_scenario

__all__ = [
    "SEATS", "Desk", "Exercise", "InjectLog", "Origin", "Outcome", "Scenario", "UnitScore",
    "audit_is_whole", "find_scenario", "get_exercise", "latest_of", "list_exercises", "list_lines",
    "list_scenario_files", "outcome_of", "prepare_people", "read_scenario", "run_scenario",
    "story_start", "username_of",
]  # fmt: skip
