"""API for correcting a draft: units, duties, doubts, actions. Each answers with the unit as it then is."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel.api import PROBLEMS
from lianfang.county.orgs.public import Unit, unit_by_code

from . import drafts, schemas, services

router = Router()
MEMBER = {200: schemas.MemberOut, **PROBLEMS}
CREATED = {201: schemas.MemberOut, **PROBLEMS}
COUNT = {200: schemas.CountOut, **PROBLEMS}


def _member(request: HttpRequest, uuid: object) -> dict[str, Any]:
    return schemas.member_shape(drafts.get_draft_member(request.actor, uuid))


def _member_of_duty(request: HttpRequest, uuid: object) -> dict[str, Any]:
    return schemas.member_shape(drafts.member_of_duty(request.actor, uuid))


def _unit(code: str) -> Unit | None:
    return unit_by_code(code) if code else None


# Not /members alone: that path belongs to the list of the other router, which answers 405 to POST.
@router.post(
    "/{uuid:uuid}/members/new",
    response=CREATED,
    summary="补充遗漏的单位",
    operation_id="plans_member_add",
)
@idempotent
def member_add(
    request: HttpRequest, uuid: UUID, payload: schemas.MemberIn
) -> Status[dict[str, Any]]:
    member = services.add_member(
        actor=request.actor, plan_uuid=uuid, name=payload.name, unit=_unit(payload.unit_code),
        role=payload.role,
    )  # fmt: skip
    return Status(201, _member(request, member.uuid))


@router.post(
    "/{uuid:uuid}/members/confirm", response=COUNT, summary="核对全部已对应的单位",
    operation_id="plans_member_confirm_all",
)  # fmt: skip
@idempotent
def members_confirm(request: HttpRequest, uuid: UUID) -> dict[str, int]:
    return {"count": services.confirm_members(actor=request.actor, plan_uuid=uuid)}


@router.post(
    "/{uuid:uuid}/actions/copy", response=COUNT, summary="沿用现行预案中未变职责的动作",
    operation_id="plans_action_copy",
)  # fmt: skip
@idempotent
def actions_copy(request: HttpRequest, uuid: UUID) -> dict[str, int]:
    count = services.copy_actions_from_plan_in_force(actor=request.actor, plan_uuid=uuid)
    return {"count": count}


@router.post(
    "/members/{uuid:uuid}/correct",
    response=MEMBER,
    summary="改正单位",
    operation_id="plans_member_correct",
)
@idempotent
def member_correct(request: HttpRequest, uuid: UUID, payload: schemas.MemberIn) -> dict[str, Any]:
    services.correct_member(
        actor=request.actor, member_uuid=uuid, name=payload.name, unit=_unit(payload.unit_code),
        role=payload.role,
    )  # fmt: skip
    return _member(request, uuid)


@router.post(
    "/members/{uuid:uuid}/confirm",
    response=MEMBER,
    summary="核对单位",
    operation_id="plans_member_confirm",
)
@idempotent
def member_confirm(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    services.confirm_member(actor=request.actor, member_uuid=uuid)
    return _member(request, uuid)


@router.post(
    "/members/{uuid:uuid}/confirm-duties", response=MEMBER, summary="核对单位的全部职责",
    operation_id="plans_duty_confirm_all",
)  # fmt: skip
@idempotent
def member_confirm_duties(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    services.confirm_duties_of_member(actor=request.actor, member_uuid=uuid)
    return _member(request, uuid)


@router.post(
    "/members/{uuid:uuid}/remove", response=COUNT, summary="删除单位及其职责",
    operation_id="plans_member_remove",
)  # fmt: skip
@idempotent
def member_remove(request: HttpRequest, uuid: UUID) -> dict[str, int]:
    plan = services.remove_member(actor=request.actor, member_uuid=uuid)
    return {"count": len(drafts.list_places(plan))}


@router.post(
    "/members/{uuid:uuid}/duties",
    response=CREATED,
    summary="从原文加入职责",
    operation_id="plans_duty_add",
)
@idempotent
def duty_add(request: HttpRequest, uuid: UUID, payload: schemas.DutyIn) -> Status[dict[str, Any]]:
    services.add_duty(
        actor=request.actor, member_uuid=uuid, text=payload.text, starts=payload.starts
    )
    return Status(201, _member(request, uuid))


@router.post(
    "/duties/{uuid:uuid}/correct",
    response=MEMBER,
    summary="改正职责",
    operation_id="plans_duty_correct",
)
@idempotent
def duty_correct(
    request: HttpRequest, uuid: UUID, payload: schemas.DutyCorrectionIn
) -> dict[str, Any]:
    services.correct_duty(
        actor=request.actor, duty_uuid=uuid, text=payload.text, starts=payload.starts,
        ends=payload.ends, member_uuid=payload.member, seen=payload.seen,
    )  # fmt: skip
    return _member_of_duty(request, uuid)


@router.post(
    "/duties/{uuid:uuid}/split",
    response=MEMBER,
    summary="拆分职责",
    operation_id="plans_duty_split",
)
@idempotent
def duty_split(request: HttpRequest, uuid: UUID, payload: schemas.SplitIn) -> dict[str, Any]:
    services.split_duty(actor=request.actor, duty_uuid=uuid, at=payload.at, seen=payload.seen)
    return _member_of_duty(request, uuid)


@router.post(
    "/duties/{uuid:uuid}/join",
    response=MEMBER,
    summary="与下一条职责合并",
    operation_id="plans_duty_join",
)
@idempotent
def duty_join(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    services.join_duties(actor=request.actor, duty_uuid=uuid)
    return _member_of_duty(request, uuid)


@router.post(
    "/duties/{uuid:uuid}/confirm",
    response=MEMBER,
    summary="核对职责",
    operation_id="plans_duty_confirm",
)
@idempotent
def duty_confirm(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    services.confirm_duty(actor=request.actor, duty_uuid=uuid)
    return _member_of_duty(request, uuid)


@router.post(
    "/duties/{uuid:uuid}/remove",
    response=MEMBER,
    summary="删除职责",
    operation_id="plans_duty_remove",
)
@idempotent
def duty_remove(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    member = services.remove_duty(actor=request.actor, duty_uuid=uuid)
    return _member(request, member.uuid)


@router.post(
    "/duties/{uuid:uuid}/choose",
    response=MEMBER,
    summary="选定职责的动作",
    operation_id="plans_action_choose",
)
@idempotent
def actions_choose(request: HttpRequest, uuid: UUID, payload: schemas.ChosenIn) -> dict[str, Any]:
    services.confirm_actions(actor=request.actor, duty_uuid=uuid, chosen=payload.actions)
    return _member_of_duty(request, uuid)


@router.post(
    "/duties/{uuid:uuid}/actions",
    response=CREATED,
    summary="加入动作",
    operation_id="plans_action_add",
)
@idempotent
def action_add(
    request: HttpRequest, uuid: UUID, payload: schemas.ActionIn
) -> Status[dict[str, Any]]:
    services.add_action(actor=request.actor, duty_uuid=uuid, terms=payload.terms())
    return Status(201, _member_of_duty(request, uuid))


@router.post(
    "/actions/{uuid:uuid}/correct",
    response=MEMBER,
    summary="改正动作",
    operation_id="plans_action_correct",
)
@idempotent
def action_correct(request: HttpRequest, uuid: UUID, payload: schemas.ActionIn) -> dict[str, Any]:
    services.correct_action(actor=request.actor, action_uuid=uuid, terms=payload.terms())
    return schemas.member_shape(drafts.member_of_action(request.actor, uuid))


@router.post(
    "/actions/{uuid:uuid}/remove",
    response=MEMBER,
    summary="删除动作",
    operation_id="plans_action_remove",
)
@idempotent
def action_remove(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    duty = services.remove_action(actor=request.actor, action_uuid=uuid)
    return _member_of_duty(request, duty.uuid)


@router.post(
    "/doubts/{uuid:uuid}/settle", response={200: schemas.CountOut, **PROBLEMS}, summary="处理存疑处",
    operation_id="plans_doubt_settle",
)  # fmt: skip
@idempotent
def doubt_settle(request: HttpRequest, uuid: UUID, payload: schemas.SettleIn) -> dict[str, int]:
    """Answers with how many doubts of the draft are still open."""
    doubt = services.settle_doubt(actor=request.actor, doubt_uuid=uuid, how=payload.how)
    return {"count": drafts.count_doubts(doubt.plan).open}


@router.post(
    "/doubts/{uuid:uuid}/take",
    response=CREATED,
    summary="把存疑处作为职责加入",
    operation_id="plans_doubt_take",
)
@idempotent
def doubt_take(request: HttpRequest, uuid: UUID, payload: schemas.TakeIn) -> Status[dict[str, Any]]:
    services.take_doubt(actor=request.actor, doubt_uuid=uuid, member_uuid=payload.member)
    return Status(201, _member(request, payload.member))
