"""What the records say about a response: 7-1-7, units, duties, gaps of the plan. Nothing is typed."""

from dataclasses import dataclass
from datetime import datetime

from lianfang.base.kernel.actor import Actor
from lianfang.command.emergencies.public import (
    Emergency,
    Interval,
    Milestone,
    intervals,
    milestones_as_known,
)
from lianfang.command.tasks.public import (
    Impossible,
    Performance,
    Task,
    list_declined,
    list_often_returned,
    performance,
)
from lianfang.county.plans.public import Duty
from lianfang.picture.review.models import Review
from lianfang.picture.review.rules import EarlyActionsSum, share, sum_early_actions

from .reading import early_action_facts

MOST = 20


@dataclass(frozen=True)
class Timeliness:
    """The intervals of 7-1-7 and others that are known, and the sum of the seven early actions."""

    known: dict[str, datetime]
    intervals: list[Interval]
    early: EarlyActionsSum

    @property
    def met(self) -> int:
        return sum(1 for interval in self.intervals if interval.target and not interval.is_late)

    @property
    def measured(self) -> int:
        return sum(1 for interval in self.intervals if interval.target)

    @property
    def missing(self) -> list[str]:
        """The milestones without which 7-1-7 cannot be told in full."""
        wanted = (
            Milestone.EMERGED,
            Milestone.DETECTED,
            Milestone.NOTIFIED,
            Milestone.EARLY_ACTIONS_DONE,
        )
        return [milestone.label for milestone in wanted if milestone not in self.known]


@dataclass(frozen=True)
class Gaps:
    """What the plan lacked: duties without action or never done, work said impossible or sent back."""

    without_action: list[Duty]
    never_done: list[Performance]
    declined: list[Impossible]
    returned: list[Task]

    @property
    def count(self) -> int:
        return sum(map(len, (self.without_action, self.never_done, self.declined, self.returned)))


@dataclass(frozen=True)
class ReviewFigures:
    """Everything that is computed for a review, as of its cut-off."""

    timeliness: Timeliness
    units: list[Performance]
    duties: list[Performance]
    gaps: Gaps

    @property
    def expected(self) -> int:
        return sum(unit.expected for unit in self.units)

    @property
    def accepted_share(self) -> float | None:
        return share(sum(unit.accepted for unit in self.units), self.expected)

    @property
    def on_time_share(self) -> float | None:
        return share(sum(unit.on_time for unit in self.units), self.expected)

    @property
    def returned_share(self) -> float | None:
        submitted = sum(unit.submitted for unit in self.units)
        return share(sum(unit.returned for unit in self.units), submitted)


def timeliness(review: Review) -> Timeliness:
    """
    7-1-7 of a review.

    The seven early actions tell the end of the early response; while one of them is unknown, the
    milestone that somebody noted stands in.
    """
    entries = milestones_as_known(review.emergency, at=review.cutoff_at)
    known = {milestone: entry.happened for milestone, entry in entries.items()}
    early = sum_early_actions(early_action_facts(review))
    if early.completed is not None:
        known[Milestone.EARLY_ACTIONS_DONE] = early.completed
    return Timeliness(known, intervals(known), early)


def figures_of(actor: Actor, review: Review) -> ReviewFigures:
    """All figures of a review; a fixed number of queries."""
    emergency, at = review.emergency, review.cutoff_at
    duties = performance(actor, emergency, by="duty", at=at)
    return ReviewFigures(
        timeliness=timeliness(review),
        units=performance(actor, emergency, by="unit", at=at),
        duties=duties,
        gaps=_gaps(actor, emergency, duties),
    )


def _gaps(actor: Actor, emergency: Emergency, duties: list[Performance]) -> Gaps:
    plans = emergency.responses.values("plan")
    bare = Duty.objects.filter(plan__in=plans, actions=None).select_related("member")
    return Gaps(
        without_action=list(bare.order_by("sort", "id")[:MOST]),
        never_done=[duty for duty in duties if not duty.accepted][:MOST],
        declined=list_declined(actor, emergency, most=MOST),
        returned=list(list_often_returned(actor, emergency)[:MOST]),
    )
