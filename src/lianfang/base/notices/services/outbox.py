"""What leaves the house is written down where the letter is, in the same transaction."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from lianfang.base.kernel import clock
from lianfang.base.notices import directory, rules
from lianfang.base.notices.choices import Urgency
from lianfang.base.notices.models import Channel, Notice, OutboxItem
from lianfang.base.notices.queries import list_active_channels, preferences_of

BATCH = 1000


def put_into_outbox(notices: Sequence[Notice]) -> int:
    """
    Note for each letter the channels that carry it; one look at the channels, one write.

    Under a moved clock nothing leaves: what a played exercise says at noon of a story must not
    ring anybody's telephone.
    """
    if not notices or clock.is_moved():
        return 0
    channels = list_active_channels()
    if not channels:
        return 0
    rows = list(_items(notices, channels))
    OutboxItem.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def _items(notices: Sequence[Notice], channels: list[Channel]) -> Iterable[OutboxItem]:
    carrying: dict[str, list[Channel]] = defaultdict(list)
    boxes = directory.boxes_by_holder((c.holder, c.area_path) for c in channels)
    for channel in channels:
        for mailbox in boxes[channel.holder, channel.area_path]:
            carrying[mailbox].append(channel)
    concerned = [notice for notice in notices if notice.mailbox in carrying]
    wishes = preferences_of({notice.mailbox for notice in concerned})
    for notice in concerned:
        wish = wishes.get(notice.mailbox)
        if wish and not (wish.is_on and rules.is_wanted(notice.urgency, minimal=wish.min_urgency)):
            continue
        is_urgent = notice.urgency == Urgency.URGENT
        for channel in carrying[notice.mailbox]:
            if rules.is_wanted(notice.urgency, minimal=channel.min_urgency):
                due = rules.due_at(
                    notice.created_at, is_urgent=is_urgent, digest_minutes=channel.digest_minutes
                )
                yield OutboxItem(notice=notice, channel=channel, is_urgent=is_urgent, due_at=due)
