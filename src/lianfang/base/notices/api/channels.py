"""API of the channels and of what people wish of them; secrets go in and never come out."""

from datetime import datetime, time
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from lianfang.base.accounts.public import idempotent
from lianfang.base.kernel.api import PROBLEMS, page_after
from lianfang.base.notices import presenters, queries, services
from lianfang.base.notices.models import Channel, Delivery, Preference

router = Router()
Minimal = Literal["normal", "urgent"]


class ChannelIn(Schema):
    """A channel to set up. `target` has the fields of its kind, as on the page."""

    kind: Literal["mail", "sms", "wecom", "dingtalk"]
    name: str = Field(min_length=1, max_length=60)
    holder: str = Field(max_length=60, description="all、unit:编号、user:编号或 role:角色")
    target: dict[str, str]
    min_urgency: Minimal = "normal"
    digest_minutes: int = Field(default=10, ge=0, le=240)
    quiet_from: time | None = None
    quiet_to: time | None = None


class ChannelOut(Schema):
    """A channel and how it is doing; of its target only what is no secret."""

    uuid: UUID
    kind: str
    name: str
    holder: str
    leads_to: str
    min_urgency: str
    digest_minutes: int
    is_active: bool
    last_sent_at: datetime | None
    queued: int
    failed: int


class ChannelPage(Schema):
    """Channels, and the cursor of the next page."""

    items: list[ChannelOut]
    next: str | None


class DeliveryOut(Schema):
    """One message that left or waits."""

    uuid: UUID
    channel: UUID
    state: str
    letters: int
    is_test: bool
    tries: int
    created_at: datetime
    next_try_at: datetime
    sent_at: datetime | None
    last_error: str


class DeliveryPage(Schema):
    """Messages that left or wait, and the cursor of the next page."""

    items: list[DeliveryOut]
    next: str | None


class ReminderIn(Schema):
    """What is wished of a mailbox's channels."""

    is_on: bool
    min_urgency: Minimal = "normal"
    quiet_from: time | None = None
    quiet_to: time | None = None


class ReminderOut(ReminderIn):
    """The wishes of one mailbox that the caller keeps; what was never set stands as it is by default."""

    mailbox: str


def _channel(channel: Channel) -> dict[str, Any]:
    names = ("uuid", "kind", "name", "holder", "min_urgency", "digest_minutes", "is_active")
    return {name: getattr(channel, name) for name in names} | {
        "leads_to": presenters.leads_to(channel.kind, channel.address),
        "last_sent_at": channel.last_sent, "queued": channel.queued, "failed": channel.failed,
    }  # fmt: skip


def _delivery(delivery: Delivery) -> dict[str, Any]:
    names = (
        "uuid", "state", "letters", "is_test", "tries", "created_at", "next_try_at", "sent_at", "last_error",
    )  # fmt: skip
    return {name: getattr(delivery, name) for name in names} | {"channel": delivery.channel.uuid}


def _reminder(mailbox: str, wish: Preference | None) -> dict[str, Any]:
    if wish is None:
        wish = Preference(mailbox=mailbox)
    names = ("mailbox", "is_on", "min_urgency", "quiet_from", "quiet_to")
    return {name: getattr(wish, name) for name in names}


@router.get(
    "/channels",
    response={200: ChannelPage, **PROBLEMS},
    summary="外发渠道及其状况",
    operation_id="notices_channels",
)
def channels(
    request: HttpRequest, q: str = "", kind: str = "", cursor: str = "", limit: int = 50
) -> dict[str, Any]:
    rows = queries.list_channels(request.actor, words=q, kind=kind)
    return page_after(rows, key="name", cursor=cursor, limit=limit, shape=_channel)


@router.post(
    "/channels",
    response={201: ChannelOut, **PROBLEMS},
    summary="建立外发渠道",
    operation_id="notices_channel_create",
)
@idempotent
def channel_create(request: HttpRequest, payload: ChannelIn) -> Status:
    channel = services.create_channel(actor=request.actor, **payload.dict())
    return Status(201, _channel(queries.get_channel(request.actor, channel.uuid)))


@router.post(
    "/channels/{uuid}/on",
    response={200: ChannelOut, **PROBLEMS},
    summary="启用外发渠道",
    operation_id="notices_channel_on",
)
@idempotent
def channel_on(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    services.switch_channel_on(actor=request.actor, channel_uuid=uuid)
    return _channel(queries.get_channel(request.actor, uuid))


@router.post(
    "/channels/{uuid}/off",
    response={200: ChannelOut, **PROBLEMS},
    summary="停用外发渠道，未发出的不再发送",
    operation_id="notices_channel_off",
)
@idempotent
def channel_off(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    services.switch_channel_off(actor=request.actor, channel_uuid=uuid)
    return _channel(queries.get_channel(request.actor, uuid))


@router.post(
    "/channels/{uuid}/test",
    response={201: DeliveryOut, **PROBLEMS},
    summary="发一条测试消息",
    operation_id="notices_channel_test",
)
@idempotent
def channel_test(request: HttpRequest, uuid: UUID) -> Status:
    return Status(201, _delivery(services.queue_test(actor=request.actor, channel_uuid=uuid)))


@router.get(
    "/deliveries",
    response={200: DeliveryPage, **PROBLEMS},
    summary="外发记录（不含消息标题）",
    operation_id="notices_deliveries",
)
def deliveries(
    request: HttpRequest, state: str = "", cursor: str = "", limit: int = 50
) -> dict[str, Any]:
    rows = queries.list_deliveries(request.actor, state=state)
    return page_after(rows, key="-created_at", cursor=cursor, limit=limit, shape=_delivery)


@router.post(
    "/deliveries/{uuid}/retry",
    response={200: DeliveryOut, **PROBLEMS},
    summary="重新发送未发出的消息",
    operation_id="notices_delivery_retry",
)
@idempotent
def delivery_retry(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    return _delivery(services.retry_delivery(actor=request.actor, delivery_uuid=uuid))


@router.get(
    "/reminders",
    response={200: list[ReminderOut], **PROBLEMS},
    summary="本人和本单位的提醒设置",
    operation_id="notices_reminders",
)
def reminders(request: HttpRequest) -> list[dict[str, Any]]:
    boxes = queries.mailboxes_kept_by(request.actor)
    wishes = queries.preferences_of(boxes)
    return [_reminder(mailbox, wishes.get(mailbox)) for mailbox in boxes]


@router.post(
    "/reminders/{whose}",
    response={200: ReminderOut, **PROBLEMS},
    summary="更改本人（user）或本单位（unit）的提醒设置",
    operation_id="notices_reminder_set",
)
@idempotent
def reminder_set(
    request: HttpRequest, whose: Literal["user", "unit"], payload: ReminderIn
) -> dict[str, Any]:
    key = request.actor.user_id if whose == "user" else request.actor.unit_id
    mailbox = f"{whose}:{key}"
    wish = services.set_preference(actor=request.actor, mailbox=mailbox, **payload.dict())
    return _reminder(mailbox, wish)
