"""What follows from a rule row, over plain values."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which a rule holds, both ends included; no end means until further notice."""

    start: date
    end: date | None

    def holds_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


def exposure_window(
    onset: datetime, *, min_hours: int, max_hours: int | None
) -> tuple[datetime | None, datetime]:
    """When a case may have been infected: from onset − longest to onset − shortest incubation."""
    earliest = None if max_hours is None else onset - timedelta(hours=max_hours)
    return earliest, onset - timedelta(hours=min_hours)


def likely_exposure(median_onset: datetime, *, typical_hours: int) -> datetime:
    """When a point source most likely struck."""
    return median_onset - timedelta(hours=typical_hours)


def earliest_end(anchor: datetime, *, max_hours: int | None) -> datetime | None:
    """
    From when on the response may end: one longest incubation after the last case's anchor.

    None where the disease has no longest incubation; then experts have to judge.
    """
    return None if max_hours is None else anchor + timedelta(hours=max_hours)


def contact_release(last_exposure: datetime, *, observation_days: int | None) -> datetime | None:
    """When the observation of a contact ends; None where contacts are not observed."""
    return None if observation_days is None else last_exposure + timedelta(days=observation_days)


def managed_class(own_class: str, managed: list[tuple[str, Period]], on: date) -> str:
    """The class under which a disease is handled on a day."""
    return next((other for other, period in managed if period.holds_on(on)), own_class)


def closing_day(next_start: date) -> date:
    """The last day of a rule whose successor begins on a day."""
    return next_start - timedelta(days=1)
