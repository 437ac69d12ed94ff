"""The stage of one run: who acts, what has come of it so far, and the log."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.emergencies.public import Emergency, Response
from lianfang.county.orgs.public import Post, Unit, actor_at
from lianfang.picture.exercises.choices import Origin
from lianfang.picture.exercises.habits import Habits
from lianfang.picture.exercises.injects import Desk
from lianfang.picture.exercises.models import Exercise, InjectLog
from lianfang.picture.exercises.scenario import Scenario

from .agenda import Agenda

LONGEST_LINE = 300


@dataclass
class Stage:
    """Everything that the verbs of a run share. What has been recorded is named by its uuid."""

    exercise: Exercise
    scenario: Scenario
    units: Mapping[str, Unit]
    posts: Mapping[tuple[str, str], Post]
    agenda: Agenda = field(default_factory=Agenda)
    signal: UUID | None = None
    emergency: Emergency | None = None
    response: Response | None = None
    proposal: UUID | None = None
    # Concluded and not yet behind a proposal.
    consultation: UUID | None = None
    report: UUID | None = None
    card: UUID | None = None
    # What was proposed, by its title.
    measures: dict[str, UUID] = field(default_factory=dict)
    lines: int = 0
    done: Counter[str] = field(default_factory=Counter)
    _actors: dict[tuple[str, str], Actor] = field(default_factory=dict)

    @cached_property
    def habits(self) -> Habits:
        return Habits(self.scenario, self.units)

    def actor(self, unit: str, role: str) -> Actor:
        """
        The person at a desk.

        :raises RuleBroken: nobody sits there.
        """
        key = (unit, role)
        if key not in self._actors:
            if key not in self.posts:
                raise RuleBroken(f"“{unit}”没有角色为“{role}”的演示人员，请检查演练脚本。")
            self._actors[key] = actor_at(self.posts[key])
        return self._actors[key]

    def at_desk(self, desk: Desk) -> Actor:
        return self.actor(desk.unit, desk.role)

    def unit_desk(self, unit: str) -> Actor:
        """The person who acts for a unit."""
        return self.actor(unit, self.habits.of(unit).role)

    def moment(self, offset: timedelta | None) -> datetime | None:
        """A moment of the story, given as time since its beginning."""
        return None if offset is None else self.exercise.begins_at + offset

    def log(
        self,
        origin: Origin,
        by: str,
        verb: str,
        summary: str,
        result: str,
        *,
        has_worked: bool = True,
    ) -> None:
        """Write one line of the log, at the present moment of the story."""
        self.lines += 1
        InjectLog.objects.create(
            exercise=self.exercise, sort=self.lines, story_at=clock.now(), origin=origin, by=by[:120],
            verb=verb, summary=cut(summary), result=cut(result), has_worked=has_worked,
        )  # fmt: skip

    def log_unit(self, unit: str, verb: str, summary: str, result: str) -> None:
        self.log(Origin.UNIT, self.units[unit].short_name, verb, summary, result)


def cut(text: str) -> str:
    """A text as long as a line of the log holds."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_LINE else f"{flat[: LONGEST_LINE - 1]}…"


def desk_name(actor: Actor) -> str:
    """A desk as the log names it: unit and post, never the person."""
    return f"{actor.unit_name} {actor.post_title}".strip()
