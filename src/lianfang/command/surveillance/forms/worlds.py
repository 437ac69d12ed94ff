"""Choosing between the county's own records and those of exercises, one run at a time."""

from collections.abc import Iterable

from lianfang.command.surveillance.rules import COUNTY, World

RUN = "run-"


def world_choices(runs: Iterable[int]) -> list[tuple[str, str]]:
    """实战, all exercises, and each of some runs alone."""
    return [("", "实战"), ("1", "演练"), *run_choices(runs)]


def run_choices(runs: Iterable[int]) -> list[tuple[str, str]]:
    """Each of some runs alone."""
    return [(f"{RUN}{run}", f"演练第{run}场") for run in runs]


def world_chosen(value: object) -> World:
    """What was chosen; of exercises without a run, all of them."""
    written = str(value or "")
    if written.startswith(RUN):
        return World(is_exercise=True, run=int(written.removeprefix(RUN)))
    return World(is_exercise=True) if written == "1" else COUNTY
