"""Channels and what goes through them, for their keeper; and what the worker sends next."""

from collections.abc import Iterable

from django.db.models import Count, Max, Q, QuerySet

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import within_area
from lianfang.base.notices import directory
from lianfang.base.notices.choices import DeliveryState
from lianfang.base.notices.models import Channel, Delivery, OutboxItem, Preference

NO_CHANNEL = "没有找到这个渠道，可能不属于您的管辖区域。"


def list_channels(actor: Actor, *, words: str = "", kind: str = "") -> QuerySet[Channel]:
    """
    The channels of the actor's area with how they are doing, those in use first.

    :raises NotAllowed: the actor does not keep channels.
    """
    require(actor, Permission.CHANNEL_MANAGE)
    rows = Channel.objects.filter(within_area(actor))
    if words:
        rows = rows.filter(name__icontains=words)
    if kind:
        rows = rows.filter(kind=kind)
    states = {
        "queued": Q(deliveries__state__in=[DeliveryState.WAITING, DeliveryState.SENDING]),
        "failed": Q(deliveries__state=DeliveryState.FAILED),
        "sent": Q(deliveries__state=DeliveryState.SENT),
    }
    counts = {name: Count("deliveries", filter=which) for name, which in states.items()}
    return rows.annotate(last_sent=Max("deliveries__sent_at"), **counts).order_by(
        "-is_active", "name", "id"
    )


def get_channel(actor: Actor, uuid: object) -> Channel:
    """:raises NotFound: no such channel in the actor's area."""
    channel = list_channels(actor).filter(uuid=uuid).first()
    if channel is None:
        raise NotFound(NO_CHANNEL)
    return channel


def lock_channel(actor: Actor, uuid: object) -> Channel:
    """:raises NotFound: no such channel in the actor's area."""
    rows = Channel.objects.filter(within_area(actor), uuid=uuid).select_for_update()
    channel = rows.first()
    if channel is None:
        raise NotFound(NO_CHANNEL)
    return channel


def list_deliveries(
    actor: Actor, *, channel: Channel | None = None, state: str = ""
) -> QuerySet[Delivery]:
    """
    What left or waits, newest first; without the letters' subjects, which are the units' business.

    :raises NotAllowed: the actor does not keep channels.
    """
    require(actor, Permission.CHANNEL_MANAGE)
    rows = Delivery.objects.filter(within_area(actor, "channel__area_path"))
    if channel is not None:
        rows = rows.filter(channel=channel)
    if state:
        rows = rows.filter(state=state)
    return rows.select_related("channel").order_by("-created_at", "-id")


def lock_delivery(actor: Actor, uuid: object) -> Delivery:
    """:raises NotFound: no such message in the actor's area."""
    rows = Delivery.objects.filter(within_area(actor, "channel__area_path"), uuid=uuid)
    delivery = rows.select_related("channel").select_for_update(of=("self",)).first()
    if delivery is None:
        raise NotFound("没有找到这条外发记录，可能不属于您的管辖区域。")
    return delivery


def check_is_active(channel: Channel) -> None:
    """:raises RuleBroken: the channel is switched off."""
    if not channel.is_active:
        raise RuleBroken("渠道已停用，请先启用。")


def check_no_test_waits(channel: Channel) -> None:
    """:raises RuleBroken: a test message is on its way already."""
    waits = [DeliveryState.WAITING, DeliveryState.SENDING]
    if channel.deliveries.filter(is_test=True, state__in=waits).exists():
        raise RuleBroken("已有一条测试消息在发送中，请稍候查看结果。")


def check_holder_known(actor: Actor, holder: str) -> None:
    """:raises RuleBroken: nobody of that key in the actor's area."""
    if actor.is_system:
        return
    if holder not in {found.key for found in directory.holders(actor)}:
        raise RuleBroken("请从列表中选择为谁发送。", fields={"holder": "请从列表中选择"})


def is_name_taken(actor: Actor, name: str, channel: Channel | None) -> bool:
    rows = Channel.objects.filter(area_path=channel.area_path if channel else actor.area_path)
    return rows.filter(name=name).exclude(pk=channel.pk if channel else None).exists()


def list_active_channels() -> list[Channel]:
    """Unscoped: asked by services that write the outbox and by the worker."""
    return list(Channel.objects.filter(is_active=True).order_by("id"))


def list_channels_of(mailbox: str) -> list[Channel]:
    """The channels that carry a mailbox's letters. The caller has checked whose mailbox it is."""
    channels = list_active_channels()
    boxes = directory.boxes_by_holder((c.holder, c.area_path) for c in channels)
    return [c for c in channels if mailbox in boxes[c.holder, c.area_path]]


def list_open_items(channel: Channel) -> QuerySet[OutboxItem]:
    """Letters that wait for a channel, oldest first."""
    rows = OutboxItem.objects.filter(channel=channel, delivery=None).select_related("notice")
    return rows.order_by("due_at", "id")


def list_enclosed(delivery: Delivery) -> QuerySet[OutboxItem]:
    """The letters that a message tells of, the urgent ones first."""
    rows = delivery.items.select_related("notice").prefetch_related("notice__links")
    return rows.order_by("-is_urgent", "id")


def list_due_deliveries(channel: Channel) -> QuerySet[Delivery]:
    """Messages of a channel whose time has come, oldest first."""
    rows = Delivery.objects.filter(
        channel=channel, state=DeliveryState.WAITING, next_try_at__lte=clock.now()
    )
    return rows.select_related("channel").order_by("next_try_at", "id")


def preferences_of(mailboxes: Iterable[str]) -> dict[str, Preference]:
    rows = Preference.objects.filter(mailbox__in=list(mailboxes))
    return {preference.mailbox: preference for preference in rows}


def count_troubled() -> tuple[int, int]:
    """
    Channels in use whose last message was not taken, and messages given up. Unscoped: for the
    health page, which shows numbers only.
    """
    given_up = Delivery.objects.filter(channel__is_active=True, state=DeliveryState.FAILED).count()
    retrying = Delivery.objects.filter(
        channel__is_active=True, state=DeliveryState.WAITING, tries__gte=1
    )
    return retrying.values("channel").distinct().count(), given_up
