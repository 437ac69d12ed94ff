"""Surveillance over the API: programmes, sites, values in bulk, and reports of a site."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.command.surveillance import queries, services
from lianfang.command.surveillance.choices import ObservationState
from lianfang.command.surveillance.models import Observation, Programme, Site
from lianfang.command.surveillance.rules import Entry

watch_router = Router()
MOST_ROWS = 10_000
MOST_RUN = 2**53


class WatchIndicatorOut(Schema):
    code: str
    name: str
    measure: str
    definition: str
    combine: str
    lower_limit: Decimal | None
    upper_limit: Decimal | None


class WatchProgrammeOut(Schema):
    code: str
    name: str
    sector: str
    period: str
    due_minutes: int
    part_label: str
    indicators: list[WatchIndicatorOut]


class WatchSiteOut(Schema):
    uuid: UUID
    code: str
    name: str
    programme: str
    unit: str
    area_code: str


class WatchSitePage(Schema):
    items: list[WatchSiteOut]
    next: str | None


class WatchValueOut(Schema):
    period_on: date
    indicator: str
    site: str
    part: str
    value: Decimal | None
    state: str
    is_late: bool
    is_exercise: bool
    run: int | None
    recorded_at: datetime


class WatchValuePage(Schema):
    items: list[WatchValueOut]
    next: str | None


class WatchValueIn(Schema):
    """One value; site and indicator by their codes."""

    site: str = Field(max_length=80)
    indicator: str = Field(max_length=60)
    period_on: date
    value: Decimal = Field(max_digits=14, decimal_places=3)
    part: str = Field("", max_length=40)


class WatchBulkIn(Schema):
    rows: list[WatchValueIn] = Field(min_length=1, max_length=MOST_ROWS)
    is_exercise: bool = False
    run: int | None = Field(None, ge=1, le=MOST_RUN)


class WatchBulkOut(Schema):
    written: int
    given: int


class WatchEntryIn(Schema):
    indicator: str = Field(max_length=60)
    value: Decimal | None = Field(None, max_digits=14, decimal_places=3)
    part: str = Field("", max_length=40)
    reason: str = Field("", max_length=200)


class WatchReportIn(Schema):
    """One site's numbers for a period, or a zero report."""

    period_on: date
    is_zero: bool = False
    entries: list[WatchEntryIn] = Field([], max_length=2000)
    reason: str = Field("", max_length=200)
    is_exercise: bool = False
    run: int | None = Field(None, ge=1, le=MOST_RUN)


class WatchReportOut(Schema):
    uuid: UUID
    period_on: date
    is_zero: bool
    is_late: bool
    recorded_at: datetime


def _programme(row: Programme) -> dict[str, Any]:
    shape = {
        name: getattr(row, name)
        for name in ("code", "name", "sector", "period", "due_minutes", "part_label")
    }
    shape["indicators"] = [
        {name: getattr(i, name) for name in WatchIndicatorOut.model_fields}
        for i in row.shown_indicators
    ]
    return shape


def _site(row: Site) -> dict[str, Any]:
    return {
        "uuid": row.uuid, "code": row.code, "name": row.name, "programme": row.programme.code,
        "unit": row.unit.code, "area_code": row.area.code,
    }  # fmt: skip


def _value(row: Observation) -> dict[str, Any]:
    return {
        "period_on": row.period_on, "indicator": row.indicator.code, "site": row.site.code,
        "part": row.part, "value": row.value, "state": row.state, "is_late": row.is_late,
        "is_exercise": row.is_exercise, "run": row.run, "recorded_at": row.recorded_at,
    }  # fmt: skip


@watch_router.get(
    "/programmes", response={200: list[WatchProgrammeOut], **PROBLEMS}, summary="监测项目和指标",
    operation_id="surveillance_programmes",
)  # fmt: skip
def surveillance_programmes(request: HttpRequest) -> list[dict[str, Any]]:
    return [_programme(row) for row in queries.list_programmes(request.actor)]


@watch_router.get(
    "/sites", response={200: WatchSitePage, **PROBLEMS}, summary="报告点", operation_id="surveillance_sites"
)  # fmt: skip
def surveillance_sites(
    request: HttpRequest, q: str = "", programme: str = "", cursor: str = "", limit: int = 50
) -> dict[str, Any]:
    rows = queries.list_sites(request.actor, words=q, programme=programme)
    return page_after(rows, key="code", cursor=cursor, limit=limit, shape=_site)


@watch_router.get(
    "/observations", response={200: WatchValuePage, **PROBLEMS}, summary="监测数据",
    operation_id="surveillance_observations",
)  # fmt: skip
def surveillance_observations(
    request: HttpRequest,
    programme: str = "",
    indicator: str = "",
    site: UUID | None = None,
    since: date | None = None,
    until: date | None = None,
    state: ObservationState | None = None,
    exercise: Literal["0", "1"] = "0",
    run: int | None = Query(None, ge=1, le=MOST_RUN),
    cursor: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    rows = queries.list_observations(
        request.actor, programme=programme, indicator=indicator, site=site, since=since, until=until,
        state=state or "", exercise=exercise == "1", run=run,
    )  # fmt: skip
    return page_after(rows, key="-period_on", cursor=cursor, limit=limit, shape=_value)


@watch_router.post(
    "/observations", response={201: WatchBulkOut, **PROBLEMS}, summary="批量报送监测数据",
    operation_id="surveillance_observations_record",
)  # fmt: skip
@idempotent
def surveillance_observations_record(
    request: HttpRequest, payload: WatchBulkIn
) -> Status[dict[str, Any]]:
    rows = [services.BulkRow(**row.dict()) for row in payload.rows]
    written = services.record_observations(
        actor=request.actor, rows=rows, is_exercise=payload.is_exercise, run=payload.run
    )
    return Status(201, {"written": written, "given": len(rows)})


@watch_router.post(
    "/sites/{uuid:uuid}/reports", response={201: WatchReportOut, **PROBLEMS}, summary="一个报告点的一期报告",
    operation_id="surveillance_report_record",
)  # fmt: skip
@idempotent
def surveillance_report_record(
    request: HttpRequest, uuid: UUID, payload: WatchReportIn
) -> Status[dict[str, Any]]:
    asked = {
        "actor": request.actor, "site_uuid": uuid, "period_on": payload.period_on,
        "is_exercise": payload.is_exercise, "run": payload.run,
    }  # fmt: skip
    if payload.is_zero:
        report = services.record_zero_report(**asked)
    else:
        entries = [Entry(**entry.dict()) for entry in payload.entries]
        report = services.record_report(
            **asked, entries=entries, reason=payload.reason, origin="api"
        )
    return Status(201, {name: getattr(report, name) for name in WatchReportOut.model_fields})
