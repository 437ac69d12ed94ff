"""API of the standards room: the rules as they hold on a day."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.base.kernel.permissions import Permission

from . import queries, schemas, services
from .choices import AppliesTo, CountyPower, DiseaseClass, ThresholdList
from .services import WatchFacts

router = Router()


class DatedListing(Schema):
    """Where a page of a list begins, how long it is, and for which day it is asked."""

    on: date | None = None
    cursor: str = ""
    limit: int = 50


def _page(request: HttpRequest, rows: Any, listing: DatedListing, shape: Any) -> dict[str, Any]:
    require(request.actor, Permission.STANDARDS_VIEW)
    return page_after(rows, key="position", cursor=listing.cursor, limit=listing.limit, shape=shape)


@router.get(
    "/diseases",
    response={200: schemas.DiseasePage, **PROBLEMS},
    summary="病种目录",
    operation_id="standards_disease_list",
)
def list_diseases(
    request: HttpRequest,
    listing: Query[DatedListing],
    q: str = "",
    disease_class: DiseaseClass | None = None,
    *,
    listed_only: bool = False,
) -> dict[str, Any]:
    rows = queries.find_diseases(
        q, disease_class=disease_class or "", on=listing.on, listed_only=listed_only
    )
    return _page(
        request,
        rows,
        listing,
        lambda row: schemas.disease_shape(row, queries.managed_class_on(row, listing.on)),
    )


@router.get(
    "/diseases/{code}",
    response={200: schemas.DiseaseOut, **PROBLEMS},
    summary="一个病种",
    operation_id="standards_disease_get",
)
def get_disease(request: HttpRequest, code: str, on: date | None = None) -> dict[str, Any]:
    require(request.actor, Permission.STANDARDS_VIEW)
    disease = queries.get_disease(code, on)
    return schemas.disease_shape(disease, queries.managed_class_on(disease, on))


@router.get(
    "/criteria",
    response={200: schemas.CriterionPage, **PROBLEMS},
    summary="事件分级标准",
    operation_id="standards_criterion_list",
)
def list_criteria(
    request: HttpRequest, listing: Query[DatedListing], ruleset: str = "", disease: str = ""
) -> dict[str, Any]:
    require(request.actor, Permission.STANDARDS_VIEW)
    about = queries.get_disease(disease, listing.on) if disease else None
    rows = queries.list_criteria(listing.on, ruleset, about=about)
    return _page(request, rows, listing, schemas.rule_shape)


@router.get(
    "/thresholds",
    response={200: schemas.ThresholdPage, **PROBLEMS},
    summary="报告标准与关注线",
    operation_id="standards_threshold_list",
)
def list_thresholds(
    request: HttpRequest,
    listing: Query[DatedListing],
    in_list: ThresholdList | None = None,
    disease: str = "",
) -> dict[str, Any]:
    require(request.actor, Permission.STANDARDS_VIEW)
    about = queries.get_disease(disease, listing.on) if disease else None
    rows = queries.list_thresholds(
        listing.on, in_list or "", about=about, area_path=request.actor.area_path
    )
    return _page(request, rows, listing, schemas.rule_shape)


@router.post(
    "/watch-lines",
    response={200: schemas.ThresholdOut, **PROBLEMS},
    summary="设定本县关注线",
    operation_id="standards_watch_set",
)
@idempotent
def set_watch_line(request: HttpRequest, asked: schemas.WatchLineIn) -> dict[str, Any]:
    kept = asked.model_dump(exclude={"diseases", "settings", "reason", "replaces"})
    facts = WatchFacts(
        **kept, settings=tuple(asked.settings),
        diseases=tuple(queries.get_disease(code) for code in asked.diseases),
    )  # fmt: skip
    row = services.set_watch_line(
        actor=request.actor, facts=facts, reason=asked.reason, replaces=asked.replaces
    )
    return schemas.rule_shape(row)


@router.post(
    "/watch-lines/{uuid:uuid}/set-aside",
    response={200: schemas.ThresholdOut, **PROBLEMS},
    summary="停用关注线",
    operation_id="standards_watch_set_aside",
)
@idempotent
def set_aside_watch_line(
    request: HttpRequest, uuid: UUID, asked: schemas.WatchReasonIn
) -> dict[str, Any]:
    row = services.set_aside_watch_line(actor=request.actor, line_uuid=uuid, reason=asked.reason)
    return schemas.rule_shape(row)


@router.post(
    "/watch-lines/{uuid:uuid}/restore",
    response={200: schemas.ThresholdOut, **PROBLEMS},
    summary="恢复关注线",
    operation_id="standards_watch_restore",
)
@idempotent
def restore_watch_line(
    request: HttpRequest, uuid: UUID, asked: schemas.WatchReasonIn
) -> dict[str, Any]:
    row = services.restore_watch_line(actor=request.actor, line_uuid=uuid, reason=asked.reason)
    return schemas.rule_shape(row)


@router.get(
    "/deadlines",
    response={200: schemas.DeadlinePage, **PROBLEMS},
    summary="法定时限",
    operation_id="standards_deadline_list",
)
def list_deadlines(request: HttpRequest, listing: Query[DatedListing]) -> dict[str, Any]:
    return _page(request, queries.list_deadlines(listing.on), listing, schemas.rule_shape)


@router.get(
    "/authorities",
    response={200: schemas.AuthorityPage, **PROBLEMS},
    summary="措施权限",
    operation_id="standards_authority_list",
)
def list_authorities(
    request: HttpRequest,
    listing: Query[DatedListing],
    applies_to: AppliesTo | None = None,
    county_power: CountyPower | None = None,
) -> dict[str, Any]:
    rows = queries.list_authorities(
        listing.on, applies_to=applies_to or "", county_power=county_power or ""
    )
    return _page(request, rows, listing, schemas.rule_shape)


@router.get(
    "/codes",
    response={200: schemas.CodeListPage, **PROBLEMS},
    summary="代码表",
    operation_id="standards_code_list",
)
def list_code_lists(request: HttpRequest, listing: Query[DatedListing]) -> dict[str, Any]:
    return _page(request, queries.list_code_lists(listing.on), listing, schemas.rule_shape)
