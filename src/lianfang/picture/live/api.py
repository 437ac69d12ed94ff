"""API of the live picture."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import AwareDatetime

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.api import PROBLEMS
from lianfang.base.kernel.permissions import Permission
from lianfang.command.emergencies.public import get_emergency
from lianfang.picture.situation.public import gather

from . import queries

router = Router()


class MomentAsked(Schema):
    """At which moment; now when none is given."""

    at: AwareDatetime | None = None


class StandingOut(Schema):
    """The tasks of one unit at the moment."""

    name: str
    issued: int
    open: int
    overdue: int
    accepted: int


class SnapshotOut(Schema):
    """An emergency as it stood at a moment, from records made by then."""

    at: datetime
    level: int | None
    has_ended: bool
    cases: int | None
    deaths: int | None
    tasks: dict[str, int]
    # What units split from their tasks, beside them: total, open, overdue.
    parts: dict[str, int]
    units: list[StandingOut]


class BookPartsOut(Schema):
    """What a share was divided from."""

    numerator: str
    counted: int
    denominator: str
    total: int


class BookFigureOut(Schema):
    """One figure with its definition, where it is from, and the moment it was computed for."""

    key: str
    label: str
    definition: str
    value: Decimal | None
    measure: str
    source: str
    url: str
    # Only of a share.
    parts: BookPartsOut | None
    as_of: datetime


@router.get(
    "/{uuid}/snapshot", response={200: SnapshotOut, **PROBLEMS}, operation_id="live_snapshot",
    summary="某一时刻的态势",
)  # fmt: skip
def snapshot(request: HttpRequest, uuid: UUID, asked: Query[MomentAsked]) -> Any:
    emergency = get_emergency(request.actor, uuid)
    shown = queries.snapshot(request.actor, emergency, asked.at or clock.now())
    tally, decided = shown.tally, queries.decided_at(emergency, shown.at)
    return {
        "at": shown.at, "level": decided.level, "has_ended": decided.has_ended, "tasks": shown.numbers,
        "parts": asdict(shown.parts),
        "cases": tally.cases if tally else None, "deaths": tally.deaths if tally else None,
        "units": shown.units,
    }  # fmt: skip


@router.get(
    "/{uuid}/figures", response={200: list[BookFigureOut], **PROBLEMS}, operation_id="live_figures",
    summary="指标口径和数值",
)  # fmt: skip
def figures(request: HttpRequest, uuid: UUID, asked: Query[MomentAsked]) -> Any:
    require(request.actor, Permission.SITUATION_VIEW)
    emergency = get_emergency(request.actor, uuid)
    at = asked.at or clock.now()
    names = ("key", "label", "definition", "value", "measure", "source", "url", "parts")
    return [
        {name: getattr(figure, name) for name in names} | {"as_of": at}
        for section in gather(emergency, at)
        for figure in section.figures
    ]
