"""Words, lines and spreadsheet columns of the review room."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from lianfang.base.kernel.spreadsheets import Column, Value
from lianfang.command.tasks.public import Performance

from .choices import EarlyActionKind, LessonState
from .models import Lesson, Review
from .queries import early_action_facts
from .rules import EarlyActionFact, share

REVIEW_COLUMNS = [
    Column("number", "文号"), Column("title", "标题"), Column("emergency", "事件"), Column("kind", "种类"),
    Column("state", "状态"), Column("cutoff_at", "数据截至", kind="moment"), Column("asked", "整改事项", kind="whole"),
    Column("waiting", "未完成", kind="whole"),
]  # fmt: skip
LESSON_COLUMNS = [
    Column("title", "事项"), Column("kind", "种类"), Column("unit", "责任单位"), Column("due_on", "完成期限", kind="date"),
    Column("state", "状态"), Column("words", "问题与要求"), Column("proposed", "建议条文"), Column("done", "完成情况"),
    Column("review", "来源"),
]  # fmt: skip
PERFORMANCE_COLUMNS = [
    Column("name", "名称"), Column("expected", "任务", kind="whole"), Column("signed", "签收", kind="whole"),
    Column("submitted", "提交", kind="whole"), Column("accepted", "销号", kind="whole"),
    Column("on_time", "按时提交", kind="whole"), Column("late", "逾期", kind="whole"),
    Column("returned", "退回过", kind="whole"), Column("declined", "报告不能办理", kind="whole"),
    Column("sign_minutes", "平均签收用时（分钟）", kind="number"),
]  # fmt: skip
# What each figure of the page means, shown beside it.
DEFINITIONS = {
    "expected": "下达给承办单位的任务，不含取消的和单位自行分解的分任务",
    "accepted": "经指挥部审核销号的任务",
    "on_time": "在时限（以最后确定的为准）之前首次提交，且未再改期的任务",
    "late": "晚于时限提交，或时限已过仍未提交，或响应终止时超过时限未提交的任务",
    "returned": "至少被退回过一次的任务",
    "sign": "从下达到签收的平均用时，只计已签收的任务",
}


@dataclass(frozen=True)
class EarlyLine:
    """One of the seven early actions as the page shows it."""

    kind: EarlyActionKind
    fact: EarlyActionFact | None


def early_lines(review: Review) -> list[EarlyLine]:
    facts = early_action_facts(review)
    return [EarlyLine(kind, facts.get(kind)) for kind in EarlyActionKind]


@dataclass(frozen=True)
class ShareLine:
    """A unit's or a duty's work with its shares, for the table and the bars beside it."""

    row: Performance
    accepted: float | None
    on_time: float | None


def share_lines(rows: Iterable[Performance]) -> list[ShareLine]:
    return [
        ShareLine(row, share(row.accepted, row.expected), share(row.on_time, row.expected))
        for row in rows
    ]


def review_rows(reviews: Iterable[Review]) -> Iterator[list[Value]]:
    for review in reviews:
        yield [
            review.number, review.title, review.emergency.name, review.get_kind_display(),
            review.get_state_display(), review.cutoff_at, review.asked, review.waiting,
        ]  # fmt: skip


def lesson_rows(lessons: Iterable[Lesson]) -> Iterator[list[Value]]:
    for lesson in lessons:
        yield [
            lesson.title, lesson.get_kind_display(), lesson.unit.name, lesson.due_on,
            lesson.get_state_display(), lesson.words, lesson.proposed_words, lesson.report_words,
            lesson.review.number or lesson.review.title,
        ]  # fmt: skip


def performance_rows(rows: Iterable[Performance]) -> Iterator[list[Value]]:
    for row in rows:
        minutes = _minutes(row.sign_time)
        yield [
            row.name, row.expected, row.signed, row.submitted, row.accepted, row.on_time, row.late,
            row.returned, row.declined, minutes,
        ]  # fmt: skip


def _minutes(span: timedelta | None) -> Decimal | None:
    if span is None:
        return None
    return Decimal(str(round(span.total_seconds() / 60, 1)))


def is_late(lesson: Lesson, today: date) -> bool:
    return lesson.state == LessonState.OPEN and lesson.due_on < today
