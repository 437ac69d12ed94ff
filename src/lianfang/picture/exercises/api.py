"""API of the exercises room."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from lianfang.base.kernel.api import PROBLEMS, page_after

from . import presenters, queries, scoring
from .models import Exercise

router = Router()


class ExerciseOut(Schema):
    uuid: UUID
    scenario: str
    title: str
    state: str
    emergency: UUID | None
    begins_at: datetime
    reached_at: datetime
    started_at: datetime
    finished_at: datetime | None
    interruption: str


class UnitScoreOut(Schema):
    unit_uuid: UUID
    unit: str
    issued: int
    signed: int
    signed_in_time: int
    submitted: int
    submitted_in_time: int
    returned: int
    overdue: int
    accepted: int
    cancelled: int
    open: int


class OutcomeOut(ExerciseOut):
    units_tasked: int
    duties_covered: int
    tasks: dict[str, int]
    units: list[UnitScoreOut]
    reports: list[UUID]


class ExercisePage(Schema):
    items: list[ExerciseOut]
    next: str | None


def exercise_shape(exercise: Exercise) -> dict[str, Any]:
    names = ExerciseOut.model_fields.keys() - {"state", "emergency"}
    return {
        **{name: getattr(exercise, name) for name in names},
        "state": presenters.state_of(exercise)[0],
        "emergency": exercise.emergency.uuid if exercise.emergency else None,
    }


@router.get(
    "", response={200: ExercisePage, **PROBLEMS}, summary="演练列表", operation_id="exercises_list"
)  # fmt: skip
def exercises_list(
    request: HttpRequest, q: str = "", state: str = "", cursor: str = "", limit: int = 50
) -> dict[str, Any]:
    rows = queries.list_exercises(request.actor, words=q, state=state)
    return page_after(rows, key="-started_at", cursor=cursor, limit=limit, shape=exercise_shape)


@router.get(
    "/{uuid:uuid}", response={200: OutcomeOut, **PROBLEMS}, summary="一次演练及其结果",
    operation_id="exercises_get",
)  # fmt: skip
def exercises_get(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    exercise = queries.get_exercise(request.actor, uuid)
    outcome = scoring.outcome_of(exercise, actor=request.actor)
    return {
        **exercise_shape(exercise),
        "units_tasked": outcome.units_tasked,
        "duties_covered": outcome.duties_covered,
        "tasks": outcome.tasks,
        "units": [vars(score) for score in outcome.units],
        "reports": [report.uuid for report in outcome.reports],
    }
