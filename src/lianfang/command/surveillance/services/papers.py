"""通报 and samples: sent, signed for, answered; taken, handed over by two people, tested."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from lianfang.base.audit.public import next_code, record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.command.surveillance import rules
from lianfang.command.surveillance.choices import SampleState
from lianfang.command.surveillance.models import (
    Handover,
    Notification,
    NotificationReceipt,
    Route,
    Sample,
    SampleResult,
)
from lianfang.command.surveillance.notices import tell_of_notification, tell_sender
from lianfang.command.surveillance.queries import (
    get_notification,
    get_signal,
    lock_receipt,
    lock_sample,
    open_handover,
)
from lianfang.county.orgs.public import Area, Unit

# Where no route of the pack says otherwise.
RECEIPT_MINUTES, REPLY_MINUTES = 12 * 60, 48 * 60


@transaction.atomic
def send_notification(
    *,
    actor: Actor,
    title: str,
    words: str,
    area: Area,
    units: Sequence[Unit],
    route: Route | None = None,
    signal_uuid: object = None,
    is_exercise: bool = False,
) -> Notification:
    """
    Tell other units in writing; the clocks for receipt and reply run from now, as the route says.

    :raises NotAllowed: the actor may not send 通报.
    :raises RuleBroken: nothing said, nobody addressed, or the own unit among the addressees.
    """
    require(actor, Permission.NOTIFICATION_SEND)
    rules.check_notification(
        title=title, words=words, sender=actor.unit_id, units=[unit.pk for unit in units]
    )
    signal = get_signal(actor, signal_uuid) if signal_uuid else None
    now = clock.now()
    row = Notification.objects.create(
        number=next_code("surveillance.notification", "TB"), route=route, unit_id=actor.unit_id,
        area=area, area_path=area.path, title=title.strip(), words=words.strip(), signal=signal,
        is_exercise=signal.is_exercise if signal else is_exercise, sent_at=now, sent_by_id=actor.user_id,
    )  # fmt: skip
    receipt = now + timedelta(minutes=route.receipt_minutes if route else RECEIPT_MINUTES)
    reply = now + timedelta(minutes=route.reply_minutes if route else REPLY_MINUTES)
    NotificationReceipt.objects.bulk_create(
        NotificationReceipt(notification=row, unit=unit, receipt_due_at=receipt, reply_due_at=reply)
        for unit in units
    )
    record(actor=actor, action="surveillance.notification.sent", target=row, count=len(units))
    tell_of_notification(row, units, f"{clock.beijing(receipt):%m月%d日 %H:%M}")
    return row


@transaction.atomic
def receive_notification(*, actor: Actor, notification_uuid: object) -> NotificationReceipt:
    """
    Sign for a 通报 on behalf of the own unit. Twice changes nothing.

    :raises NotFound: it was not addressed to the actor's unit.
    """
    require(actor, Permission.NOTIFICATION_SEND)
    notification = get_notification(actor, notification_uuid)
    row = lock_receipt(actor, notification)
    if row.received_at is None:
        row.received_at, row.received_by_id = clock.now(), actor.user_id
        row.save(update_fields=["received_at", "received_by"])
        record(actor=actor, action="surveillance.notification.received", target=notification)
    return row


@transaction.atomic
def reply_notification(
    *, actor: Actor, notification_uuid: object, words: str
) -> NotificationReceipt:
    """
    Answer a 通报 with what was done; signs for it as well where that is still open.

    :raises NotFound: it was not addressed to the actor's unit.
    :raises RuleBroken: nothing said, or answered already.
    """
    row = receive_notification(actor=actor, notification_uuid=notification_uuid)
    rules.check_judgement(words)
    if row.replied_at is not None:
        raise RuleBroken("本单位已回复这份通报；有新情况请另发通报。")
    row.replied_at, row.replied_by_id, row.reply = clock.now(), actor.user_id, words.strip()
    row.save(update_fields=["replied_at", "replied_by", "reply"])
    notification = row.notification
    record(actor=actor, action="surveillance.notification.replied", target=notification)
    tell_sender(notification, row.unit, row.reply)
    return row


@transaction.atomic
def take_sample(
    *,
    actor: Actor,
    sector: str,
    what: str,
    place: str,
    area: Area,
    storage: str,
    taken_at: datetime,
    signal_uuid: object = None,
) -> Sample:
    """
    Enter a sample of food, animals, water or surfaces, kept for now by the own unit.

    :raises NotAllowed: the actor may not enter samples, or not in this area.
    :raises RuleBroken: what, where or how it is kept is not said, or taken in the future.
    """
    require(actor, Permission.SAMPLE_RECORD, area_path=area.path)
    rules.check_sample(what=what, place=place, storage=storage, taken_at=taken_at, now=clock.now())
    signal = get_signal(actor, signal_uuid) if signal_uuid else None
    sample = Sample.objects.create(
        number=next_code("surveillance.sample", "YP"), sector=sector, what=what.strip(),
        place=place.strip(), unit_id=actor.unit_id, keeper_id=actor.unit_id, area=area,
        area_path=area.path, signal=signal, storage=storage.strip(), taken_at=taken_at,
        taken_by_id=actor.user_id, is_exercise=bool(signal and signal.is_exercise),
    )  # fmt: skip
    record(actor=actor, action="surveillance.sample.taken", target=sample)
    return sample


@transaction.atomic
def hand_over_sample(*, actor: Actor, sample_uuid: object, unit: Unit, condition: str) -> Handover:
    """
    Hand a sample over to another unit; it stays with the keeper until somebody there signs.

    :raises NotFound: the actor's unit does not keep it.
    :raises RuleBroken: under way already, used up, to the own unit, or its condition is not said.
    """
    require(actor, Permission.SAMPLE_RECORD)
    sample = lock_sample(actor, sample_uuid)
    if sample.keeper_id not in actor.unit_ids:
        raise NotFound("样品不在您的单位，不能移交。")
    if sample.state in (SampleState.MOVING, SampleState.USED_UP):
        raise RuleBroken(f"样品{sample.get_state_display()}，不能移交。")
    if unit.pk in actor.unit_ids:
        raise RuleBroken("请选择其他单位接收。", fields={"unit": "请选择其他单位"})
    if not condition.strip():
        raise RuleBroken("请写明移交时状况，如“冷藏，封口完好”。", fields={"condition": "请填写"})
    handover = Handover.objects.create(
        sample=sample, from_unit=sample.keeper, to_unit=unit, condition=condition.strip(),
        handed_at=clock.now(), handed_by_id=actor.user_id,
    )  # fmt: skip
    sample.state = SampleState.MOVING
    sample.save(update_fields=["state"])
    record(actor=actor, action="surveillance.sample.handed", target=sample, note=unit.short_name)
    return handover


@transaction.atomic
def receive_sample(
    *, actor: Actor, sample_uuid: object, storage: str, is_refused: bool = False, note: str = ""
) -> Handover:
    """
    Sign for a sample, or refuse it with the reason; the second of the two people of a handover.

    :raises NotFound: nothing is on its way to the actor's unit.
    :raises RuleBroken: the one who handed over, no place of storage, or a refusal without reason.
    """
    require(actor, Permission.SAMPLE_RECORD)
    sample = lock_sample(actor, sample_uuid)
    handover = open_handover(sample)
    if handover is None or handover.to_unit_id not in actor.unit_ids:
        raise NotFound("没有移交给您单位的样品。")
    rules.check_handover(handed_by=handover.handed_by_id, receiver=actor.user_id)
    if is_refused and not note.strip():
        raise RuleBroken("拒收请写明原因。", fields={"note": "请写明原因"})
    if not is_refused and not storage.strip():
        raise RuleBroken("请填写保存条件和位置。", fields={"storage": "请填写"})
    handover.received_at, handover.received_by_id = clock.now(), actor.user_id
    handover.is_refused, handover.note = is_refused, note.strip()
    handover.save(update_fields=["received_at", "received_by", "is_refused", "note"])
    tested = sample.results.exists()
    sample.state = SampleState.TESTED if tested else SampleState.STORED
    if not is_refused:
        sample.keeper, sample.storage = handover.to_unit, storage.strip()
    sample.save(update_fields=["state", "keeper", "storage"])
    verb = "refused" if is_refused else "received"
    record(actor=actor, action=f"surveillance.sample.{verb}", target=sample, note=handover.note)
    return handover


@transaction.atomic
def report_result(
    *,
    actor: Actor,
    sample_uuid: object,
    item: str,
    verdict: str,
    value: str = "",
    method: str = "",
) -> SampleResult:
    """
    Report what a test of a sample showed; by the unit that keeps it. A further result never edits an earlier one.

    :raises NotFound: the actor's unit does not keep the sample.
    :raises RuleBroken: on its way, or what was tested is not said.
    """
    require(actor, Permission.SAMPLE_RECORD)
    sample = lock_sample(actor, sample_uuid)
    if sample.keeper_id not in actor.unit_ids:
        raise NotFound("样品不在您的单位，请由保管单位登记结果。")
    if sample.state == SampleState.MOVING:
        raise RuleBroken("样品在移交途中，签收后再登记结果。")
    if not item.strip():
        raise RuleBroken("请填写检测项目。", fields={"item": "请填写检测项目"})
    result = SampleResult.objects.create(
        sample=sample, item=item.strip(), method=method.strip(), value=value.strip(),
        verdict=verdict, unit_id=actor.unit_id, reported_at=clock.now(), reported_by_id=actor.user_id,
    )  # fmt: skip
    sample.state = SampleState.TESTED
    sample.save(update_fields=["state"])
    record(actor=actor, action="surveillance.sample.tested", target=sample, note=f"{item} {result.get_verdict_display()}")  # fmt: skip
    return result
