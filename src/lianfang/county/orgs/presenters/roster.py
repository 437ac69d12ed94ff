"""The roster by days, its gaps, who is on duty, and a calendar for telephones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from lianfang.base.kernel import clock
from lianfang.county.orgs.choices import Position
from lianfang.county.orgs.models import Shift, Unit

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
NOON = timedelta(hours=12)


@dataclass(frozen=True)
class Mark:
    """A shift in a day's cell."""

    shift: Shift
    name: str
    hours: str


@dataclass(frozen=True)
class DayLine:
    """One day of the roster: who leads, who is the officer, who else."""

    day: date
    weekday: str
    is_today: bool
    is_weekend: bool
    leaders: list[Mark]
    officers: list[Mark]
    others: list[Mark]
    lacks: str


@dataclass(frozen=True)
class GapLine:
    """A time without a leader or an officer."""

    label: str
    begins: datetime
    ends: datetime
    length: str


def period_of(view: str, day: date) -> tuple[date, date]:
    """The week (from Monday) or month around a day: first day, and the day after the last."""
    if view == "month":
        first = day.replace(day=1)
        return first, (first + timedelta(days=32)).replace(day=1)
    first = day - timedelta(days=day.weekday())
    return first, first + timedelta(days=7)


def day_lines(
    shifts: Iterable[Shift],
    first: date,
    after: date,
    gaps: Sequence[tuple[str, datetime, datetime]],
) -> list[DayLine]:
    rows = list(shifts)
    days = [first + timedelta(days=number) for number in range((after - first).days)]
    return [_day(day, rows, gaps) for day in days]


def _day(day: date, rows: list[Shift], gaps: Sequence[tuple[str, datetime, datetime]]) -> DayLine:
    begins = clock.start_of_day(day)
    ends = begins + timedelta(days=1)
    # A shift stands on the day it begins, and on every later day whose noon it covers.
    here = [
        shift
        for shift in rows
        if begins <= shift.starts_at < ends
        or (shift.starts_at < begins and shift.ends_at > begins + NOON)
    ]
    marks = {seat: [_mark(s) for s in here if s.position == seat] for seat in Position.values}
    lacking = {seat for seat, start, end in gaps if start < ends and end > begins}
    return DayLine(
        day, WEEKDAYS[day.weekday()], day == clock.today(), day.weekday() >= 5,
        marks[Position.LEADER], marks[Position.OFFICER],
        marks[Position.ASSISTANT] + marks[Position.DRIVER],
        "、".join(Position(seat).label for seat in Position.values if seat in lacking),
    )  # fmt: skip


def _mark(shift: Shift) -> Mark:
    starts, ends = clock.beijing(shift.starts_at), clock.beijing(shift.ends_at)
    last = f"{ends:%H:%M}" if ends.date() == starts.date() else f"{ends:%d日%H:%M}"
    if ends.date() == starts.date() + timedelta(days=1):
        last = f"次日{ends:%H:%M}"
    return Mark(shift, shift.post.user.name, f"{starts:%H:%M}—{last}")


def gap_lines(gaps: Iterable[tuple[str, datetime, datetime]]) -> list[GapLine]:
    return [
        GapLine(f"无{Position(seat).label}", begins, ends, _length(ends - begins))
        for seat, begins, ends in gaps
    ]


def _length(time: timedelta) -> str:
    hours = time.total_seconds() / 3600
    if hours >= 48:
        return f"{hours / 24:.0f} 天"
    return f"{hours:.0f} 小时" if hours >= 1 else f"{hours * 60:.0f} 分钟"


def duty_cards(shifts: Iterable[Shift]) -> list[tuple[Unit, list[Shift]]]:
    """Those on duty, unit by unit."""
    cards: dict[int, tuple[Unit, list[Shift]]] = {}
    for shift in shifts:
        cards.setdefault(shift.unit_id, (shift.unit, []))[1].append(shift)
    return list(cards.values())


def ics_text(shifts: Iterable[Shift], *, title: str, with_names: bool) -> str:
    """
    Shifts as a calendar (RFC 5545).

    `with_names` is for a file that a signed-in person takes; an address that anybody holding it
    can open tells seats and times only.
    """
    stamp = _utc(clock.now())
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lianfang//Duty roster//ZH", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", f"X-WR-CALNAME:{_text(title)}",
    ]  # fmt: skip
    for shift in shifts:
        name = f" {shift.post.user.name}" if with_names else ""
        lines += [
            "BEGIN:VEVENT", f"UID:{shift.uuid}@lianfang", f"DTSTAMP:{stamp}",
            f"DTSTART:{_utc(shift.starts_at)}", f"DTEND:{_utc(shift.ends_at)}",
            f"SUMMARY:{_text(shift.unit.short_name + shift.get_position_display() + name)}",
            *([f"DESCRIPTION:{_text(shift.note)}"] if shift.note else []),
            "END:VEVENT",
        ]  # fmt: skip
    return "".join(_folded(line) for line in [*lines, "END:VCALENDAR"])


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """At most 75 octets on a line, never cut inside a character (RFC 5545, 3.1)."""
    parts, part = [], ""
    for sign in line:
        if len((part + sign).encode()) > 73:
            parts.append(part)
            part = ""
        part += sign
    return "\r\n ".join([*parts, part]) + "\r\n"
