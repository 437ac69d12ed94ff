"""What surveillance had done before a signal became an emergency, and what it went on doing."""

from collections.abc import Iterator
from datetime import datetime

from lianfang.command.surveillance.public import course_of

from .history import Event
from .models import Emergency


def signal_history(emergency: Emergency, at: datetime | None = None) -> Iterator[Event]:
    """The steps, 通报 and samples of the signal an emergency came from; with `at`, those on record by then."""
    if emergency.signal is None:
        return
    for moment in course_of(emergency.signal):
        if at is None or moment.at <= at:
            yield Event(
                moment.at,
                moment.title,
                moment.who,
                moment.text,
                moment.tone,
                moment.icon,
                moment.url,
            )
