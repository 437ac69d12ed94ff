"""API of the review room."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel.api import PROBLEMS, page_after

from . import queries, services
from .choices import EarlyActionKind, FindingKind, LessonKind, ReviewKind, Stage
from .models import Lesson, Review

router = Router()


class ReviewRow(Schema):
    uuid: UUID
    number: str
    title: str
    kind: str
    state: str
    emergency: UUID
    cutoff_at: datetime
    issued_at: datetime | None


class IntervalOut(Schema):
    """Time between two milestones, in hours, with the hours that 7-1-7 allows."""

    starts: str
    ends: str
    hours: float
    target_hours: float | None
    is_late: bool


class EarlyActionOut(Schema):
    kind: str
    happened: datetime | None
    words: str


class UnitPerformanceOut(Schema):
    """The tasks of a unit: how many, done, in time, late, sent back."""

    name: str
    expected: int
    signed: int
    submitted: int
    accepted: int
    on_time: int
    late: int
    returned: int
    declined: int


class LessonOut(Schema):
    uuid: UUID
    kind: str
    title: str
    words: str
    proposed_words: str
    unit: str
    due_on: date
    state: str
    report_words: str


class ReviewOut(ReviewRow):
    conclusion: str
    intervals: list[IntervalOut]
    early_actions: list[EarlyActionOut]
    units: list[UnitPerformanceOut]
    lessons: list[LessonOut]


class ReviewPage(Schema):
    items: list[ReviewRow]
    next: str | None


class LessonPage(Schema):
    items: list[LessonOut]
    next: str | None


class ReviewOpenIn(Schema):
    emergency: UUID
    kind: ReviewKind


class EarlyActionIn(Schema):
    kind: EarlyActionKind
    happened: AwareDatetime | None = None
    words: str = Field(default="", max_length=200)


class FindingIn(Schema):
    kind: FindingKind
    stage: Stage
    words: str = Field(max_length=300)


class LessonIn(Schema):
    kind: LessonKind
    title: str = Field(max_length=100)
    words: str = Field(max_length=2000)
    unit: UUID
    due_on: date
    duty: UUID | None = None
    proposed_words: str = Field(default="", max_length=2000)


class ConclusionIn(Schema):
    conclusion: str = Field(max_length=2000)
    participants: str = Field(default="", max_length=500)
    held_on: date | None = None


class LessonsAsked(Schema):
    """Which lessons are wanted; `mine`: those of the own units."""

    q: str = ""
    state: str = ""
    mine: bool = False
    cursor: str = ""
    limit: int = 50


class LessonWordsIn(Schema):
    words: str = Field(max_length=2000)


class ReviewReasonIn(Schema):
    reason: str = Field(max_length=300)


def _row(review: Review) -> dict[str, Any]:
    names = ("uuid", "number", "title", "kind", "state", "cutoff_at", "issued_at")
    return {name: getattr(review, name) for name in names} | {"emergency": review.emergency.uuid}


def _lesson(lesson: Lesson) -> dict[str, Any]:
    names = ("uuid", "kind", "title", "words", "proposed_words", "due_on", "state", "report_words")
    return {name: getattr(lesson, name) for name in names} | {"unit": lesson.unit.name}


def _whole(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    review = queries.get_review(request.actor, uuid)
    figures = queries.figures_of(request.actor, review)
    return _row(review) | {
        "conclusion": review.conclusion,
        "intervals": [
            {
                "starts": interval.starts, "ends": interval.ends, "hours": hours(interval.span),
                "target_hours": hours(interval.target) if interval.target else None,
                "is_late": interval.is_late,
            }
            for interval in figures.timeliness.intervals
        ],
        "early_actions": list(queries.early_action_facts(review).values()),
        "units": figures.units,
        "lessons": [_lesson(lesson) for lesson in review.lessons.all()],
    }  # fmt: skip


def hours(span: Any) -> float:
    return round(span.total_seconds() / 3600, 2)


@router.get(
    "", response={200: ReviewPage, **PROBLEMS}, operation_id="reviews_list", summary="复盘列表"
)
def review_list(
    request: HttpRequest, q: str = "", state: str = "", cursor: str = "", limit: int = 50
) -> Any:
    rows = queries.list_reviews(request.actor, words=q, state=state)
    return page_after(rows, key="-opened_at", cursor=cursor, limit=limit, shape=_row)


@router.post(
    "", response={201: ReviewOut, **PROBLEMS}, operation_id="reviews_open", summary="建立复盘"
)
@idempotent
def review_open(request: HttpRequest, payload: ReviewOpenIn) -> Any:
    review = services.open_review(
        actor=request.actor, emergency_uuid=payload.emergency, kind=payload.kind
    )
    return 201, _whole(request, review.uuid)


@router.get(
    "/lessons", response={200: LessonPage, **PROBLEMS}, operation_id="reviews_lesson_list", summary="整改事项",
)  # fmt: skip
def lesson_list(request: HttpRequest, asked: Query[LessonsAsked]) -> Any:
    rows = queries.list_lessons(request.actor, words=asked.q, state=asked.state, mine=asked.mine)
    return page_after(rows, key="due_on", cursor=asked.cursor, limit=asked.limit, shape=_lesson)


@router.get(
    "/lessons/{uuid}", response={200: LessonOut, **PROBLEMS}, operation_id="reviews_lesson_get", summary="一项整改",
)  # fmt: skip
def lesson_get(request: HttpRequest, uuid: UUID) -> Any:
    return _lesson(queries.get_lesson(request.actor, uuid))


@router.post(
    "/lessons/{uuid}/report", response={200: LessonOut, **PROBLEMS}, operation_id="reviews_lesson_report",
    summary="报告整改完成",
)  # fmt: skip
@idempotent
def lesson_report(request: HttpRequest, uuid: UUID, payload: LessonWordsIn) -> Any:
    services.report_lesson(actor=request.actor, lesson_uuid=uuid, words=payload.words)
    return _lesson(queries.get_lesson(request.actor, uuid))


@router.post(
    "/lessons/{uuid}/confirm", response={200: LessonOut, **PROBLEMS}, operation_id="reviews_lesson_confirm",
    summary="确认整改完成",
)  # fmt: skip
@idempotent
def lesson_confirm(request: HttpRequest, uuid: UUID, payload: LessonWordsIn) -> Any:
    services.confirm_lesson(actor=request.actor, lesson_uuid=uuid, words=payload.words)
    return _lesson(queries.get_lesson(request.actor, uuid))


@router.post(
    "/lessons/{uuid}/return", response={200: LessonOut, **PROBLEMS}, operation_id="reviews_lesson_return",
    summary="退回整改",
)  # fmt: skip
@idempotent
def lesson_return(request: HttpRequest, uuid: UUID, payload: ReviewReasonIn) -> Any:
    services.return_lesson(actor=request.actor, lesson_uuid=uuid, reason=payload.reason)
    return _lesson(queries.get_lesson(request.actor, uuid))


@router.post(
    "/lessons/{uuid}/drop", response={200: LessonOut, **PROBLEMS}, operation_id="reviews_lesson_drop",
    summary="不再办理",
)  # fmt: skip
@idempotent
def lesson_drop(request: HttpRequest, uuid: UUID, payload: ReviewReasonIn) -> Any:
    services.drop_lesson(actor=request.actor, lesson_uuid=uuid, reason=payload.reason)
    return _lesson(queries.get_lesson(request.actor, uuid))


@router.get(
    "/{uuid}", response={200: ReviewOut, **PROBLEMS}, operation_id="reviews_get", summary="一份复盘"
)
def review_get(request: HttpRequest, uuid: UUID) -> Any:
    return _whole(request, uuid)


@router.post(
    "/{uuid}/early-actions", response={201: ReviewOut, **PROBLEMS}, operation_id="reviews_early_action",
    summary="登记早期行动",
)  # fmt: skip
@idempotent
def early_action(request: HttpRequest, uuid: UUID, payload: EarlyActionIn) -> Any:
    services.note_early_action(actor=request.actor, review_uuid=uuid, **payload.dict())
    return 201, _whole(request, uuid)


@router.post(
    "/{uuid}/findings", response={201: ReviewOut, **PROBLEMS}, operation_id="reviews_finding", summary="添加发现",
)  # fmt: skip
@idempotent
def finding(request: HttpRequest, uuid: UUID, payload: FindingIn) -> Any:
    services.add_finding(actor=request.actor, review_uuid=uuid, **payload.dict())
    return 201, _whole(request, uuid)


@router.post(
    "/{uuid}/lessons", response={201: ReviewOut, **PROBLEMS}, operation_id="reviews_lesson_add", summary="添加整改事项",
)  # fmt: skip
@idempotent
def lesson_add(request: HttpRequest, uuid: UUID, payload: LessonIn) -> Any:
    given = payload.dict()
    services.add_lesson(
        actor=request.actor, review_uuid=uuid, unit_uuid=given.pop("unit"), duty_uuid=given.pop("duty"), **given
    )  # fmt: skip
    return 201, _whole(request, uuid)


@router.post(
    "/{uuid}/conclusion", response={200: ReviewOut, **PROBLEMS}, operation_id="reviews_conclude", summary="填写总体评价",
)  # fmt: skip
@idempotent
def conclude(request: HttpRequest, uuid: UUID, payload: ConclusionIn) -> Any:
    services.conclude_review(actor=request.actor, review_uuid=uuid, **payload.dict())
    return _whole(request, uuid)


@router.post(
    "/{uuid}/approve", response={200: ReviewOut, **PROBLEMS}, operation_id="reviews_approve", summary="审签复盘",
)  # fmt: skip
@idempotent
def approve(request: HttpRequest, uuid: UUID) -> Any:
    services.approve_review(actor=request.actor, review_uuid=uuid)
    return _whole(request, uuid)


@router.post(
    "/{uuid}/give-back", response={200: ReviewOut, **PROBLEMS}, operation_id="reviews_give_back", summary="退回修改",
)  # fmt: skip
@idempotent
def give_back(request: HttpRequest, uuid: UUID, payload: ReviewReasonIn) -> Any:
    services.give_back_review(actor=request.actor, review_uuid=uuid, reason=payload.reason)
    return _whole(request, uuid)


@router.post(
    "/{uuid}/issue", response={200: ReviewOut, **PROBLEMS}, operation_id="reviews_issue", summary="印发复盘报告",
)  # fmt: skip
@idempotent
def issue(request: HttpRequest, uuid: UUID) -> Any:
    services.issue_review(actor=request.actor, review_uuid=uuid)
    return _whole(request, uuid)


@router.post(
    "/{uuid}/discard", response={200: ReviewOut, **PROBLEMS}, operation_id="reviews_discard", summary="作废复盘",
)  # fmt: skip
@idempotent
def discard(request: HttpRequest, uuid: UUID, payload: ReviewReasonIn) -> Any:
    services.discard_review(actor=request.actor, review_uuid=uuid, reason=payload.reason)
    return _whole(request, uuid)
