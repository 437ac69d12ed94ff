"""What an emergency waits for: the decision wanted next, before what is merely late or stale."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from lianfang.base.kernel.levels import Grade

# A response lives on counts of the day (daily report); a period is spoken of the day before it ends.
COUNTS_GROW_STALE = timedelta(days=1)
PERIOD_WARNING = timedelta(days=1)


class Want(StrEnum):
    """One thing that somebody should do next, the most pressing first."""

    DECIDE = "decide"
    CLOCK_LATE = "clock_late"
    FIRST_REPORT = "first_report"
    GRADE = "grade"
    START = "start"
    PERIOD = "period"
    CLOCK_SOON = "clock_soon"
    COUNT = "count"
    CLOSE = "close"


@dataclass(frozen=True)
class EventStanding:
    """How an emergency stands, as far as its next step depends on it."""

    is_open: bool = True
    is_pending: bool = False
    late_clocks: int = 0
    soon_clocks: int = 0
    must_be_reported: bool = False
    is_reported: bool = False
    grade: int | None = None
    is_responding: bool = False
    has_responded: bool = False
    period_ends: date | None = None
    counted_at: datetime | None = None


def wanted(standing: EventStanding, *, now: datetime, today: date) -> list[Want]:
    """Everything that is wanted of somebody, the most pressing first; nothing of a closed event."""
    if not standing.is_open:
        return []
    is_graded = standing.grade is not None and standing.grade < Grade.NONE
    holds = {
        Want.DECIDE: standing.is_pending,
        Want.CLOCK_LATE: standing.late_clocks > 0,
        Want.FIRST_REPORT: standing.must_be_reported and not standing.is_reported,
        Want.GRADE: standing.grade is None,
        Want.START: is_graded and not standing.has_responded and not standing.is_pending,
        Want.PERIOD: standing.is_responding
        and not standing.is_pending
        and standing.period_ends is not None
        and standing.period_ends - today <= PERIOD_WARNING,
        Want.CLOCK_SOON: standing.soon_clocks > 0,
        Want.COUNT: standing.is_responding
        and (standing.counted_at is None or now - standing.counted_at > COUNTS_GROW_STALE),
        Want.CLOSE: standing.has_responded and not standing.is_responding,
    }
    return [want for want in Want if holds[want]]
