"""Judgement over duty: 24 hours with a leader and an officer, one person in one place, handed over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from lianfang.base.kernel.clock import BEIJING
from lianfang.base.kernel.errors import RuleBroken
from lianfang.county.orgs.choices import Position

# 24 小时值班, 领导带班: both seats filled at every hour (practice, reference M).
NEEDED = (Position.LEADER.value, Position.OFFICER.value)
# A unit has one leader and one officer on duty; of the others there may be several.
SINGLE = frozenset(NEEDED)
SHORTEST, LONGEST = timedelta(minutes=30), timedelta(days=8)
LOOK_AHEAD = timedelta(days=14)
# How long after the next shift began an unaccepted handover is called late.
HANDOVER_GRACE = timedelta(minutes=15)


@dataclass(frozen=True)
class Span:
    """A shift as the rules see it: which seat, which person, from when to when."""

    position: str
    user_id: int
    unit_id: int
    starts_at: datetime
    ends_at: datetime
    words: str = ""

    def meets(self, other: "Span") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def check_span(starts_at: datetime, ends_at: datetime) -> None:
    """:raises RuleBroken: it ends before it starts, or is shorter or longer than a shift is."""
    length = ends_at - starts_at
    if length <= timedelta(0):
        raise RuleBroken("结束时间应晚于开始时间。", fields={"ends_at": "应晚于开始时间"})
    if not SHORTEST <= length <= LONGEST:
        raise RuleBroken(
            "一个班次应在 30 分钟到 8 天之间，请拆分或核对时间。", fields={"ends_at": "请核对时间"}
        )


def check_undisturbed(new: Span, others: Iterable[Span]) -> None:
    """
    Refuse a shift that stands in another's place.

    :raises RuleBroken: the person has a shift at that time, or the seat is taken.
    """
    for other in others:
        if not new.meets(other):
            continue
        if other.user_id == new.user_id:
            raise RuleBroken(
                f"该人员在这段时间已有班次（{other.words}），请先调班或换人。",
                fields={"post": "该时段已有班次"},
            )
        if other.unit_id == new.unit_id and other.position == new.position in SINGLE:
            raise RuleBroken(
                f"这段时间已安排{Position(new.position).label}（{other.words}），请调整时间或先取消原班次。",
                fields={"starts_at": "与已有班次重叠"},
            )


def gaps(
    spans: Iterable[tuple[datetime, datetime]], *, begins: datetime, ends: datetime
) -> list[tuple[datetime, datetime]]:
    """The parts of a time that no span covers, in order."""
    found, reached = [], begins
    for starts_at, ends_at in sorted(spans):
        if starts_at >= ends:
            break
        if starts_at > reached:
            found.append((reached, starts_at))
        reached = max(reached, ends_at)
    return [*found, (reached, ends)] if reached < ends else found


def rotation(
    begins_on: date, *, days: int, at: time, people: int
) -> list[tuple[int, datetime, datetime]]:
    """Whole days in turn: who (by place in the list), from when to when."""
    shifts = []
    for number in range(days):
        day = begins_on + timedelta(days=number)
        starts = datetime.combine(day, at, tzinfo=BEIJING)
        shifts.append((number % people, starts, starts + timedelta(days=1)))
    return shifts


def check_words(items: str) -> None:
    """:raises RuleBroken: a handover without a word says nothing; "none" is a word."""
    if len(items.strip()) < 2:
        raise RuleBroken(
            "请写明未办结事项；没有的写“无”并说明情况。",
            fields={"open_items": "请写明，至少两个字"},
        )


def check_may_accept(
    *, reader_id: int | None, writer_id: int | None, next_ids: Sequence[int], is_accepted: bool
) -> None:
    """
    Refuse an acceptance by anybody but the officer who takes over.

    :raises RuleBroken: accepted already, the writer's own, or not the next officer.
    """
    if is_accepted:
        raise RuleBroken("这份交接班记录已由接班人确认，无需重复确认。")
    if reader_id == writer_id:
        raise RuleBroken("交班人不能确认自己的交接班记录，请接班值班员确认。")
    if reader_id not in next_ids:
        raise RuleBroken("只有接班的值班员可以确认；如已换班，请先在值班表中调班。")


def is_handover_late(due_at: datetime | None, *, accepted: bool, at: datetime) -> bool:
    return not accepted and due_at is not None and at > due_at + HANDOVER_GRACE
