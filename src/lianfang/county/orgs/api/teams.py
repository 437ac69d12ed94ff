"""API of the response teams."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.county.orgs import queries, services
from lianfang.county.orgs.models import CallOut, Team

router = Router()


class TeamOut(Schema):
    """A team and where it stands."""

    uuid: UUID
    unit_code: str
    unit_name: str
    name: str
    kind: str
    state: str
    state_note: str
    people: int
    faulty_equipment: int


class TeamPage(Schema):
    """Teams, and the cursor of the next page."""

    items: list[TeamOut]
    next: str | None


class CallOutOut(Schema):
    """One calling-out of a team, with its moments."""

    uuid: UUID
    team: UUID
    team_name: str
    occasion: UUID | None
    occasion_name: str
    reason: str
    place: str
    called_at: datetime
    departed_at: datetime | None
    arrived_at: datetime | None
    ended_at: datetime | None
    is_recalled: bool


class CallOutPage(Schema):
    """Call-outs, and the cursor of the next page."""

    items: list[CallOutOut]
    next: str | None


class TeamCallIn(Schema):
    """What a team is called for."""

    reason: str = Field(max_length=200)
    place: str = Field(default="", max_length=100)
    occasion: UUID | None = None


class TeamMoveIn(Schema):
    """A step of a team, with a word to it."""

    verb: Literal["depart", "arrive", "release", "recall", "restore", "stand_down"]
    note: str = Field(default="", max_length=100)


def _team(team: Team) -> dict[str, Any]:
    names = ("uuid", "name", "kind", "state", "state_note", "people")
    return {name: getattr(team, name) for name in names} | {
        "unit_code": team.unit.code, "unit_name": team.unit.name, "faulty_equipment": team.faulty,
    }  # fmt: skip


def _callout(callout: CallOut) -> dict[str, Any]:
    names = (
        "uuid", "occasion", "occasion_name", "reason", "place", "called_at", "departed_at", "arrived_at",
        "ended_at", "is_recalled",
    )  # fmt: skip
    return {name: getattr(callout, name) for name in names} | {
        "team": callout.team.uuid, "team_name": callout.team.name,
    }  # fmt: skip


@router.get(
    "/teams", response={200: TeamPage, **PROBLEMS}, summary="应急队伍", operation_id="orgs_teams"
)
def teams(
    request: HttpRequest, q: str = "", kind: str = "", state: str = "", cursor: str = "", limit: int = 50
) -> dict[str, Any]:  # fmt: skip
    rows = queries.list_teams(request.actor, words=q, kind=kind, state=state)
    return page_after(rows, key="name", cursor=cursor, limit=limit, shape=_team)


@router.get(
    "/callouts", response={200: CallOutPage, **PROBLEMS}, summary="队伍调派记录", operation_id="orgs_callouts"
)  # fmt: skip
def callouts(request: HttpRequest, cursor: str = "", limit: int = 50) -> dict[str, Any]:
    rows = queries.list_callouts(request.actor)
    return page_after(rows, key="-called_at", cursor=cursor, limit=limit, shape=_callout)


@router.post(
    "/teams/{uuid}/call", response={201: CallOutOut, **PROBLEMS}, summary="调派队伍", operation_id="orgs_team_call"
)  # fmt: skip
@idempotent
def team_call(request: HttpRequest, uuid: UUID, payload: TeamCallIn) -> Status:
    callout = services.call_team(actor=request.actor, team_uuid=uuid, **payload.dict())
    return Status(201, _callout(callout))


@router.post(
    "/teams/{uuid}/moves", response={200: TeamOut, **PROBLEMS}, summary="报告队伍动态", operation_id="orgs_team_move"
)  # fmt: skip
@idempotent
def team_move(request: HttpRequest, uuid: UUID, payload: TeamMoveIn) -> dict[str, Any]:
    services.move_team(actor=request.actor, team_uuid=uuid, **payload.dict())
    return _team(queries.get_team(request.actor, uuid))
