"""The operations; each calls one query or one service."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from lianfang.base.accounts.public import idempotent
from lianfang.base.audit.public import version_now
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.base.kernel.permissions import Permission
from lianfang.command.emergencies.public import get_response
from lianfang.command.tasks import queries, services
from lianfang.command.tasks.choices import TaskState
from lianfang.county.orgs.public import get_unit

from .schemas import (
    AssignIn,
    BoardRowOut,
    ReasonIn,
    ReassignIn,
    ReportIn,
    SignedOut,
    SignManyIn,
    SubmitIn,
    TaskDetailOut,
    TaskPage,
    TaskQuery,
    TaskSplitIn,
    WordsIn,
)
from .shapes import detail_shape, figures_of, task_shape

router = Router()


@router.get("", response={200: TaskPage, **PROBLEMS}, summary="任务列表", operation_id="tasks_list")
def tasks_list(request: HttpRequest, asked: Query[TaskQuery]) -> dict[str, Any]:
    require(request.actor, Permission.TASK_VIEW)
    response = get_response(request.actor, asked.response) if asked.response else None
    unit = get_unit(request.actor, asked.unit) if asked.unit else None
    rows = queries.list_tasks(
        request.actor, response=response, unit=unit, state=asked.state, words=asked.q,
        duty=asked.duty, action=asked.action, level=asked.level, kind=asked.kind,
        overdue=asked.overdue, mine=asked.mine,
    )  # fmt: skip
    return page_after(rows, key="due_at", cursor=asked.cursor, limit=asked.limit, shape=task_shape)


@router.get(
    "/review", response={200: TaskPage, **PROBLEMS}, summary="待我审核的任务", operation_id="tasks_review"
)  # fmt: skip
def tasks_review(
    request: HttpRequest, state: TaskState = TaskState.SUBMITTED, cursor: str = "", limit: int = 50
) -> dict[str, Any]:
    require(request.actor, Permission.TASK_VIEW)
    rows = queries.list_review_queue(request.actor, state=state)
    return page_after(rows, key="due_at", cursor=cursor, limit=limit, shape=task_shape)


@router.get(
    "/board/{uuid:response}", response={200: list[BoardRowOut], **PROBLEMS}, summary="单位任务看板",
    operation_id="tasks_board",
)  # fmt: skip
def tasks_board(request: HttpRequest, response: UUID) -> list[dict[str, Any]]:
    require(request.actor, Permission.TASK_VIEW)
    rows = queries.board_now(request.actor, get_response(request.actor, response), version_now())
    return [
        {"unit": row.unit_uuid, "unit_name": row.unit_name, "states": dict(row.states),
         "overdue": row.overdue, "total": row.total, "parts": asdict(row.parts)}
        for row in rows
    ]  # fmt: skip


@router.post(
    "/sign", response={200: SignedOut, **PROBLEMS}, summary="批量签收任务", operation_id="tasks_sign_many"
)  # fmt: skip
@idempotent
def tasks_sign_many(request: HttpRequest, payload: SignManyIn) -> dict[str, int]:
    return {"signed": services.sign_tasks(actor=request.actor, task_uuids=payload.tasks)}


@router.get(
    "/{uuid:uuid}", response={200: TaskDetailOut, **PROBLEMS}, summary="一件任务", operation_id="tasks_get"
)  # fmt: skip
def tasks_get(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    require(request.actor, Permission.TASK_VIEW)
    return detail_shape(request, uuid)


@router.post(
    "/{uuid:uuid}/sign", response={200: TaskDetailOut, **PROBLEMS}, summary="签收任务",
    operation_id="tasks_sign",
)  # fmt: skip
@idempotent
def tasks_sign(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    services.sign_task(actor=request.actor, task_uuid=uuid)
    return detail_shape(request, uuid)


@router.post(
    "/{uuid:uuid}/assign", response={200: TaskDetailOut, **PROBLEMS}, summary="分派经办人",
    operation_id="tasks_assign",
)  # fmt: skip
@idempotent
def tasks_assign(request: HttpRequest, uuid: UUID, payload: AssignIn) -> dict[str, Any]:
    task = queries.get_task(request.actor, uuid)
    person = queries.get_colleague(task.unit_id, payload.assignee)
    services.assign_task(actor=request.actor, task_uuid=uuid, assignee=person, words=payload.words)
    return detail_shape(request, uuid)


@router.post(
    "/{uuid:uuid}/split", response={200: TaskDetailOut, **PROBLEMS}, summary="分解任务",
    operation_id="tasks_split",
)  # fmt: skip
@idempotent
def tasks_split(request: HttpRequest, uuid: UUID, payload: TaskSplitIn) -> dict[str, Any]:
    task = queries.get_task(request.actor, uuid)
    units = queries.units_for_parts(task, [part.unit for part in payload.parts])
    parts = [services.Part(units[part.unit], part.what, part.due_at) for part in payload.parts]
    services.split_task(actor=request.actor, task_uuid=uuid, parts=parts)
    return detail_shape(request, uuid)


@router.post(
    "/{uuid:uuid}/report", response={200: TaskDetailOut, **PROBLEMS}, summary="反馈进展",
    operation_id="tasks_report",
)  # fmt: skip
@idempotent
def tasks_report(request: HttpRequest, uuid: UUID, payload: ReportIn) -> dict[str, Any]:
    services.report_progress(
        actor=request.actor, task_uuid=uuid, words=payload.words, progress=payload.progress,
        figures=figures_of(payload.figures),
    )  # fmt: skip
    return detail_shape(request, uuid)


@router.post(
    "/{uuid:uuid}/report-with-files", response={200: TaskDetailOut, **PROBLEMS},
    summary="反馈进展并附文件", operation_id="tasks_report_with_files",
)  # fmt: skip
@idempotent
def tasks_report_with_files(
    request: HttpRequest,
    uuid: UUID,
    words: Form[str],
    progress: Form[int],
    files: File[list[UploadedFile]],
) -> dict[str, Any]:
    uploads = [services.Upload(file.name or "附件", file.read()) for file in files]
    services.report_progress(
        actor=request.actor, task_uuid=uuid, words=words, progress=progress, uploads=uploads
    )
    return detail_shape(request, uuid)


@router.post(
    "/{uuid:uuid}/submit", response={200: TaskDetailOut, **PROBLEMS}, summary="提交办结",
    operation_id="tasks_submit",
)  # fmt: skip
@idempotent
def tasks_submit(request: HttpRequest, uuid: UUID, payload: SubmitIn) -> dict[str, Any]:
    services.submit_task(
        actor=request.actor,
        task_uuid=uuid,
        words=payload.words,
        figures=figures_of(payload.figures),
    )
    return detail_shape(request, uuid)


@router.post(
    "/{uuid:uuid}/decline", response={200: TaskDetailOut, **PROBLEMS}, summary="报告不能办理",
    operation_id="tasks_decline",
)  # fmt: skip
@idempotent
def tasks_decline(request: HttpRequest, uuid: UUID, payload: ReasonIn) -> dict[str, Any]:
    services.decline_task(actor=request.actor, task_uuid=uuid, reason=payload.reason)
    return detail_shape(request, uuid)


@router.post(
    "/{uuid:uuid}/accept", response={200: TaskDetailOut, **PROBLEMS}, summary="审核销号",
    operation_id="tasks_accept",
)  # fmt: skip
@idempotent
def tasks_accept(request: HttpRequest, uuid: UUID, payload: WordsIn) -> dict[str, Any]:
    services.accept_task(actor=request.actor, task_uuid=uuid, words=payload.words)
    return detail_shape(request, uuid)


@router.post(
    "/{uuid:uuid}/return", response={200: TaskDetailOut, **PROBLEMS}, summary="退回任务",
    operation_id="tasks_return",
)  # fmt: skip
@idempotent
def tasks_return(request: HttpRequest, uuid: UUID, payload: ReasonIn) -> dict[str, Any]:
    services.return_task(actor=request.actor, task_uuid=uuid, reason=payload.reason)
    return detail_shape(request, uuid)


@router.post(
    "/{uuid:uuid}/excuse", response={200: TaskDetailOut, **PROBLEMS}, summary="同意不办理",
    operation_id="tasks_excuse",
)  # fmt: skip
@idempotent
def tasks_excuse(request: HttpRequest, uuid: UUID, payload: ReasonIn) -> dict[str, Any]:
    services.accept_decline(actor=request.actor, task_uuid=uuid, reason=payload.reason)
    return detail_shape(request, uuid)


@router.post(
    "/{uuid:uuid}/cancel", response={200: TaskDetailOut, **PROBLEMS}, summary="取消任务",
    operation_id="tasks_cancel",
)  # fmt: skip
@idempotent
def tasks_cancel(request: HttpRequest, uuid: UUID, payload: ReasonIn) -> dict[str, Any]:
    services.cancel_task(actor=request.actor, task_uuid=uuid, reason=payload.reason)
    return detail_shape(request, uuid)


@router.post(
    "/{uuid:uuid}/reopen", response={200: TaskDetailOut, **PROBLEMS}, summary="重新办理",
    operation_id="tasks_reopen",
)  # fmt: skip
@idempotent
def tasks_reopen(request: HttpRequest, uuid: UUID, payload: ReasonIn) -> dict[str, Any]:
    services.reopen_task(actor=request.actor, task_uuid=uuid, reason=payload.reason)
    return detail_shape(request, uuid)


@router.post(
    "/{uuid:uuid}/reassign", response={200: TaskDetailOut, **PROBLEMS}, summary="改派任务",
    operation_id="tasks_reassign",
)  # fmt: skip
@idempotent
def tasks_reassign(request: HttpRequest, uuid: UUID, payload: ReassignIn) -> dict[str, Any]:
    to_unit = get_unit(request.actor, payload.to_unit)
    services.reassign_task(
        actor=request.actor, task_uuid=uuid, to_unit=to_unit, reason=payload.reason
    )
    return detail_shape(request, uuid)
