"""API of the analysis room: analyses that were kept."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from lianfang.base.kernel.api import PROBLEMS, page_after

from . import queries
from .models import Analysis

router = Router()


class AnalysisOut(Schema):
    uuid: UUID
    number: str
    title: str
    method: str
    interval: str
    origin: str
    data_name: str
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
