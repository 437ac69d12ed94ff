"""How channels and what they carried look on the pages; nothing of their secrets."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from . import directory
from .choices import ChannelKind, DeliveryState
from .models import Channel, Delivery

TONES = {
    DeliveryState.WAITING.value: "info", DeliveryState.SENDING.value: "busy",
    DeliveryState.SENT.value: "good", DeliveryState.FAILED.value: "bad",
    DeliveryState.DROPPED.value: "muted",
}  # fmt: skip


@dataclass(frozen=True)
class ChannelLine:
    """A channel with its state in words."""

    channel: Channel
    holder: str
    leads_to: str
    state: str
    tone: str


@dataclass(frozen=True)
class DeliveryLine:
    """One message that left or waits."""

    delivery: Delivery
    tone: str
    what: str


def channel_lines(channels: Iterable[Channel]) -> list[ChannelLine]:
    rows = list(channels)
    names = directory.names_of(channel.holder for channel in rows)
    return [_line(channel, names[channel.holder]) for channel in rows]


def channel_line(channel: Channel) -> ChannelLine:
    return channel_lines([channel])[0]


def _line(channel: Channel, holder: str) -> ChannelLine:
    state, tone = state_of(channel)
    return ChannelLine(
        channel,
        holder,
        leads_to(channel.kind, channel.address),
        state,
        tone,
    )


def state_of(channel: Channel) -> tuple[str, str]:
    """In use, not in use, or in trouble."""
    if not channel.is_active:
        return "已停用", "muted"
    if channel.failed:
        return f"{channel.failed} 条未发出", "bad"
    return ("正常", "good") if channel.last_sent else ("尚未发送过", "muted")


def leads_to(kind: str, target: dict[str, str]) -> str:
    """Where a channel leads, with nothing by which somebody else could use it."""
    if kind == ChannelKind.MAIL:
        name, _, house = target.get("recipient", "").partition("@")
        return f"{name[:1]}***@{house}，经 {target.get('host')}:{target.get('port')}"
    host = urlsplit(target.get("address", "")).hostname or ""
    if kind == ChannelKind.SMS:
        return f"{len(target.get('phones', '').split(','))} 个号码，经 {host}"
    return host


def delivery_lines(deliveries: Iterable[Delivery]) -> list[DeliveryLine]:
    return [
        DeliveryLine(
            delivery,
            TONES[delivery.state],
            "测试消息" if delivery.is_test else f"{delivery.letters} 条消息",
        )
        for delivery in deliveries
    ]
