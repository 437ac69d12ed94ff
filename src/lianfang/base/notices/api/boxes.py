"""API of the message box."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.base.notices.models import Notice
from lianfang.base.notices.queries import list_notices
from lianfang.base.notices.services import mark_all_read, mark_read

router = Router()


class NoticeLinkOut(Schema):
    """A file or page that a message points to."""

    label: str
    url: str


class NoticeOut(Schema):
    """One message."""

    uuid: UUID
    kind: str
    urgency: str
    subject: str
    body: str
    url: str
    created_at: datetime
    read_at: datetime | None
    links: list[NoticeLinkOut]


class NoticePage(Schema):
    """Messages, and the cursor of the next page."""

    items: list[NoticeOut]
    next: str | None


class ReadOut(Schema):
    """How many messages were unread and are read now."""

    count: int


def _shape(notice: Notice) -> dict[str, Any]:
    names = ("uuid", "kind", "urgency", "subject", "body", "url", "created_at", "read_at")
    links = [{"label": link.label, "url": link.url} for link in notice.links.all()]
    return {name: getattr(notice, name) for name in names} | {"links": links}


@router.get(
    "",
    response={200: NoticePage, **PROBLEMS},
    summary="本人和本单位的消息",
    operation_id="notices_list",
)
def notices(
    request: HttpRequest,
    q: str = "",
    only: Literal["", "unread", "urgent", "unread_urgent"] = "",
    cursor: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    rows = list_notices(request.actor, words=q, only=only)
    return page_after(rows, key="-created_at", cursor=cursor, limit=limit, shape=_shape)


@router.post(
    "/read",
    response={200: ReadOut, **PROBLEMS},
    summary="全部标为已读",
    operation_id="notices_read_all",
)
@idempotent
def read_all(request: HttpRequest) -> dict[str, int]:
    return {"count": mark_all_read(actor=request.actor)}


@router.post(
    "/{uuid}/read",
    response={200: NoticeOut, **PROBLEMS},
    summary="标为已读",
    operation_id="notices_read",
)
@idempotent
def read_one(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    return _shape(mark_read(actor=request.actor, notice_uuid=uuid))
