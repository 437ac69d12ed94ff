"""Where a record belongs: to the county itself, to exercises at large, or to one run of an exercise alone."""

from dataclasses import dataclass

from lianfang.base.kernel.errors import RuleBroken


@dataclass(frozen=True, slots=True)
class World:
    """
    The county's own records, or those of exercises; with `run`, those of one run of an exercise alone.

    `run` is the number that the exercises room gave the run. Nothing written in one world corrects,
    enlarges or silences anything in another.
    """

    is_exercise: bool = False
    run: int | None = None


COUNTY = World()


def world_of(run: int | None, *, is_exercise: bool) -> World:
    """:raises RuleBroken: a run is named outside an exercise."""
    if run is not None and not is_exercise:
        raise RuleBroken("演练场次只用于演练数据，请同时标明是演练。", fields={"run": "只用于演练"})
    return World(is_exercise, run)
