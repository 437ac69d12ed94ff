"""API of the plans room: reading plans, making and adopting drafts. Corrections: `api_drafts`."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs.public import get_area

from . import drafts, queries, rules, schemas, services
from .api_drafts import router as drafts_router
from .choices import PlanState
from .forms import FILE_LIMIT
from .models import Plan

router = Router()
router.add_router("", drafts_router)


class Listing(Schema):
    """Where a list goes on."""

    cursor: str = ""
    limit: int = 50


@router.get(
    "", response={200: schemas.PlanPage, **PROBLEMS}, summary="预案列表", operation_id="plans_list",
)  # fmt: skip
def plans_list(
    request: HttpRequest, listing: Query[Listing], q: str = "", state: PlanState | None = None
) -> dict[str, Any]:
    rows = queries.list_plans(request.actor, words=q, state=state or "")
    return page_after(
        rows,
        key="-created_at",
        cursor=listing.cursor,
        limit=listing.limit,
        shape=schemas.plan_shape,
    )


@router.get(
    "/in-force", response={200: schemas.PlanDetailOut, **PROBLEMS}, summary="本区划的现行预案",
    operation_id="plans_in_force",
)  # fmt: skip
def plans_in_force(request: HttpRequest) -> dict[str, Any]:
    """The plan that holds for the caller's area: its own, else that of the nearest area above."""
    require(request.actor, Permission.PLAN_VIEW)
    held = queries.plan_in_force(request.actor.area_path)
    if held is None:
        raise NotFound("还没有现行预案。")
    return _detail(queries.get_plan(request.actor, held.uuid))


@router.post(
    "/drafts", response={201: schemas.PlanDetailOut, **PROBLEMS}, summary="上传文件，建立预案草稿",
    operation_id="plans_draft",
)  # fmt: skip
@idempotent
def plans_draft(
    request: HttpRequest, area_code: Form[str], title: Form[str], version: Form[str],
    file: File[UploadedFile],
) -> Status[dict[str, Any]]:  # fmt: skip
    require(request.actor, Permission.PLAN_IMPORT)
    if (file.size or 0) > FILE_LIMIT:
        raise RuleBroken("文件超过 50 MB，没有读取。", fields={"file": "文件过大"})
    plan = services.draft_plan(
        actor=request.actor, area=get_area(area_code), name=file.name or "", raw=file.read(),
        title=title, version=version,
    )  # fmt: skip
    return Status(201, _detail(queries.get_plan(request.actor, plan.uuid)))


@router.get(
    "/{uuid:uuid}", response={200: schemas.PlanDetailOut, **PROBLEMS}, summary="一份预案",
    operation_id="plans_get",
)  # fmt: skip
def plans_get(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    return _detail(queries.get_plan(request.actor, uuid))


def _detail(plan: Plan) -> dict[str, Any]:
    progress = queries.draft_progress(plan)
    counted = ("members", "duties", "actions")
    return {
        **schemas.plan_shape(plan),
        **{name: getattr(progress, name) for name in counted},
        **{f"{name}_confirmed": getattr(progress, f"{name}_confirmed") for name in counted},
        "open_doubts": progress.doubts - progress.doubts_settled,
        "obstacles": rules.obstacles(queries.draft_facts(plan)) if plan.is_draft else [],
    }


@router.get(
    "/{uuid:uuid}/members", response={200: schemas.MemberPage, **PROBLEMS},
    summary="成员单位及其职责、动作", operation_id="plans_member_list",
)  # fmt: skip
def plans_member_list(
    request: HttpRequest, uuid: UUID, listing: Query[Listing], q: str = "", level: int | None = None
) -> dict[str, Any]:
    _check_level(level)
    plan = queries.get_plan(request.actor, uuid)
    rows = queries.plan_tree(request.actor, plan, level=level, words=q)
    return page_after(
        rows, key="number", cursor=listing.cursor, limit=listing.limit, shape=schemas.member_shape
    )


@router.get(
    "/{uuid:uuid}/actions", response={200: schemas.ActionPage, **PROBLEMS},
    summary="某一级别应办的动作", operation_id="plans_action_list",
)  # fmt: skip
def plans_action_list(
    request: HttpRequest, uuid: UUID, level: int, listing: Query[Listing]
) -> dict[str, Any]:
    _check_level(level)
    rows = queries.list_actions(queries.get_plan(request.actor, uuid), level=level)
    return page_after(
        rows, key="code", cursor=listing.cursor, limit=listing.limit,
        shape=schemas.action_of_duty_shape,
    )  # fmt: skip


def _check_level(level: int | None) -> None:
    if level is not None and not 1 <= level <= 4:
        raise RuleBroken("级别应为 1 至 4，1 最重。", fields={"level": "应为 1 至 4"})


@router.get(
    "/duties/{uuid:uuid}", response={200: schemas.DutyOut, **PROBLEMS}, summary="一条职责",
    operation_id="plans_duty_get",
)  # fmt: skip
def plans_duty_get(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    return schemas.duty_shape(queries.get_duty(request.actor, uuid))


@router.get(
    "/{uuid:uuid}/doubts", response={200: schemas.DoubtPage, **PROBLEMS},
    summary="草稿的存疑处和未采用的文字", operation_id="plans_doubt_list",
)  # fmt: skip
def plans_doubt_list(
    request: HttpRequest, uuid: UUID, listing: Query[Listing], show: str = "open"
) -> dict[str, Any]:
    plan = drafts.get_own_plan(request.actor, uuid)
    if show not in ("open", "settled", "ignored"):
        raise RuleBroken("show 应为 open、settled 或 ignored。", fields={"show": "不认识"})
    return page_after(
        drafts.list_doubts(plan, show=show), key="starts", cursor=listing.cursor,
        limit=listing.limit, shape=lambda doubt: schemas.doubt_shape(doubt, plan.source_text),
    )  # fmt: skip


@router.get(
    "/{uuid:uuid}/differences", response={200: schemas.ComparisonOut, **PROBLEMS},
    summary="与现行预案的不同", operation_id="plans_compare",
)  # fmt: skip
def plans_compare(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    plan = queries.get_plan(request.actor, uuid)
    held = drafts.plan_it_replaces(plan)
    against = held if held is not None and held.pk != plan.pk else None
    return schemas.comparison_shape(against, queries.compare_plans(against, plan))


@router.post(
    "/{uuid:uuid}/adopt", response={200: schemas.AdoptionOut, **PROBLEMS}, summary="启用预案",
    operation_id="plans_adopt",
)  # fmt: skip
@idempotent
def plans_adopt(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    adoption = services.adopt_plan(actor=request.actor, plan_uuid=uuid)
    plan = queries.get_plan(request.actor, uuid)
    return {"plan": schemas.plan_shape(plan), "left_out": adoption.left_out}


@router.post(
    "/{uuid:uuid}/discard", response={200: schemas.PlanOut, **PROBLEMS}, summary="弃用草稿",
    operation_id="plans_discard",
)  # fmt: skip
@idempotent
def plans_discard(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    services.discard_plan(actor=request.actor, plan_uuid=uuid)
    return schemas.plan_shape(queries.get_plan(request.actor, uuid))
