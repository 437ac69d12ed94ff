"""
The clocks of the law (T01-T16): which apply, when they start and end, how they stand.

A clock's start is copied once from what was recorded then; nothing that is typed later moves it
(突发公共卫生事件应对法 art. 32, 34; 传染病防治法 art. 50-51).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.emergencies.choices import ClockWarning

GRAVE = (1, 2)
GRADED = (1, 2, 3, 4)
DAY = timedelta(days=1)
# Warn when a quarter of the time is left, but no later than ten minutes and no earlier than a day before.
WARN_SHARE = 4
WARN_LEAST, WARN_MOST = timedelta(minutes=10), DAY
AFTER_ROUNDS = 3
LONGEST_WORDS = 200
# Moments that a person notes; the others follow from records of the system.
NOTED = (
    "investigation_started", "government_informed", "upper_government_informed", "written_report_sent",
    "information_released", "briefing_held", "summary_reported", "direct_reported", "concern_found",
    "concern_answered", "correction_needed", "card_corrected", "neighbours_informed",
)  # fmt: skip
# Periodic: each progress report ends one round and starts the next.
REPEATING = "T14"
PROGRESS, FIRST, CLOSING = "progress_reported", "first_reported", "closing_reported"


class ClockState(StrEnum):
    RUNNING = "running"
    SOON = "soon"
    LATE = "late"
    AT_ONCE = "at_once"
    UNLIMITED = "unlimited"
    MET = "met"
    MISSED = "missed"
    DONE = "done"
    LAPSED = "lapsed"


STATE_LABELS = {
    ClockState.RUNNING: "计时中",
    ClockState.SOON: "即将到时",
    ClockState.LATE: "已超时",
    ClockState.AT_ONCE: "立即办理",
    ClockState.UNLIMITED: "及时办理",
    ClockState.MET: "按时",
    ClockState.MISSED: "超时办结",
    ClockState.DONE: "已办",
    ClockState.LAPSED: "不再适用",
}
OPEN_STATES = (
    ClockState.RUNNING, ClockState.SOON, ClockState.LATE, ClockState.AT_ONCE, ClockState.UNLIMITED,
)  # fmt: skip


@dataclass(frozen=True)
class Limit:
    """One time limit of the law, as plain values."""

    code: str
    starts_with: str
    ends_with: str
    minutes: int | None = None
    is_at_once: bool = False


@dataclass(frozen=True)
class Moment:
    """When something happened that starts or stops clocks, and the words that say so."""

    at: datetime
    by: int | None = None
    words: str = ""


@dataclass(frozen=True)
class CaseFacts:
    """What decides which limits apply. `is_urgent`: class A, managed as A, new, unexplained, outbreak."""

    is_infectious: bool = False
    is_notifiable: bool = False
    is_urgent: bool = False
    grade: int | None = None
    source: str = ""
    area_level: str = "county"


@dataclass(frozen=True)
class Start:
    """A clock that ought to exist: its round, its start, and its stop where that is known."""

    code: str
    round: int
    starts: Moment
    stops: Moment | None
    has_lapsed: bool = False


def applies(code: str, facts: CaseFacts) -> bool:
    """Whether a limit holds for such an event in a county (china.md 2.2)."""
    rules = {
        "T02": facts.source == "laboratory",
        "T03": facts.source in ("school", "village", "unit"),
        "T04": facts.is_urgent,
        "T05": facts.is_infectious and facts.is_notifiable and not facts.is_urgent,
        "T06": facts.is_urgent,
        "T09": facts.area_level not in ("prefecture", "province"),
        "T10-a": facts.area_level == "prefecture",
        "T10-b": facts.area_level == "province",
        "T11-a": facts.grade in GRAVE,
        "T11-b": facts.grade in GRAVE,
        "T12-a": facts.grade in GRAVE,
        "T12-b": facts.grade in GRAVE,
        "T14": facts.grade in GRAVE,
        "T15": facts.grade in GRADED,
    }
    return rules.get(code, True)


def clocks_wanted(
    limits: Sequence[Limit],
    facts: CaseFacts,
    moments: Mapping[str, Moment],
    progress: Sequence[Moment] = (),
) -> list[Start]:
    """Every clock that what is recorded asks for; each round of a repeated one by itself."""
    wanted: list[Start] = []
    for limit in limits:
        starts = moments.get(limit.starts_with)
        if starts is None or not applies(limit.code, facts):
            continue
        if limit.code == REPEATING:
            wanted += _rounds(limit, starts, moments, progress)
        else:
            wanted.append(Start(limit.code, 1, starts, moments.get(limit.ends_with)))
    return wanted


def ended_though_unwanted(
    limits: Sequence[Limit], wanted: Collection[str], moments: Mapping[str, Moment]
) -> list[Start]:
    """
    The ends of limits that no longer apply; a clock begun under them stops all the same.

    What turned out to be an outbreak owes its report in two hours instead of a day: the one report
    ends both clocks.
    """
    return [
        Start(limit.code, 1, moments[limit.starts_with], moments[limit.ends_with])
        for limit in limits
        if limit.code not in wanted and limit.code != REPEATING
        and limit.starts_with in moments and limit.ends_with in moments
    ]  # fmt: skip


def _rounds(
    limit: Limit, first: Moment, moments: Mapping[str, Moment], progress: Sequence[Moment]
) -> list[Start]:
    """First report to first progress report, and so on; the end of the event ends the last round."""
    points = [first, *progress]
    end = moments.get(CLOSING) or moments.get("response_ended")
    rounds = []
    for number, starts in enumerate(points, start=1):
        stops = points[number] if number < len(points) else None
        is_over = stops is None and end is not None
        if end is not None and starts.at >= end.at:
            break
        rounds.append(Start(limit.code, number, starts, end if is_over else stops, is_over))
    return rounds


def due_at(limit: Limit, starts: datetime) -> datetime | None:
    """The latest end; None where the law says at once or in time and gives no number."""
    return None if limit.minutes is None else starts + timedelta(minutes=limit.minutes)


def clock_state(
    *,
    due: datetime | None,
    starts: datetime,
    stopped: datetime | None,
    has_lapsed: bool,
    is_at_once: bool,
    now: datetime,
) -> ClockState:
    """How a clock stands. Done at the very minute of its limit is in time."""
    if has_lapsed:
        return ClockState.LAPSED
    if stopped is not None:
        if due is None:
            return ClockState.DONE
        return ClockState.MET if stopped <= due else ClockState.MISSED
    if due is None:
        return ClockState.AT_ONCE if is_at_once else ClockState.UNLIMITED
    if now > due:
        return ClockState.LATE
    return ClockState.SOON if now >= warn_from(starts, due) else ClockState.RUNNING


def warn_from(starts: datetime, due: datetime) -> datetime:
    """From when a running clock is shown as urgent and reminded of."""
    share = (due - starts) / WARN_SHARE
    return due - min(max(share, WARN_LEAST), WARN_MOST)


def warning_stage(
    *, starts: datetime, due: datetime, at: datetime
) -> tuple[ClockWarning, int] | None:
    """Which warning a running clock stands at: before, at, or the n-th day after; None: too early."""
    if at > due:
        days = min((at - due) // DAY, AFTER_ROUNDS)
        return (ClockWarning.AFTER, days) if days else (ClockWarning.DUE, 0)
    if at == due:
        return ClockWarning.DUE, 0
    return (ClockWarning.BEFORE, 0) if at >= warn_from(starts, due) else None


def check_moment(
    code: str, happened: datetime, *, words: str, now: datetime, found: datetime
) -> None:
    """
    Refuse a moment that cannot be noted by hand.

    :raises RuleBroken: not one that people note, in the future, before the event was found, no words.
    """
    if code not in NOTED:
        raise RuleBroken(
            "这一时点由系统记录产生，不能手工登记。", fields={"code": "请从列表中选择"}
        )
    if happened > now:
        raise RuleBroken("时间不能晚于现在，请核对。", fields={"happened": "不能晚于现在"})
    if happened < found:
        raise RuleBroken("时间不能早于发现时间，请核对。", fields={"happened": "不能早于发现时间"})
    if not words.strip():
        raise RuleBroken(
            "请写明向谁、以何种方式报告或办理，例如“电话报州政府总值班室，接报人××”。",
            fields={"words": "请写明对象和方式"},
        )
    if len(words.strip()) > LONGEST_WORDS:
        raise RuleBroken(
            f"说明不能超过 {LONGEST_WORDS} 个字。",
            fields={"words": f"不能超过 {LONGEST_WORDS} 个字"},
        )
