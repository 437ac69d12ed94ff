"""Setting up channels, and what the owners of mailboxes wish of them."""

import json
from datetime import time
from typing import Any

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices import queries, rules
from lianfang.base.notices.choices import DeliveryState, Urgency
from lianfang.base.notices.models import Channel, Delivery, OutboxItem, Preference

# Left empty on the page they stay as they are: a secret is written, never shown.
SECRETS = ("password", "secret", "header", "extra")
FIELDS = ("name", "holder", "min_urgency", "digest_minutes", "quiet_from", "quiet_to")
MOST_DIGEST = 240


@transaction.atomic
def create_channel(
    *, actor: Actor, kind: str, target: dict[str, str], name: str, holder: str, **wanted: Any
) -> Channel:
    """
    Set up a way out of the house.

    :raises NotAllowed: the actor does not keep channels.
    :raises RuleBroken: an address that cannot work, a name that is taken, half a quiet time.
    """
    require(actor, Permission.CHANNEL_MANAGE)
    rules.check_target(kind, target)
    facts = {"name": name.strip(), "holder": holder, **wanted}
    _check(actor, facts, None)
    channel = Channel.objects.create(
        kind=kind, area_path=actor.area_path, target=_sealed(target), created_at=clock.now(),
        created_by_id=actor.user_id, **facts,
    )  # fmt: skip
    changes = {"kind": (None, kind), "holder": (None, holder), "name": (None, channel.name)}
    record(actor=actor, action="notices.channel.created", target=channel, changes=changes)
    return channel


@transaction.atomic
def change_channel(
    *, actor: Actor, channel_uuid: object, target: dict[str, str], **wanted: Any
) -> Channel:
    """
    Change a channel; secrets left empty stay.

    :raises NotAllowed: the actor does not keep channels.
    :raises NotFound: no such channel in the actor's area.
    :raises RuleBroken: as when it is set up.
    """
    require(actor, Permission.CHANNEL_MANAGE)
    channel = queries.lock_channel(actor, channel_uuid)
    kept = channel.address
    target |= {name: kept.get(name, "") for name in SECRETS if not target.get(name)}
    rules.check_target(channel.kind, target)
    _check(actor, wanted, channel)
    changes = {
        field: (getattr(channel, field), wanted[field])
        for field in FIELDS
        if field in wanted and getattr(channel, field) != wanted[field]
    }
    if target != kept:
        changes["target"] = ("", "")
    for field, (_, value) in changes.items():
        setattr(channel, field, _sealed(target) if field == "target" else value)
    channel.save(update_fields=list(changes))
    if changes:
        record(actor=actor, action="notices.channel.changed", target=channel, changes=changes)
    return channel


@transaction.atomic
def switch_channel_on(*, actor: Actor, channel_uuid: object) -> Channel:
    """
    Use a channel again, from the next letter on.

    :raises NotAllowed: the actor does not keep channels.
    :raises NotFound: no such channel in the actor's area.
    :raises RuleBroken: it is in use.
    """
    require(actor, Permission.CHANNEL_MANAGE)
    channel = queries.lock_channel(actor, channel_uuid)
    if channel.is_active:
        raise RuleBroken("渠道正在使用，无需启用。")
    return _switch(actor, channel, on=True)


@transaction.atomic
def switch_channel_off(*, actor: Actor, channel_uuid: object) -> Channel:
    """
    Use a channel no more; what still waits for it is not sent and says so.

    :raises NotAllowed: the actor does not keep channels.
    :raises NotFound: no such channel in the actor's area.
    :raises RuleBroken: it is switched off.
    """
    require(actor, Permission.CHANNEL_MANAGE)
    channel = queries.lock_channel(actor, channel_uuid)
    queries.check_is_active(channel)
    open_items = OutboxItem.objects.filter(channel=channel, delivery=None)
    if count := open_items.count():
        rest = Delivery.objects.create(
            channel=channel, state=DeliveryState.DROPPED, letters=count, created_at=clock.now()
        )
        open_items.update(delivery=rest)
    waiting = Delivery.objects.filter(channel=channel, state__in=rules.DELIVERING.sources("drop"))
    waiting.update(state=DeliveryState.DROPPED)
    return _switch(actor, channel, on=False)


def _switch(actor: Actor, channel: Channel, *, on: bool) -> Channel:
    channel.is_active = on
    channel.save(update_fields=["is_active"])
    verb = "switched_on" if on else "switched_off"
    record(actor=actor, action=f"notices.channel.{verb}", target=channel)
    return channel


@transaction.atomic
def set_preference(
    *, actor: Actor, mailbox: str, is_on: bool, min_urgency: str = Urgency.NORMAL,
    quiet_from: time | None = None, quiet_to: time | None = None,
) -> Preference:  # fmt: skip
    """
    Say what of one's own or the unit's letters may leave by channels, and when not.

    Urgent letters keep to no quiet hours. The message box itself is never switched off.

    :raises NotAllowed: the mailbox is another's, or the unit's without its desk.
    :raises RuleBroken: half a quiet time.
    """
    if mailbox not in queries.mailboxes_kept_by(actor):
        raise NotAllowed("只能设置本人的提醒；本单位的提醒由单位联络员或负责人设置。")
    _check_quiet(quiet_from, quiet_to)
    facts = {
        "is_on": is_on, "min_urgency": min_urgency, "quiet_from": quiet_from, "quiet_to": quiet_to,
        "changed_at": clock.now(), "changed_by_id": actor.user_id,
    }  # fmt: skip
    preference, _ = Preference.objects.update_or_create(mailbox=mailbox, defaults=facts)
    record(actor=actor, action="notices.preference.set", target=preference)
    return preference


def _sealed(target: dict[str, str]) -> str:
    return json.dumps(target, ensure_ascii=False, sort_keys=True)


def _check(actor: Actor, facts: dict[str, Any], channel: Channel | None) -> None:
    rules.check_holder(facts["holder"])
    queries.check_holder_known(actor, facts["holder"])
    if not facts["name"]:
        raise RuleBroken("请填写渠道名称。", fields={"name": "请填写名称"})
    if queries.is_name_taken(actor, facts["name"], channel):
        raise RuleBroken("渠道名称已被使用，请换一个。", fields={"name": "已被使用"})
    if not 0 <= facts.get("digest_minutes", 10) <= MOST_DIGEST:
        raise RuleBroken("合并时间为 0 至 240 分钟。", fields={"digest_minutes": "0 至 240"})
    if facts.get("min_urgency", Urgency.NORMAL) not in Urgency.values:
        raise RuleBroken("没有这种缓急。", fields={"min_urgency": "请从列表中选择"})
    _check_quiet(facts.get("quiet_from"), facts.get("quiet_to"))


def _check_quiet(begins: time | None, ends: time | None) -> None:
    if (begins is None) != (ends is None) or (begins is not None and begins == ends):
        raise RuleBroken(
            "免打扰时段须同时填写起止且不相同，或都不填。", fields={"quiet_to": "起止须成对填写"}
        )
