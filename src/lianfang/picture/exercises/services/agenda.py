"""What is still to happen in a story, in the order of story time."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

Act = Callable[[], None]


@dataclass(order=True, frozen=True)
class Step:
    """One thing to do at a moment. At the same moment the script comes before the units."""

    at: datetime
    rank: int
    sort: int
    act: Act = field(compare=False)


SCRIPT, CLOCK, UNIT = 0, 1, 2


class Agenda:
    """A heap of steps; playing one may add others."""

    def __init__(self) -> None:
        self._steps: list[Step] = []
        self._count = count()

    def add(self, at: datetime, act: Act, *, rank: int = UNIT) -> None:
        heapq.heappush(self._steps, Step(at, rank, next(self._count), act))

    def next_due(self, until: datetime) -> Step | None:
        """Take the earliest step that is not after a moment; None when there is none."""
        if not self._steps or self._steps[0].at > until:
            return None
        return heapq.heappop(self._steps)

    def next_also(self, step: Step, until: datetime) -> Step | None:
        """The next step due, if it is of the same kind as one that was just played."""
        if not self._steps or self._steps[0].rank != step.rank:
            return None
        return self.next_due(until)

    def __len__(self) -> int:
        return len(self._steps)
