"""Who hears of what: new signals, graver ones, judgements, 通报; and how signals are found by words."""

from collections.abc import Iterable

from django.urls import reverse

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.whereabouts import whereabouts
from lianfang.base.notices.public import Letter, Urgency, send_letters, unit_mailbox
from lianfang.base.search.public import Finding
from lianfang.county.orgs.public import Unit

from .choices import SignalState, WarningColor
from .models import Notification, Signal
from .queries import SEARCH_KIND, list_verifying_units


def signal_url(signal: Signal) -> str:
    return reverse("surveillance:signal_detail", args=[signal.uuid])


def _drill(paper: Signal | Notification) -> str:
    return "【演练】" if paper.is_exercise else ""


def tell_desks(signal: Signal, unit_id: int | None) -> None:
    """Whoever verifies signals hears of a new one at once."""
    send_letters(
        Letter(
            mailbox=unit_mailbox(unit.pk), kind="surveillance.recorded", url=signal_url(signal),
            urgency=Urgency.URGENT,
            subject=f"{_drill(signal)}新信号待核实：{signal.title}",
            body=f"{signal.number}，{whereabouts(signal.area.name, signal.place)}。请尽快核实并登记结论。",
        )
        for unit in list_verifying_units(signal.area_path)
        if unit.pk != unit_id
    )  # fmt: skip


def tell_addressees(signal: Signal, units: Iterable[Unit]) -> None:
    """Whoever must act hears of the signal, and is asked to answer."""
    told = {unit.pk for unit in list_verifying_units(signal.area_path)}
    color = WarningColor(signal.color).label
    send_letters(
        Letter(
            mailbox=unit_mailbox(unit.pk), kind="surveillance.passed", url=signal_url(signal),
            urgency=Urgency.URGENT,
            subject=f"{_drill(signal)}{color}信号请应答：{signal.title}",
            body=f"{signal.number}，{whereabouts(signal.area.name, signal.place)}。请应答，并反馈核查处置情况。",
        )
        for unit in units
        if unit.pk not in told
    )  # fmt: skip


def tell_of_worse(signal: Signal) -> None:
    """Everybody who has the signal hears that it has become graver."""
    color = WarningColor(signal.color).label
    send_letters(
        Letter(
            mailbox=unit_mailbox(pk), kind="surveillance.worsened", url=signal_url(signal),
            urgency=Urgency.URGENT,
            subject=f"{_drill(signal)}信号升为{color}：{signal.title}",
            body=f"{signal.number} 出现更重的异常，已升为{color}。请查看新增证据。",
        )
        for pk in _holders(signal)
    )  # fmt: skip


def tell_of_correction(signal: Signal, words: str) -> None:
    """Everybody who has the signal hears that the values it was formed on have been corrected."""
    send_letters(
        Letter(
            mailbox=unit_mailbox(pk), kind="surveillance.corrected", url=signal_url(signal),
            urgency=Urgency.NORMAL,
            subject=f"{_drill(signal)}信号的数据已订正：{signal.title}",
            body=f"{signal.number}：{words}\n信号保持原样，请据此核实；不属实的请排除。",
        )
        for pk in _holders(signal)
    )  # fmt: skip


def _holders(signal: Signal) -> Iterable[int]:
    """The units that a signal was passed to and those that verify it, each once."""
    units = [row.unit_id for row in signal.addressees.all()]
    units += [unit.pk for unit in list_verifying_units(signal.area_path)]
    return dict.fromkeys(units)


def tell_reporter(signal: Signal, actor: Actor) -> None:
    """The unit that reported hears what became of it."""
    if signal.reporter_unit_id is None or signal.reporter_unit_id == actor.unit_id:
        return
    label = SignalState(signal.state).label
    letter = Letter(
        mailbox=unit_mailbox(signal.reporter_unit_id), kind=f"surveillance.{signal.state}",
        subject=f"您单位报告的信号{label}：{signal.title}",
        body=f"信号 {signal.number} {label}。结论：{signal.judgement}",
        url=signal_url(signal), urgency=Urgency.NORMAL,
    )  # fmt: skip
    send_letters([letter])


def tell_of_notification(notification: Notification, units: Iterable[Unit], due: str) -> None:
    """Each addressee of a 通报 hears of it and by when to sign."""
    url = reverse("surveillance:notification_detail", args=[notification.uuid])
    send_letters(
        Letter(
            mailbox=unit_mailbox(unit.pk), kind="surveillance.notified", url=url,
            urgency=Urgency.URGENT,
            subject=f"{_drill(notification)}通报：{notification.title}",
            body=f"{notification.unit.short_name} {notification.number}。请在 {due} 前签收并按期回复。",
        )
        for unit in units
    )  # fmt: skip


def tell_sender(notification: Notification, unit: Unit, reply: str) -> None:
    url = reverse("surveillance:notification_detail", args=[notification.uuid])
    letter = Letter(
        mailbox=unit_mailbox(notification.unit_id), kind="surveillance.replied", url=url,
        subject=f"{unit.short_name}已回复通报：{notification.title}", body=reply[:200],
        urgency=Urgency.NORMAL,
    )  # fmt: skip
    send_letters([letter])


def finding_of(signal: Signal) -> Finding:
    return Finding(
        kind=SEARCH_KIND, uuid=signal.uuid, title=f"{signal.number} {signal.title}",
        summary=signal.description[:200], words=f"{signal.place} {signal.area.name}",
        url=signal_url(signal), permission=Permission.SIGNAL_VIEW, area_path=signal.area_path,
        unit_id=signal.reporter_unit_id,
    )  # fmt: skip
