"""Judgement over reviews: the seven early actions, what counts as on time, who confirms what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.transitions import Move, Transitions

from .choices import EarlyActionKind, LessonState, ReviewKind, ReviewState

REVIEW_MOVES = Transitions(
    Move("approve", "审签", ("draft",), "approved"),
    Move("give_back", "退回修改", ("approved",), "draft"),
    Move("issue", "印发", ("approved",), "issued"),
    Move("discard", "作废", ("draft", "approved"), "discarded"),
    labels=dict(ReviewState.choices),
)
LESSON_MOVES = Transitions(
    Move("report", "报告完成", ("open",), "reported"),
    Move("return", "退回", ("reported",), "open"),
    Move("confirm", "确认完成", ("reported",), "confirmed"),
    Move("drop", "不再办理", ("open", "reported"), "dropped"),
    labels=dict(LessonState.choices),
)
LONGEST_WORDS = 2000


@dataclass(frozen=True)
class EarlyActionFact:
    """What is known of one early action: when it was done, or that it was not needed."""

    kind: EarlyActionKind
    happened: datetime | None
    words: str
    is_known: bool = True


@dataclass(frozen=True)
class EarlyActionsSum:
    """How many of the seven are done, not needed and unknown; when the last one was done."""

    done: int
    not_needed: int
    unknown: int
    completed: datetime | None


def sum_early_actions(facts: Mapping[EarlyActionKind, EarlyActionFact]) -> EarlyActionsSum:
    """
    Sum up the seven early actions.

    Complete only when none is unknown: the end of the last one is then the end of the early
    response that the target of seven days is measured to (7-1-7).
    """
    known = [facts[kind] for kind in EarlyActionKind if kind in facts]
    times = [fact.happened for fact in known if fact.happened is not None]
    unknown = len(EarlyActionKind) - len(known)
    return EarlyActionsSum(
        done=len(times),
        not_needed=len(known) - len(times),
        unknown=unknown,
        completed=max(times) if times and not unknown else None,
    )


def share(part: int, whole: int) -> float | None:
    """A percentage with one decimal; None where there is nothing to divide by."""
    return round(100 * part / whole, 1) if whole else None


def check_may_open(*, kind: str, response_runs: bool, has_open: bool) -> None:
    """:raises RuleBroken: another review is open, or a final one is wanted while the response runs."""
    if has_open:
        raise RuleBroken("该事件已有一份复盘尚未印发，请在其中继续，或作废后另建。")
    if kind == ReviewKind.FINAL and response_runs:
        raise RuleBroken(
            "应急响应尚未终止，不能建立终期复盘；可以先建立阶段复盘。",
            fields={"kind": "响应尚未终止"},
        )


def check_two_people(*, opened_by: int | None, approver: int | None) -> None:
    """:raises RuleBroken: whoever opened the review would approve it."""
    if opened_by is not None and opened_by == approver:
        raise RuleBroken("建立复盘的人不能自己审签，请由其他负责人审签。")


def check_complete(*, conclusion: str, unknown_actions: int, lessons: int) -> None:
    """:raises RuleBroken: a review without a conclusion, a gap in the seven actions, or no lesson."""
    if not conclusion.strip():
        raise RuleBroken("请先填写总体评价，再审签。", fields={"conclusion": "请填写总体评价"})
    if unknown_actions:
        raise RuleBroken(
            f"七项早期行动还有 {unknown_actions} 项没有填写。请逐项填写完成时间，或写明不适用的原因。"
        )
    if not lessons:
        raise RuleBroken(
            "请至少提出一条整改任务或预案修改；确无需要的，请在总体评价中说明并提出“保持”类任务。"
        )


def check_draft(state: str) -> None:
    """:raises RuleBroken: the review is past its draft."""
    if state != ReviewState.DRAFT:
        raise RuleBroken("这份复盘已审签，内容已固定。需要修改的，请先由审签人退回。")


def check_words(
    words: str, what: str, *, field: str = "words", longest: int = LONGEST_WORDS
) -> str:
    """Return the words trimmed. :raises RuleBroken: none, or too many."""
    trimmed = words.strip()
    if not trimmed:
        raise RuleBroken(f"请填写{what}。", fields={field: f"请填写{what}"})
    if len(trimmed) > longest:
        raise RuleBroken(
            f"{what}最多 {longest} 字，现为 {len(trimmed)} 字。", fields={field: "字数过多"}
        )
    return trimmed


def check_early_action(
    happened: datetime | None, words: str, *, emerged: datetime | None, now: datetime
) -> None:
    """:raises RuleBroken: in the future, before the event began, or neither done nor explained."""
    if happened is None and not words.strip():
        raise RuleBroken(
            "请填写完成时间；没有做或不适用的，请写明原因。", fields={"words": "请写明原因"}
        )
    if happened is not None and happened > now:
        raise RuleBroken("完成时间不能晚于现在，请核对。", fields={"happened": "不能晚于现在"})
    if happened is not None and emerged is not None and happened < emerged - timedelta(minutes=1):
        raise RuleBroken("完成时间早于事件发生时间，请核对。", fields={"happened": "早于事件发生"})


def check_due(due_on: date, *, today: date) -> None:
    """:raises RuleBroken: the day has passed."""
    if due_on < today:
        raise RuleBroken("完成期限不能早于今天。", fields={"due_on": "不能早于今天"})


def check_not_own(
    *, unit_id: int, own_units: frozenset[int], reported_by: int | None, actor: int | None
) -> None:
    """:raises RuleBroken: a unit would confirm its own improvement, or a person the own report."""
    if unit_id in own_units:
        raise RuleBroken("责任单位不能确认自己的整改，请由指挥部办公室确认。")
    if reported_by is not None and reported_by == actor:
        raise RuleBroken("报告完成的人不能自己确认，请由其他人确认。")
