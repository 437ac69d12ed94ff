"""Moves of a task, when it is due, when to remind, who may strike it off. Plain values only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.base.kernel.transitions import Move, Transitions
from lianfang.command.tasks.choices import LIVE_STATES, OPEN_STATES, ReminderKind, TaskState

STARTED = ("signed", "working", "returned")

TASK_MOVES = Transitions(
    Move("sign", "签收", ("issued",), "signed"),
    Move("start", "分派或分解", ("signed", "working"), "working"),
    Move("report", "反馈进展", STARTED, "working"),
    Move("submit", "提交", STARTED, "submitted"),
    Move("accept", "销号", ("submitted",), "accepted"),
    Move("return", "退回", ("submitted", "declined"), "returned"),
    Move("decline", "报告不能办理", OPEN_STATES, "declined"),
    Move("excuse", "同意不办理", ("declined",), "cancelled"),
    Move("reassign", "改派", (*OPEN_STATES, "declined"), "issued"),
    Move("cancel", "取消", LIVE_STATES, "cancelled"),
    Move("lift", "因降级取消", (*OPEN_STATES, "declined"), "cancelled"),
    Move("close", "随响应终止", (*OPEN_STATES, "declined"), "closed"),
    Move("reopen", "重新办理", ("accepted",), "returned"),
    labels=dict(TaskState.choices),
)

# Steps that leave the state as it is.
STEP_LABELS = {
    "issue": "下达", "assign": "分派经办人", "split": "分解", "retime": "调整时限",
    **{move.verb: move.label for move in TASK_MOVES.moves},
}  # fmt: skip

REMIND_SHARE = 0.2
REMIND_LEAST = timedelta(minutes=30)
REMIND_MOST = timedelta(hours=24)
DAY = timedelta(days=1)
AFTER_ROUNDS = 7
LONGEST_WORDS = 2000


def state_after_handing_on(state: str) -> str:
    """
    The state after work was given to a person or split: under way, but what was returned stays so.

    :raises RuleBroken: not signed for yet, or no longer the unit's turn.
    """
    return state if state == TaskState.RETURNED else TASK_MOVES.target(state, "start")


# When it is due


def due_at(start: datetime, due_minutes: int) -> datetime:
    return start + timedelta(minutes=due_minutes)


def tightened_due(current: datetime, changed_at: datetime, due_minutes: int) -> datetime:
    """The limit after the level changed: earlier if the new level asks for it, never later."""
    return min(current, due_at(changed_at, due_minutes))


@dataclass(frozen=True)
class Occurrence:
    """One turn of a repeating action: which one, when it began, when it is due."""

    number: int
    starts_at: datetime
    due_at: datetime


def latest_occurrence(
    *, anchor: datetime, repeat_minutes: int, due_minutes: int, at: datetime
) -> Occurrence:
    """
    The turn of a repeating action that runs at a moment.

    A turn taken up so late that its limit has passed is due after the same time anew, but before
    the next turn begins: nobody is given a task that is overdue already.
    """
    repeat = timedelta(minutes=repeat_minutes)
    turns = turns_begun(anchor, repeat_minutes, at) - 1
    start = anchor + turns * repeat
    due = due_at(start, due_minutes)
    if due <= at:
        due = min(due_at(at, due_minutes), start + repeat)
    return Occurrence(turns + 1, start, due)


def turns_begun(anchor: datetime, repeat_minutes: int, at: datetime) -> int:
    """How many turns of a repeating action have begun by a moment."""
    return max((at - anchor) // timedelta(minutes=repeat_minutes), 0) + 1


def gap_words(last: int, current: int) -> str:
    """Say which turns were left out between the last issued one and the current one."""
    if current - last <= 1:
        return f"第{current}期"
    first, until = last + 1, current - 1
    missed = f"第{first}期" if first == until else f"第{first}至{until}期"
    return f"第{current}期（{missed}到期时系统未运行或级别不适用，不再补发）"


# When to remind


def remind_before(issued_at: datetime, due: datetime) -> datetime:
    """A fifth of the allowed time before the limit, but at least 30 minutes and at most a day."""
    window = (due - issued_at) * REMIND_SHARE
    return due - min(max(window, REMIND_LEAST), REMIND_MOST)


def reminder_stage(
    *, issued_at: datetime, due: datetime, at: datetime
) -> tuple[ReminderKind, int] | None:
    """
    Which reminder a task stands at: before, at or the n-th day after its limit; None: too early.

    Only the latest counts, so that after a standstill a unit gets one letter and not eight. A task
    whose whole time is shorter than the window is reminded of at its limit only.
    """
    if at >= due:
        days = min((at - due) // DAY, AFTER_ROUNDS)
        return (ReminderKind.AFTER, days) if days else (ReminderKind.DUE, 0)
    before = remind_before(issued_at, due)
    return (ReminderKind.BEFORE, 0) if issued_at < before <= at else None


# Who may, and with what words


def is_overdue(state: str, due: datetime, at: datetime) -> bool:
    return state in OPEN_STATES and due < at


@dataclass(frozen=True)
class Review:
    """What decides whether somebody may accept or return a task."""

    unit_id: int
    from_unit_id: int | None
    submitted_by_id: int | None
    reviewer_id: int | None
    reviewer_unit_id: int | None
    # The reviewer's unit and those below it, which together split tasks.
    reviewer_unit_ids: frozenset[int]
    may_review_all: bool
    may_review_parts: bool


def check_may_review(review: Review) -> None:
    """
    Let the right hands strike off a task, and no others.

    :raises NotAllowed: the reviewer is the doing unit or the person who submitted it, has not the
        permission, or (for a part) is not of the unit that split it.
    """
    if review.reviewer_id is not None and review.reviewer_id == review.submitted_by_id:
        raise NotAllowed("这件任务由您本人提交，不能由您审核，请由其他人员审核。")
    if review.from_unit_id is not None:
        _check_part_reviewer(review)
        return
    if not review.may_review_all:
        raise NotAllowed("您的岗位没有审核销号的权限，请由指挥部办公室审核。")
    if review.unit_id == review.reviewer_unit_id:
        raise NotAllowed("承办单位不能审核本单位的任务，请由指挥长或其他单位的审核人员办理。")


def _check_part_reviewer(review: Review) -> None:
    if review.unit_id == review.reviewer_unit_id:
        raise NotAllowed("承办单位不能审核本单位的任务，请由交办单位审核。")
    if review.from_unit_id not in review.reviewer_unit_ids or not review.may_review_parts:
        raise NotAllowed("这是其他单位交办的分任务，请由交办单位审核。")


def check_response_runs(ended_at: datetime | None, what: str) -> None:
    """:raises RuleBroken: the response has ended; nothing more is done under it."""
    if ended_at is not None:
        raise RuleBroken(f"应急响应已终止，不能再{what}。请查看任务的办理记录。")


def check_words(words: str, what: str, *, field: str = "words") -> str:
    """
    The words a step needs, trimmed.

    :raises RuleBroken: empty or too long.
    """
    cleaned = words.strip()
    if not cleaned:
        raise RuleBroken(f"请填写{what}。", fields={field: f"请填写{what}。"})
    if len(cleaned) > LONGEST_WORDS:
        sentence = f"{what}不能超过 {LONGEST_WORDS} 字，请压缩后再提交，详细材料可作为附件。"
        raise RuleBroken(sentence, fields={field: sentence})
    return cleaned


def check_reason(reason: str, what: str) -> str:
    """:raises RuleBroken: empty, or longer than a reason may be."""
    cleaned = check_words(reason, what, field="reason")
    if len(cleaned) > 300:
        raise RuleBroken(f"{what}不能超过 300 字。", fields={"reason": f"{what}不能超过 300 字。"})
    return cleaned


def check_progress(progress: int) -> int:
    """:raises RuleBroken: not a percentage that leaves something to submit."""
    if not 0 <= progress <= 100:
        sentence = "进度应为 0 到 100 之间的整数。"
        raise RuleBroken(sentence, fields={"progress": sentence})
    return progress


def check_parts_finished(live_parts: int) -> None:
    """:raises RuleBroken: parts given to other units are still open."""
    if live_parts:
        raise RuleBroken(
            f"还有 {live_parts} 项分任务未销号，不能提交。请先审核或取消分任务，再提交本任务。"
        )


def check_part_due(due: datetime, *, parent_due: datetime, at: datetime) -> None:
    """:raises RuleBroken: a part due after the whole, or in the past."""
    if due > parent_due:
        sentence = "分任务的时限不能晚于本任务的时限，请改早。"
        raise RuleBroken(sentence, fields={"due_at": sentence})
    if due <= at:
        sentence = "分任务的时限已经过去，请改为今后的时间。"
        raise RuleBroken(sentence, fields={"due_at": sentence})
