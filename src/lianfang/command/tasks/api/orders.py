"""Operations of orders; each calls one query or one service."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.permissions import Permission
from lianfang.command.tasks import presenters, queries, services
from lianfang.command.tasks.models import Order
from lianfang.county.orgs.public import get_unit

from .order_schemas import (
    OrderDetailOut,
    OrderIn,
    OrderOut,
    OrderPage,
    OrderQuery,
    OrderReasonIn,
    OrderWordsIn,
)

router = Router()


@router.get(
    "", response={200: OrderPage, **PROBLEMS}, summary="指令列表", operation_id="orders_list"
)
def orders_list(request: HttpRequest, asked: Query[OrderQuery]) -> dict[str, Any]:
    require(request.actor, Permission.TASK_VIEW)
    rows = queries.list_orders(
        request.actor, words=asked.q, kind=asked.kind or "", state=asked.state or "",
        urgency=asked.urgency or "", emergency=asked.emergency, unsigned=asked.unsigned,
    )  # fmt: skip
    page = page_after(
        rows, key="-drafted_at", cursor=asked.cursor, limit=asked.limit, shape=lambda order: order
    )
    return page | {"items": [_shape(order) for order in presenters.dress_orders(page["items"])]}


@router.post(
    "", response={200: OrderDetailOut, **PROBLEMS}, summary="起草指令", operation_id="orders_draft"
)
@idempotent
def orders_draft(request: HttpRequest, payload: OrderIn) -> dict[str, Any]:
    require(request.actor, Permission.TASK_VIEW)
    order = services.draft_order(
        actor=request.actor, paper=_paper(payload), targets=_targets(request, payload)
    )
    return _detail(request, order.uuid)


@router.get(
    "/{uuid:uuid}", response={200: OrderDetailOut, **PROBLEMS}, summary="一件指令",
    operation_id="orders_get",
)  # fmt: skip
def orders_get(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    require(request.actor, Permission.TASK_VIEW)
    return _detail(request, uuid)


@router.put(
    "/{uuid:uuid}", response={200: OrderDetailOut, **PROBLEMS}, summary="修改指令草稿",
    operation_id="orders_change",
)  # fmt: skip
@idempotent
def orders_change(request: HttpRequest, uuid: UUID, payload: OrderIn) -> dict[str, Any]:
    queries.get_order(request.actor, uuid)
    services.change_order(
        actor=request.actor, order_uuid=uuid, paper=_paper(payload),
        targets=_targets(request, payload),
    )  # fmt: skip
    return _detail(request, uuid)


@router.post(
    "/{uuid:uuid}/issue", response={200: OrderDetailOut, **PROBLEMS}, summary="签发指令",
    operation_id="orders_issue",
)  # fmt: skip
@idempotent
def orders_issue(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    services.issue_order(actor=request.actor, order_uuid=uuid)
    return _detail(request, uuid)


@router.post(
    "/{uuid:uuid}/withdraw", response={200: OrderDetailOut, **PROBLEMS}, summary="撤回指令",
    operation_id="orders_withdraw",
)  # fmt: skip
@idempotent
def orders_withdraw(request: HttpRequest, uuid: UUID, payload: OrderReasonIn) -> dict[str, Any]:
    services.withdraw_order(actor=request.actor, order_uuid=uuid, reason=payload.reason)
    return _detail(request, uuid)


@router.post(
    "/{uuid:uuid}/sign", response={200: OrderDetailOut, **PROBLEMS}, summary="签收指令",
    operation_id="orders_sign",
)  # fmt: skip
@idempotent
def orders_sign(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    services.sign_order(actor=request.actor, order_uuid=uuid)
    return _detail(request, uuid)


@router.post(
    "/{uuid:uuid}/answer", response={200: OrderDetailOut, **PROBLEMS}, summary="反馈指令办理情况",
    operation_id="orders_answer",
)  # fmt: skip
@idempotent
def orders_answer(request: HttpRequest, uuid: UUID, payload: OrderWordsIn) -> dict[str, Any]:
    services.answer_order(actor=request.actor, order_uuid=uuid, words=payload.words)
    return _detail(request, uuid)


@router.post(
    "/{uuid:uuid}/remind", response={200: OrderDetailOut, **PROBLEMS}, summary="催签",
    operation_id="orders_remind",
)  # fmt: skip
@idempotent
def orders_remind(request: HttpRequest, uuid: UUID, payload: OrderWordsIn) -> dict[str, Any]:
    services.remind_unsigned(actor=request.actor, order_uuid=uuid, words=payload.words)
    return _detail(request, uuid)


@router.post(
    "/addressees/{uuid:uuid}/clear", response={200: OrderDetailOut, **PROBLEMS},
    summary="核销单位反馈", operation_id="orders_clear",
)  # fmt: skip
@idempotent
def orders_clear(request: HttpRequest, uuid: UUID, payload: OrderWordsIn) -> dict[str, Any]:
    row = services.clear_answer(actor=request.actor, addressee_uuid=uuid, words=payload.words)
    return _detail(request, row.order.uuid)


@router.post(
    "/addressees/{uuid:uuid}/return", response={200: OrderDetailOut, **PROBLEMS},
    summary="退回单位反馈", operation_id="orders_return",
)  # fmt: skip
@idempotent
def orders_return(request: HttpRequest, uuid: UUID, payload: OrderReasonIn) -> dict[str, Any]:
    row = services.return_answer(actor=request.actor, addressee_uuid=uuid, reason=payload.reason)
    return _detail(request, row.order.uuid)


def _paper(given: OrderIn) -> services.Paper:
    names = ("kind", "title", "words", "urgency", "wants", "sign_until", "answer_until", "evidence", "basis")  # fmt: skip
    return services.Paper(
        **{name: getattr(given, name) for name in names}, emergency_uuid=given.emergency
    )


def _targets(request: HttpRequest, given: OrderIn) -> queries.Targets:
    """:raises NotFound: a unit or group that the actor does not work with."""
    groups = tuple(queries.list_order_groups(request.actor).filter(uuid__in=given.groups))
    if len(groups) < len(set(given.groups)):
        raise NotFound("没有找到所选的工作组，请重新选择。")
    units = tuple(get_unit(request.actor, uuid) for uuid in given.units)
    return queries.Targets(units=units, kinds=tuple(given.kinds), groups=groups)


def _shape(order: Order) -> dict[str, Any]:
    same = {name: getattr(order, name) for name in OrderOut.model_fields if hasattr(order, name)}
    return same | {
        "emergency": order.emergency.uuid if order.emergency else None,
        "addressees": order.tally.total, "signed": order.tally.signed, "late": order.tally.late,
    }  # fmt: skip


def _detail(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    actor = request.actor
    [order] = presenters.dress_orders([queries.get_order(actor, uuid)])
    lines = presenters.dress_addressees(queries.list_addressees(actor, order), order)
    own = [row for row in lines if row.unit_id in actor.unit_ids]
    may = presenters.may_of(actor, order, own, order.tally)
    verbs = ("change", "issue", "withdraw", "remind", "sign", "answer", "review")
    names = ("uuid", "via", "state", "signed_at", "answered_at", "cleared_at", "is_late", "returned_times")  # fmt: skip
    return _shape(order) | {
        "words": order.words, "evidence": order.evidence, "basis": order.basis,
        "may": [verb for verb in verbs if may[verb]],
        "lines": [
            {name: getattr(row, name) for name in names}
            | {"unit": row.unit.uuid, "unit_name": row.unit.short_name,
               "answers": list(row.answers.all())}
            for row in lines
        ],
    }  # fmt: skip
