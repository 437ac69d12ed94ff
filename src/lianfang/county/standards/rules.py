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


HOURS_A_DAY = 24
MOST_CASES, MOST_DAYS = 10_000, 366


def faults_of_watch_line(
    title: str, min_cases: int, window_days: int, basis: str, reason: str
) -> dict[str, str]:
    """What is wrong with a watch line of the county, by field."""
    faults = {}
    if not title.strip():
        faults["title"] = "请写明名称，如“诺如病毒学校聚集”。"
    if not 1 <= min_cases <= MOST_CASES:
        faults["min_cases"] = f"例数应为1至{MOST_CASES}。"
    if not 1 <= window_days <= MOST_DAYS:
        faults["window_days"] = f"天数应为1至{MOST_DAYS}。"
    if not basis.strip():
        faults["basis"] = "请写明依据，如本县预警信息报告标准的文号。"
    if not reason.strip():
        faults["reason"] = "请写明理由。"
    return faults


def watch_words(
    min_cases: int, window_days: int, counted: str, places: list[str], *, is_linked: bool
) -> tuple[str, str]:
    """The clause of a watch line in words, and the whole condition with the place."""
    noun = "" if counted == "病例" else counted
    text = f"{window_days}天内{'有关联的' if is_linked else ''}{noun}{min_cases}例以上"
    place = f"同一{'、'.join(places)}，" if places else "全县"
    return text, f"{place}{text}。"


def closing_day(next_start: date) -> date:
    """The last day of a rule whose successor begins on a day."""
    return next_start - timedelta(days=1)
