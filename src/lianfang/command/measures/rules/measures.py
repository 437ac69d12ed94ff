"""Moves of a measure, its words and its time."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.transitions import Move, Transitions
from lianfang.command.measures.choices import MeasureState, SubjectState, Topic

S, U = MeasureState, SubjectState
MEASURE_MOVES = Transitions(
    Move("withdraw", "撤回", (S.PROPOSED,), S.WITHDRAWN),
    Move("refuse", "不同意", (S.PROPOSED,), S.REFUSED),
    Move("order", "决定", (S.PROPOSED,), S.ORDERED),
    # A suggestion never becomes a measure of the county.
    Move("send_up", "报上级", (S.PROPOSED,), S.SENT_UP),
    Move("expire", "到期结束", (S.ORDERED,), S.ENDED),
    Move("lift", "提前解除", (S.ORDERED,), S.LIFTED),
    Move("revoke", "按上级决定撤销", (S.ORDERED,), S.REVOKED),
    labels=dict(MeasureState.choices),
)
SUBJECT_MOVES = Transitions(
    Move("begin", "开始执行", (U.LISTED,), U.UNDER),
    Move("remove", "不再列入", (U.LISTED,), U.REMOVED),
    Move("expire", "到期解除", (U.UNDER,), U.ENDED),
    Move("release", "提前解除", (U.UNDER,), U.RELEASED),
    Move("withdraw", "撤回同意", (U.UNDER,), U.WITHDRAWN),
    Move("transfer", "转其他措施", (U.UNDER,), U.TRANSFERRED),
    labels=dict(SubjectState.choices),
)
SHORTEST_WORDS = 5
LONGEST_TITLE = 100
SHORTEST_REASON = 4
# No article names a number; the house's own limit for answering, shown as such on the pages.
COMPLAINT_DAYS = 5
# A proposal entered a little after the fact is honest work at night; an older one is not.
EARLIEST_START = timedelta(days=1)
LATEST_START = timedelta(days=30)
# 传染病防治法 art. 67: content, area, period; art. 17: no longer than needed.
MUST_END = "措施必须有期限（《中华人民共和国传染病防治法》第十七条、第六十七条），到期自动结束，仍有必要的另行决定。"
MUST_HAVE_AREA = "措施必须写明区域和范围（《中华人民共和国传染病防治法》第六十七条）。"
# What a decision has to explain, in the words of the form.
WORDS = {
    "title": "名称",
    "content": "措施内容",
    "scope_words": "范围",
    "reason": "采取措施的理由",
    "proportionality": "必要性和适度性",
    "alternatives": "考虑过的替代措施",
    "hotline": "服务、咨询电话",
    "complaint_route": "申诉途径",
}


def check_words(given: Mapping[str, str]) -> None:
    """:raises RuleBroken: a part of the explanation is missing (传染病防治法 art. 17, 67)."""
    lacking = {
        name: f"请填写{label}" for name, label in WORDS.items() if not given.get(name, "").strip()
    }
    if lacking:
        listed = "、".join(WORDS[name] for name in lacking)
        raise RuleBroken(f"请补充：{listed}。决定和公告必须载明这些内容。", fields=lacking)
    for name in ("proportionality", "alternatives", "reason", "content"):
        if len(given[name].strip()) < SHORTEST_WORDS:
            raise RuleBroken(
                f"“{WORDS[name]}”过于简单，请写明具体情况，不少于 {SHORTEST_WORDS} 个字。",
                fields={name: "过于简单"},
            )


def check_arrangements(arrangements: Mapping[str, str]) -> None:
    """:raises RuleBroken: a group of people or a supply that nobody has thought of (art. 67)."""
    lacking = [topic for topic in Topic if not arrangements.get(topic.value, "").strip()]
    if lacking:
        listed = "、".join(topic.label for topic in lacking)
        raise RuleBroken(
            f"请逐项写明对{listed}的安排；不涉及的写“不涉及”。",
            fields={topic.value: "请写明安排" for topic in lacking},
        )


def check_period(
    *, starts_at: datetime | None, ends_at: datetime | None, now: datetime, longest_days: int | None
) -> None:
    """:raises RuleBroken: no end, an end before the start or in the past, or longer than the law allows."""
    if starts_at is None:
        raise RuleBroken("请填写开始时间。", fields={"starts_at": "请填写"})
    if ends_at is None:
        raise RuleBroken(
            f"请填写结束时间：{MUST_END}",
            fields={"ends_at": "必须有期限"},
        )
    if ends_at <= starts_at:
        raise RuleBroken("结束时间应晚于开始时间。", fields={"ends_at": "应晚于开始时间"})
    if ends_at <= now:
        raise RuleBroken("结束时间已过，请重新填写。", fields={"ends_at": "已过"})
    if not now - EARLIEST_START <= starts_at <= now + LATEST_START:
        raise RuleBroken(
            "开始时间应在现在前后：不能早于一天前，也不能晚于三十天后。",
            fields={"starts_at": "请核对"},
        )
    if longest_days is not None and ends_at - starts_at > timedelta(days=longest_days):
        raise RuleBroken(
            f"期限超过规定的最长 {longest_days} 天，请缩短；期满仍有必要的，另行决定。",
            fields={"ends_at": f"最长 {longest_days} 天"},
        )


def check_review(*, review_on: date | None, starts_on: date, ends_on: date) -> None:
    """:raises RuleBroken: no day of review, or one outside the period (应对法 art. 9: adjust in time)."""
    if review_on is None or not starts_on <= review_on <= ends_on:
        raise RuleBroken(
            "请填写复核日期，应在措施期限之内；到期前须复核是否仍有必要。",
            fields={"review_on": "应在期限之内"},
        )


def check_two_people(*, proposed_by: int | None, decided_by: int | None) -> None:
    """:raises RuleBroken: whoever proposes would decide as well."""
    if proposed_by is not None and proposed_by == decided_by:
        raise RuleBroken("提出人不能自己决定，请由其他有权决定的人员决定。")


def check_reason(reason: str, *, field: str = "reason") -> str:
    """:raises RuleBroken: no reason that a reader could check."""
    text = reason.strip()
    if len(text) < SHORTEST_REASON:
        raise RuleBroken(
            f"请写明理由，不少于 {SHORTEST_REASON} 个字。", fields={field: "请写明理由"}
        )
    return text


def is_in_force(
    *,
    state: str,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime,
    ended_at: datetime | None = None,
) -> bool:
    """Whether a measure binds at a moment. By the clock: a job that is late keeps nothing alive."""
    if state in (S.PROPOSED, S.REFUSED, S.WITHDRAWN, S.SENT_UP):
        return False
    ends = min(ends_at, ended_at) if ended_at else ends_at
    return starts_at <= at < ends


def check_extension(*, state: str, ends_at: datetime, now: datetime) -> None:
    """:raises RuleBroken: the measure has ended; then a new one has to be proposed on its own merits."""
    if state != S.ORDERED or ends_at <= now:
        raise RuleBroken("这项措施已经结束，不能延长。仍有必要的，请重新提出措施。")


def complaint_due(received_at: datetime) -> datetime:
    """Until when a complaint has to be answered."""
    return received_at + timedelta(days=COMPLAINT_DAYS)
