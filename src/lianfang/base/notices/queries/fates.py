"""What became of letters outside the house, for the room that wrote them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lianfang.base.notices.choices import DeliveryState
from lianfang.base.notices.models import OutboxItem


@dataclass(frozen=True)
class Fate:
    """One letter on one channel: how it went so far."""

    channel: str
    kind: str
    state: str
    at: datetime | None
    tries: int
    error: str

    @property
    def label(self) -> str:
        return str(DeliveryState(self.state).label)


def fates_of(notice_ids: Iterable[int]) -> dict[int, list[Fate]]:
    """
    How letters fare on the channels that carry them; two queries however many.

    Unscoped: asked by the room that wrote the letters, about its own.
    """
    rows = OutboxItem.objects.filter(notice_id__in=list(notice_ids))
    found: dict[int, list[Fate]] = defaultdict(list)
    for item in rows.select_related("channel", "delivery").order_by("notice_id", "id"):
        found[item.notice_id].append(_fate(item))
    return found


def _fate(item: OutboxItem) -> Fate:
    name, kind = item.channel.name, item.channel.get_kind_display()
    if item.delivery is None:
        return Fate(name, kind, DeliveryState.WAITING, None, 0, "")
    sent = item.delivery
    return Fate(name, kind, sent.state, sent.sent_at, sent.tries, sent.last_error)
