"""API of the audit room."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from lianfang.base.kernel.api import PROBLEMS, page_after

from .models import AuditRow
from .queries import list_rows
from .services import verify_log

router = Router()


class RowOut(Schema):
    """One act of the log."""

    seq: int
    at: datetime
    actor: str
    post: str
    unit: str
    action: str
    target_type: str
    target_uuid: str
    target: str
    changes: dict[str, Any]
    count: int
    address: str
    digest: str


class RowPage(Schema):
    """Acts, and the cursor of the next page."""

    items: list[RowOut]
    next: str | None


class VerdictOut(Schema):
    """What came of the check of the chain."""

    ok: bool
    rows: int
    broken_at: int | None
    why: str


def _shape(row: AuditRow) -> dict[str, Any]:
    return {
        "seq": row.seq, "at": row.at, "actor": row.actor_name, "post": row.post_title,
        "unit": row.unit_name, "action": row.action, "target_type": row.target_type,
        "target_uuid": row.target_uuid, "target": row.target_label, "changes": row.changes,
        "count": row.count, "address": row.address, "digest": row.digest,
    }  # fmt: skip


@router.get("", response={200: RowPage, **PROBLEMS}, summary="审计记录", operation_id="audit_rows")
def rows(
    request: HttpRequest,
    q: str = "",
    action: str = "",
    since: date | None = None,
    until: date | None = None,
    cursor: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    found = list_rows(request.actor, words=q, action=action, since=since, until=until)
    return page_after(found, key="-seq", cursor=cursor, limit=limit, shape=_shape)


@router.post(
    "/verify",
    response={200: VerdictOut, **PROBLEMS},
    summary="校验审计链，结论记入审计",
    operation_id="audit_verify",
)
def verify(request: HttpRequest) -> dict[str, Any]:
    verdict = verify_log(actor=request.actor)
    return {
        "ok": verdict.is_whole, "rows": verdict.rows, "broken_at": verdict.broken_at,
        "why": verdict.why,
    }  # fmt: skip
