"""API of the analysis room: series to look at, and analyses that are kept."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel import clock
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.base.kernel.errors import NotFound, RuleBroken

from . import queries, services
from .choices import Interval, Method
from .models import Analysis
from .rules.options import Options
from .rules.reading import read_series
from .rules.series import Series

router = Router()


class AnalysisRowIn(Schema):
    """One case, or the cases of one day where `count` is given. Never a name."""

    day: date
    report: date | None = None
    count: float | None = Field(None, ge=0, le=10**9)
    area: str = Field("", max_length=60)


class AnalysisIn(Schema):
    """
    What is analysed and how: the key of a source of the house, or rows sent along; never both.

    The rows are added up by day and area and thrown away.
    """

    source: str = Field("", max_length=120)
    since: date | None = None
    until: date | None = None
    rows: list[AnalysisRowIn] = Field([], max_length=20_000)
    data_name: str = Field("", max_length=100)
    disease: str = Field("", max_length=60)
    method: Method
    interval: Interval = Interval.DAY
    area: str = Field("", max_length=60)
    si_mean: float = 5.0
    si_sd: float = 3.0
    window: int = 7
    recent: int = 21
    longest_delay: int = 14
    baseline: int = 7
    min_sigma: float = 0.0
    alpha: float | None = None
    years: int = 3
    around: int | None = None
    percentile: float = 80.0
    comparison: Literal[">", "≥"] = ">"
    train: int = 50
    k: float = 1.04
    h: float = 2.26
    title: str = Field(max_length=100)
    emergency: UUID | None = None


class AnalysisSourceOut(Schema):
    key: str
    name: str
    note: str


class AnalysisOut(Schema):
    uuid: UUID
    number: str
    title: str
    method: str
    interval: str
    origin: str
    data_name: str
    data_disease: str
    digest: str
    summary: str
    emergency: UUID | None
    made_at: datetime


class AnalysisFigureOut(Schema):
    key: str
    label: str
    definition: str
    value: float | None
    low: float | None
    high: float | None
    measure: str
    note: str


class AnalysisWhole(AnalysisOut):
    definition: str
    source: str
    explanation: str
    settings: dict[str, str]
    figures: list[AnalysisFigureOut]


class AnalysisPage(Schema):
    items: list[AnalysisOut]
    next: str | None


def analysis_shape(analysis: Analysis) -> dict[str, Any]:
    names = AnalysisOut.model_fields.keys() - {"emergency"}
    return {
        **{name: getattr(analysis, name) for name in names},
        "emergency": analysis.emergency.uuid if analysis.emergency else None,
    }


@router.get(
    "", response={200: AnalysisPage, **PROBLEMS}, summary="流行病学分析列表", operation_id="analysis_list"
)  # fmt: skip
def analysis_list(
    request: HttpRequest,
    q: str = "",
    method: str = "",
    emergency: UUID | None = None,
    cursor: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    rows = queries.list_analyses(request.actor, words=q, method=method, emergency=emergency)
    return page_after(rows, key="-made_at", cursor=cursor, limit=limit, shape=analysis_shape)


@router.get(
    "/sources", response={200: list[AnalysisSourceOut], **PROBLEMS}, summary="一个病种的序列",
    operation_id="analysis_sources",
)  # fmt: skip
def analysis_sources(request: HttpRequest, disease: str) -> list[dict[str, Any]]:
    known = queries.diseases_with_series(request.actor)
    chosen = next((row for row in known if row.code == disease), None)
    if chosen is None:
        raise NotFound
    return [vars(row) for row in queries.list_sources(request.actor, chosen)]


@router.post(
    "", response={201: AnalysisOut, **PROBLEMS}, summary="分析并保存", operation_id="analysis_save"
)
@idempotent
def analysis_save(request: HttpRequest, payload: AnalysisIn) -> Status[dict[str, Any]]:
    kept = services.save_analysis(
        actor=request.actor, series=_series(request, payload), options=_options(payload),
        title=payload.title, emergency_uuid=payload.emergency,
    )  # fmt: skip
    return Status(201, analysis_shape(queries.get_analysis(request.actor, kept.uuid)))


def _options(payload: AnalysisIn) -> Options:
    given = {name: getattr(payload, name) for name in Options.__dataclass_fields__}
    return Options(**{**given, "method": payload.method.value, "interval": payload.interval.value})


def _series(request: HttpRequest, payload: AnalysisIn) -> Series:
    """:raises RuleBroken: neither a source nor rows, or both."""
    if bool(payload.source) == bool(payload.rows):
        raise RuleBroken("请给出 source（本系统的序列）或 rows（逐行数据）中的一种。")
    if payload.source:
        return queries.series_of(
            request.actor, payload.source, since=payload.since, until=payload.until
        )
    is_list = all(row.count is None for row in payload.rows)
    header = ["发病日期", "报告日期", "地区", *([] if is_list else ["例数"])]
    lines = (
        [row.day, row.report, row.area, *([] if is_list else [row.count])] for row in payload.rows
    )
    return read_series(
        payload.data_name or "API 数据", header, lines, today=clock.today(),
        known_areas=queries.known_area_names(request.actor), disease=payload.disease,
    )  # fmt: skip


@router.get(
    "/{uuid:uuid}", response={200: AnalysisWhole, **PROBLEMS}, summary="一份流行病学分析",
    operation_id="analysis_get",
)  # fmt: skip
def analysis_get(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    analysis = queries.get_analysis(request.actor, uuid)
    return {
        **analysis_shape(analysis),
        "definition": analysis.definition,
        "source": analysis.source,
        "explanation": analysis.explanation,
        "settings": {row.label: row.value for row in analysis.settings.all()},
        "figures": [vars(row) for row in analysis.figures.all()],
    }
