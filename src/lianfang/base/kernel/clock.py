"""The one clock of the house. Exercises and tests move it; nothing else asks the machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")

_moved: ContextVar[datetime | None] = ContextVar("moved", default=None)


def now() -> datetime:
    """The present moment in UTC, or the moment the clock was moved to."""
    moved = _moved.get()
    return moved if moved is not None else datetime.now(UTC)  # noqa: TID251


def today() -> date:
    """Today's date in Beijing time, by which officials count days."""
    return now().astimezone(BEIJING).date()


def is_moved() -> bool:
    return _moved.get() is not None


@contextmanager
def moved_to(at: datetime) -> Iterator[None]:
    """Stand the clock at a moment for as long as the block runs."""
    if at.tzinfo is None:
        raise ValueError("a moved clock needs a time zone")
    token = _moved.set(at)
    try:
        yield
    finally:
        _moved.reset(token)


def beijing(at: datetime) -> datetime:
    return at.astimezone(BEIJING)


def start_of_day(day: date) -> datetime:
    """Midnight in Beijing, as a UTC moment."""
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING).astimezone(UTC)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)
