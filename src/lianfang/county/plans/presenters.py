"""How plans read on a page: levels, limits, and words in the place where they stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lianfang.base.kernel.levels import Level
from lianfang.base.kernel.page_words import SHORT_LEVELS

from .choices import MemberRole, Performer, PlanState
from .models import Action, Duty, Member, Plan

MINUTES_PER_HOUR = 60
MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR
# How much of the document is shown around the words of a duty.
AROUND = 100

STATE_TONES = {
    PlanState.DRAFT: "wait",
    PlanState.IN_FORCE: "good",
    PlanState.SUPERSEDED: "muted",
    PlanState.DISCARDED: "muted",
}
LIGHTEST_FIRST = sorted(Level, reverse=True)


def minutes_words(minutes: int | None) -> str:
    """Say a number of minutes in the largest unit that fits: 30分钟, 2小时, 1天."""
    if minutes is None:
        return ""
    if minutes % MINUTES_PER_DAY == 0:
        return f"{minutes // MINUTES_PER_DAY}天"
    if minutes % MINUTES_PER_HOUR == 0:
        return f"{minutes // MINUTES_PER_HOUR}小时"
    return f"{minutes}分钟"


def levels_words(action: Action) -> str:
    """Say at which levels an action applies, from the lightest."""
    lightest, gravest = SHORT_LEVELS[action.from_level], SHORT_LEVELS[action.to_level]
    if action.from_level == action.to_level:
        return f"仅{lightest}"
    if action.to_level == Level.I:
        return "各级" if action.from_level == Level.IV else f"{lightest}及以上"
    return f"{lightest}至{gravest}"


def due_words(action: Action) -> str:
    """Say the time limit, with the levels that have their own."""
    own = "，".join(
        f"{SHORT_LEVELS[timing.level]}{minutes_words(timing.due_minutes)}"
        for timing in sorted(action.timings.all(), key=lambda row: -row.level)
    )
    general = f"{minutes_words(action.due_minutes)}内"
    return f"{general}（{own}）" if own else general


def repeat_words(action: Action) -> str:
    return f"每{minutes_words(action.repeat_minutes)}" if action.repeat_minutes else "一次"


def due_at(action: Action, level: int) -> str:
    """The limit of an action at one level; empty where it does not apply."""
    if not action.applies_at(level):
        return ""
    own = {timing.level: timing.due_minutes for timing in action.timings.all()}
    return minutes_words(own.get(level, action.due_minutes))


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action as a row shows it."""

    action: Action
    levels: str
    due: str
    repeat: str
    performer: str
    by_level: tuple[str, ...] = ()


def action_line(action: Action) -> ActionLine:
    return ActionLine(
        action,
        levels_words(action),
        due_words(action),
        repeat_words(action),
        Performer(action.performer).label,
        tuple(due_at(action, level) for level in LIGHTEST_FIRST),
    )


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty with its actions."""

    duty: Duty
    actions: tuple[ActionLine, ...]


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One member unit with its duties."""

    member: Member
    role: str
    duties: tuple[DutyLine, ...]


def member_lines(members: Iterable[Member]) -> list[MemberLine]:
    return [
        MemberLine(
            member,
            MemberRole(member.role).label,
            tuple(
                DutyLine(duty, tuple(action_line(action) for action in duty.actions.all()))
                for duty in member.duties.all()
            ),
        )
        for member in members
    ]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of the document with what stands before and after them."""

    before: str
    words: str
    after: str
    cut_before: bool
    cut_after: bool


def excerpt(source: str, starts: int, ends: int, around: int = AROUND) -> Excerpt:
    """Cut the words out of the document with their surroundings."""
    return Excerpt(
        source[max(0, starts - around) : starts],
        source[starts:ends],
        source[ends : ends + around],
        starts > around,
        ends + around < len(source),
    )


def state_of(plan: Plan) -> tuple[str, str]:
    """The words and the tone of a plan's state."""
    state = PlanState(plan.state)
    return state.label, STATE_TONES[state]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One plan as the list shows it."""

    plan: Plan
    label: str
    tone: str


def plan_lines(plans: Iterable[Plan]) -> Sequence[PlanLine]:
    return [PlanLine(plan, *state_of(plan)) for plan in plans]
