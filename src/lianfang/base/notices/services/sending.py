"""
Sending what waits: put together, claimed, handed over, noted.

A claim is committed before anything is sent and the result is noted afterwards: a message server
that is down loses nothing and gets nothing twice. Only a worker that dies between the other side's
"accepted" and our note leaves it unknown whether the message went; it is sent again then, with the
same reference in it (at least once, docs/adr/0022).
"""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices import queries, rules
from lianfang.base.notices.choices import ChannelKind, DeliveryState
from lianfang.base.notices.models import Channel, Delivery, OutboxItem

if TYPE_CHECKING:
    from lianfang.base.notices.carriers import Outcome

# Longer than any server lets a message wait; a killed worker's claim lapses after it.
CLAIM = timedelta(minutes=5)
# Robots of 企业微信 and 钉钉 take twenty messages a minute; the worker comes twice a minute.
MOST_PER_CHANNEL = 8
MOST_ENCLOSED = 500
INTERRUPTED = "发送程序中断，是否送达不确定，将重新发送"


def send_waiting(*, actor: Actor) -> int:
    """
    Send everything that is due, channel by channel; one that fails does not hold up the others.

    Returns how many messages the other sides took.
    """
    release_lapsed(actor=actor)
    sent = 0
    for channel in queries.list_active_channels():
        gather(actor=actor, channel=channel)
        for delivery in queries.list_due_deliveries(channel)[:MOST_PER_CHANNEL]:
            state = send_one(actor=actor, delivery=delivery)
            sent += state == DeliveryState.SENT
            if state != DeliveryState.SENT:
                break
    return sent


@transaction.atomic
def gather(*, actor: Actor, channel: Channel) -> Delivery | None:
    """
    Put the letters that wait for a channel into one message, once one of them is due.

    In quiet hours (the channel's or the mailbox's) only what is urgent goes.
    """
    Channel.objects.select_for_update().get(pk=channel.pk)
    now = clock.now()
    items = list(queries.list_open_items(channel)[:MOST_ENCLOSED])
    if not any(item.due_at <= now for item in items):
        return None
    wishes = queries.preferences_of({item.notice.mailbox for item in items})
    quiet = {box for box, wish in wishes.items() if wish.quiet.covers(now)}
    is_quiet = channel.quiet.covers(now)
    going = [
        item for item in items if item.is_urgent or not (is_quiet or item.notice.mailbox in quiet)
    ]
    if not any(item.due_at <= now for item in going):
        return None
    delivery = Delivery.objects.create(
        channel=channel, letters=len(going), created_at=now, next_try_at=now
    )
    open_items = OutboxItem.objects.filter(pk__in=[item.pk for item in going], delivery=None)
    open_items.update(delivery=delivery)
    return delivery


def send_one(*, actor: Actor, delivery: Delivery) -> str:
    """
    Claim a message, hand it over, note the result; returns its state afterwards.

    Not in a transaction: the claim must be seen by others before anything is sent.
    """
    claim = uuid4()
    if not _claim(delivery, claim):
        return DeliveryState.SENDING
    outcome = _hand_over(delivery)
    return _note(delivery, claim, outcome)


def _claim(delivery: Delivery, claim: object) -> bool:
    now = clock.now()
    free = Delivery.objects.filter(
        pk=delivery.pk, state__in=rules.DELIVERING.sources("claim"), next_try_at__lte=now
    )
    return (
        free.update(
            state=DeliveryState.SENDING,
            claim=claim,
            claimed_until=now + CLAIM,
            tries=F("tries") + 1,
        )
        == 1
    )


def _hand_over(delivery: Delivery) -> "Outcome":
    # Loading the library takes a quarter of a second that nobody but the worker should wait.
    from lianfang.base.notices import carriers

    channel = delivery.channel
    title, body = _words(delivery)
    return carriers.carry(
        channel.kind, channel.address, title=title, body=body, reference=delivery.reference
    )


def _words(delivery: Delivery) -> tuple[str, str]:
    address = settings.LIANFANG_ADDRESS
    if delivery.is_test:
        letters = [rules.Enclosed(subject="测试消息：收到即表示本渠道可用")]
    else:
        letters = [
            rules.Enclosed(
                subject=item.notice.subject, is_urgent=item.is_urgent, url=item.notice.url,
                links=tuple((link.label, link.url) for link in item.notice.links.all()),
            )
            for item in queries.list_enclosed(delivery)
        ]  # fmt: skip
    is_short = delivery.channel.kind == ChannelKind.SMS
    return rules.compose(letters, address=address, reference=delivery.reference, is_short=is_short)


def _note(delivery: Delivery, claim: object, outcome: "Outcome") -> str:
    """Write down how it went, unless the claim lapsed and somebody else has it now."""
    now = clock.now()
    held = Delivery.objects.filter(pk=delivery.pk, claim=claim, state=DeliveryState.SENDING)
    tries = delivery.tries + 1
    if outcome.is_sent:
        state, facts = DeliveryState.SENT, {"sent_at": now, "last_error": ""}
    else:
        again = rules.next_try_at(tries, at=now)
        state = DeliveryState.WAITING if again else DeliveryState.FAILED
        facts = {"next_try_at": again or now, "last_error": outcome.error[:100]}
    held.update(state=state, claim=None, claimed_until=None, **facts)
    return state


@transaction.atomic
def release_lapsed(*, actor: Actor) -> int:
    """Give back what killed workers held, to be sent again or, after the last try, to be shown."""
    now = clock.now()
    lapsed = Delivery.objects.filter(state=DeliveryState.SENDING, claimed_until__lt=now)
    facts = {"claim": None, "claimed_until": None, "last_error": INTERRUPTED}
    given_up = lapsed.filter(tries__gte=rules.MOST_TRIES)
    given_up.update(state=DeliveryState.FAILED, **facts)
    return lapsed.update(state=DeliveryState.WAITING, next_try_at=now, **facts)


@transaction.atomic
def retry_delivery(*, actor: Actor, delivery_uuid: object) -> Delivery:
    """
    Try a given-up message again from the beginning.

    :raises NotAllowed: the actor does not keep channels.
    :raises NotFound: no such message in the actor's area.
    :raises RuleBroken: it is not given up, or its channel is switched off.
    """
    require(actor, Permission.CHANNEL_MANAGE)
    delivery = queries.lock_delivery(actor, delivery_uuid)
    delivery.state = rules.DELIVERING.target(delivery.state, "retry")
    queries.check_is_active(delivery.channel)
    delivery.tries, delivery.next_try_at, delivery.last_error = 0, clock.now(), ""
    delivery.save(update_fields=["state", "tries", "next_try_at", "last_error"])
    record(actor=actor, action="notices.delivery.retried", target=delivery)
    return delivery


@transaction.atomic
def queue_test(*, actor: Actor, channel_uuid: object) -> Delivery:
    """
    Put a test message into a channel; the worker sends it within half a minute.

    :raises NotAllowed: the actor does not keep channels.
    :raises NotFound: no such channel in the actor's area.
    :raises RuleBroken: it is switched off, or a test message waits already.
    """
    require(actor, Permission.CHANNEL_MANAGE)
    channel = queries.lock_channel(actor, channel_uuid)
    queries.check_is_active(channel)
    queries.check_no_test_waits(channel)
    now = clock.now()
    delivery = Delivery.objects.create(
        channel=channel, is_test=True, created_at=now, next_try_at=now
    )
    record(actor=actor, action="notices.channel.tested", target=channel)
    return delivery
