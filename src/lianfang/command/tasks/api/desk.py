"""Operations of the duty log, the call-down and the daily meeting."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.base.kernel.permissions import Permission
from lianfang.command.tasks import queries, services
from lianfang.command.tasks.choices import AgendaKind, CallResult, PromiseState
from lianfang.command.tasks.models import CallDown, DispatchMeeting, LogEntry, Promise
from lianfang.county.orgs.public import get_unit

log_router, calldown_router, dispatch_router = Router(), Router(), Router()


class LogEntryOut(Schema):
    uuid: UUID
    at: datetime
    recorded_at: datetime
    unit_name: str
    position: str
    words: str
    is_significant: bool
    emergency: UUID | None
    corrects: UUID | None


class LogPage(Schema):
    items: list[LogEntryOut]
    next: str | None


class LogQuery(Schema):
    q: str = Field("", max_length=60)
    position: str = Field("", max_length=60)
    significant: bool = False
    emergency: UUID | None = None
    cursor: str = Field("", max_length=300)
    limit: int = Field(50, ge=1, le=200)


class LogEntryIn(Schema):
    words: str = Field(max_length=1002)
    at: AwareDatetime | None = None
    is_significant: bool = False
    emergency: UUID | None = None
    corrects: UUID | None = None


@log_router.get(
    "", response={200: LogPage, **PROBLEMS}, summary="值班日志", operation_id="log_list"
)
def log_list(request: HttpRequest, asked: Query[LogQuery]) -> dict[str, Any]:
    require(request.actor, Permission.TASK_VIEW)
    rows = queries.list_entries(
        request.actor, words=asked.q, position=asked.position, significant=asked.significant,
        emergency=asked.emergency,
    )  # fmt: skip
    return page_after(rows, key="-at", cursor=asked.cursor, limit=asked.limit, shape=_entry)


@log_router.post("", response={200: LogEntryOut, **PROBLEMS}, summary="记一条日志", operation_id="log_write")  # fmt: skip
@idempotent
def log_write(request: HttpRequest, payload: LogEntryIn) -> dict[str, Any]:
    entry = services.write_entry(
        actor=request.actor, words=payload.words, at=payload.at,
        is_significant=payload.is_significant, emergency_uuid=payload.emergency,
        corrects_uuid=payload.corrects,
    )  # fmt: skip
    return _entry(entry)


def _entry(entry: LogEntry) -> dict[str, Any]:
    names = ("uuid", "at", "recorded_at", "position", "words", "is_significant")
    return {name: getattr(entry, name) for name in names} | {
        "unit_name": entry.unit.short_name,
        "emergency": entry.emergency.uuid if entry.emergency else None,
        "corrects": entry.corrects.uuid if entry.corrects else None,
    }


class CallTryOut(Schema):
    called_at: datetime
    result: CallResult
    words: str


class CalleeOut(Schema):
    """One person on the list; names and numbers are not given out."""

    uuid: UUID
    rank: int
    post_title: str
    calls: list[CallTryOut]


class CallTargetOut(Schema):
    unit: UUID
    unit_name: str
    acknowledged_at: datetime | None
    escalated_at: datetime | None
    people: list[CalleeOut]


class CallDownOut(Schema):
    uuid: UUID
    title: str
    words: str
    within_minutes: int
    started_at: datetime
    ended_at: datetime | None
    targets: list[CallTargetOut]


class CallDownIn(Schema):
    title: str = Field(max_length=100)
    words: str = Field(max_length=500)
    units: list[UUID] = Field(max_length=100)
    within_minutes: int = Field(15, ge=1, le=1440)
    emergency: UUID | None = None


class CallIn(Schema):
    result: CallResult
    words: str = Field("", max_length=200)


class CallQuery(Schema):
    q: str = Field("", max_length=60)
    running: bool = False
    cursor: str = Field("", max_length=300)
    limit: int = Field(20, ge=1, le=50)


class CallDownPage(Schema):
    items: list[CallDownOut]
    next: str | None


@calldown_router.get("", response={200: CallDownPage, **PROBLEMS}, summary="叫应列表", operation_id="calldown_list")  # fmt: skip
def calldown_list(request: HttpRequest, asked: Query[CallQuery]) -> dict[str, Any]:
    rows = queries.list_calldowns(request.actor, words=asked.q, running=asked.running)
    return page_after(
        rows, key="-started_at", cursor=asked.cursor, limit=asked.limit, shape=_calldown
    )


@calldown_router.post("", response={200: CallDownOut, **PROBLEMS}, summary="发起叫应", operation_id="calldown_start")  # fmt: skip
@idempotent
def calldown_start(request: HttpRequest, payload: CallDownIn) -> dict[str, Any]:
    units = [get_unit(request.actor, uuid) for uuid in payload.units]
    calldown = services.start_calldown(
        actor=request.actor, title=payload.title, words=payload.words, units=units,
        within_minutes=payload.within_minutes, emergency_uuid=payload.emergency,
    )  # fmt: skip
    return _calldown(calldown)


@calldown_router.get("/{uuid:uuid}", response={200: CallDownOut, **PROBLEMS}, summary="一次叫应", operation_id="calldown_get")  # fmt: skip
def calldown_get(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    return _calldown(queries.get_calldown(request.actor, uuid))


@calldown_router.post("/people/{uuid:uuid}/call", response={200: CallDownOut, **PROBLEMS}, summary="登记呼叫结果", operation_id="calldown_call")  # fmt: skip
@idempotent
def calldown_call(request: HttpRequest, uuid: UUID, payload: CallIn) -> dict[str, Any]:
    call = services.note_call(
        actor=request.actor, callee_uuid=uuid, result=payload.result, words=payload.words
    )
    return _calldown(call.callee.target.calldown)


@calldown_router.post("/{uuid:uuid}/end", response={200: CallDownOut, **PROBLEMS}, summary="结束叫应", operation_id="calldown_end")  # fmt: skip
@idempotent
def calldown_end(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    return _calldown(services.end_calldown(actor=request.actor, calldown_uuid=uuid))


def _calldown(calldown: CallDown) -> dict[str, Any]:
    names = ("uuid", "title", "words", "within_minutes", "started_at", "ended_at")
    targets = [
        {
            "unit": target.unit.uuid, "unit_name": target.unit.short_name,
            "acknowledged_at": target.acknowledged_at, "escalated_at": target.escalated_at,
            "people": [
                {"uuid": c.uuid, "rank": c.rank, "post_title": c.post.title, "calls": list(c.calls.all())}
                for c in target.callees.all()
            ],
        }
        for target in queries.list_targets(calldown)
    ]  # fmt: skip
    return {name: getattr(calldown, name) for name in names} | {"targets": targets}


class AgendaItemOut(Schema):
    place: int
    kind: AgendaKind
    count: int
    words: str


class PromiseOut(Schema):
    uuid: UUID
    unit_name: str
    what: str
    until: datetime
    state: PromiseState
    reason: str


class MeetingOut(Schema):
    uuid: UUID
    number: str
    called_at: datetime
    ended_at: datetime | None
    emergency: UUID | None
    is_exercise: bool
    words: str
    items: list[AgendaItemOut]
    to_check: list[PromiseOut]
    promises: list[PromiseOut]


class MeetingRow(Schema):
    """One meeting in a list; its agenda and promises stand in the meeting itself."""

    uuid: UUID
    number: str
    called_at: datetime
    ended_at: datetime | None
    chair: str
    emergency: UUID | None
    is_exercise: bool
    promised: int
    kept: int
    words: str


class MeetingPage(Schema):
    items: list[MeetingRow]
    next: str | None


class MeetingQuery(Schema):
    q: str = Field("", max_length=60)
    cursor: str = Field("", max_length=300)
    limit: int = Field(50, ge=1, le=200)


class MeetingIn(Schema):
    chair: str = Field("", max_length=60)
    emergency: UUID | None = Field(None, description="只调度一个事件；不填为全部，不含演练")


class PromiseIn(Schema):
    unit: UUID
    what: str = Field(max_length=200)
    until: AwareDatetime


class PromiseCheckIn(Schema):
    promise: UUID
    state: PromiseState
    reason: str = Field("", max_length=300)
    until: AwareDatetime | None = None


class MeetingEndIn(Schema):
    words: str = Field(max_length=2000)


@dispatch_router.get("", response={200: MeetingPage, **PROBLEMS}, summary="调度会议列表", operation_id="dispatch_list")  # fmt: skip
def dispatch_list(request: HttpRequest, asked: Query[MeetingQuery]) -> dict[str, Any]:
    rows = queries.list_meetings(request.actor, words=asked.q)
    return page_after(
        rows, key="-called_at", cursor=asked.cursor, limit=asked.limit, shape=_meeting_row
    )


@dispatch_router.post("", response={200: MeetingOut, **PROBLEMS}, summary="生成调度议程", operation_id="dispatch_call")  # fmt: skip
@idempotent
def dispatch_call(request: HttpRequest, payload: MeetingIn) -> dict[str, Any]:
    return _meeting(
        services.call_meeting(
            actor=request.actor, chair=payload.chair, emergency_uuid=payload.emergency
        )
    )


@dispatch_router.get("/{uuid:uuid}", response={200: MeetingOut, **PROBLEMS}, summary="一次调度会议", operation_id="dispatch_get")  # fmt: skip
def dispatch_get(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    return _meeting(queries.get_meeting(request.actor, uuid))


@dispatch_router.post("/{uuid:uuid}/promise", response={200: MeetingOut, **PROBLEMS}, summary="登记承诺", operation_id="dispatch_promise")  # fmt: skip
@idempotent
def dispatch_promise(request: HttpRequest, uuid: UUID, payload: PromiseIn) -> dict[str, Any]:
    queries.get_meeting(request.actor, uuid)
    services.make_promise(
        actor=request.actor, meeting_uuid=uuid, unit=get_unit(request.actor, payload.unit),
        what=payload.what, until=payload.until,
    )  # fmt: skip
    return _meeting(queries.get_meeting(request.actor, uuid))


@dispatch_router.post("/{uuid:uuid}/check", response={200: MeetingOut, **PROBLEMS}, summary="核对承诺", operation_id="dispatch_check")  # fmt: skip
@idempotent
def dispatch_check(request: HttpRequest, uuid: UUID, payload: PromiseCheckIn) -> dict[str, Any]:
    services.check_promise(
        actor=request.actor, meeting_uuid=uuid, promise_uuid=payload.promise, state=payload.state,
        reason=payload.reason, until=payload.until,
    )  # fmt: skip
    return _meeting(queries.get_meeting(request.actor, uuid))


@dispatch_router.post("/{uuid:uuid}/end", response={200: MeetingOut, **PROBLEMS}, summary="结束调度会议", operation_id="dispatch_end")  # fmt: skip
@idempotent
def dispatch_end(request: HttpRequest, uuid: UUID, payload: MeetingEndIn) -> dict[str, Any]:
    return _meeting(
        services.end_meeting(actor=request.actor, meeting_uuid=uuid, words=payload.words)
    )


def _meeting_row(meeting: DispatchMeeting) -> dict[str, Any]:
    names = (
        "uuid", "number", "called_at", "ended_at", "chair", "is_exercise", "promised", "kept", "words",
    )  # fmt: skip
    return {name: getattr(meeting, name) for name in names} | {
        "emergency": meeting.emergency.uuid if meeting.emergency else None
    }


def _meeting(meeting: DispatchMeeting) -> dict[str, Any]:
    names = ("uuid", "number", "called_at", "ended_at", "is_exercise", "words")
    promises = meeting.promises.select_related("unit").order_by("until", "id")
    return {name: getattr(meeting, name) for name in names} | {
        "emergency": meeting.emergency.uuid if meeting.emergency else None,
        "items": list(meeting.items.order_by("place")),
        "to_check": [_promise(row) for row in queries.promises_to_check(meeting)],
        "promises": [_promise(row) for row in promises],
    }


def _promise(row: Promise) -> dict[str, Any]:
    names = ("uuid", "what", "until", "state", "reason")
    return {name: getattr(row, name) for name in names} | {"unit_name": row.unit.short_name}
