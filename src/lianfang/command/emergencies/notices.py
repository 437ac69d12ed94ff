"""Letters to the desks that have to know. They hold no personal data."""

from collections.abc import Iterable

from django.urls import reverse

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.whereabouts import whereabouts
from lianfang.base.notices.public import Letter, Urgency, send_letters, unit_mailbox
from lianfang.county.orgs.public import Unit, UnitKind, list_members

from .choices import SeatRole
from .models import Emergency, FlashReport, Proposal, ReportCard, ResponseGroup
from .queries import command_units, health_unit_over, seats_now, units_over


def tell_offices(
    emergency: Emergency,
    actor: Actor,
    *,
    kind: str,
    subject: str,
    body: str,
    urgency: str = Urgency.NORMAL,
) -> None:
    """Write to the command offices over the emergency's area, but not to the actor's own unit."""
    url = reverse("emergencies:emergency_detail", args=[emergency.uuid])
    units = {unit.pk for unit in units_over(UnitKind.COMMAND_OFFICE, emergency.area_path)}
    _send(units - {actor.unit_id}, kind, _marked(emergency, subject), body, url, urgency)


def tell_deciders(proposal: Proposal) -> None:
    """Write to the governments and command offices over the area that a decision is asked for."""
    emergency = proposal.emergency
    units = {
        unit.pk
        for kind in (UnitKind.GOVERNMENT, UnitKind.COMMAND_OFFICE)
        for unit in units_over(kind, proposal.area.path)
    }
    subject = f"请决定：{proposal.get_kind_display()}建议（{emergency.name}）"
    body = f"{proposal.proposing_unit.short_name}提出{describe(proposal)}，请县人民政府决定。"
    url = reverse("emergencies:proposal_detail", args=[proposal.uuid])
    _send(units, "emergencies.proposed", _marked(emergency, subject), body, url, Urgency.URGENT)


def tell_outcome(proposal: Proposal, *, kind: str, outcome: str, body: str) -> None:
    """Write to the command offices and to the proposing unit what became of a proposal."""
    units = {unit.pk for unit in units_over(UnitKind.COMMAND_OFFICE, proposal.area.path)}
    subject = f"{outcome}：{describe(proposal)}（{proposal.emergency.name}）"
    url = reverse("emergencies:proposal_detail", args=[proposal.uuid])
    marked = _marked(proposal.emergency, subject)
    _send(units | {proposal.proposing_unit_id}, kind, marked, body, url, Urgency.URGENT)


def tell_groups(
    groups: Iterable[ResponseGroup], proposal: Proposal, *, is_on: bool, only: Unit | None = None
) -> None:
    """Write to lead and members of groups that they are at work, or no longer."""
    emergency = proposal.emergency
    url = reverse("emergencies:group_list", args=[emergency.uuid])
    for group in groups:
        seats = [seat for seat in seats_now(group) if only is None or seat.unit_id == only.pk]
        for seat in seats:
            role = "牵头" if seat.role == SeatRole.LEAD else "参加"
            words = f"请贵单位{role}{group.name}" if is_on else f"{group.name}已撤销"
            body = f"依据 {proposal.decision_number}。{f'职责：{group.work}' if is_on else '感谢配合，请做好资料移交。'}"
            units = {unit.pk for unit in list_members(seat.unit)} | {seat.unit_id}
            _send(
                units, "emergencies.group_on" if is_on else "emergencies.group_off",
                _marked(emergency, f"{words}（{emergency.name}）"), body, url, Urgency.URGENT,
            )  # fmt: skip


def describe(proposal: Proposal) -> str:
    """A proposal in a few words: 启动Ⅲ级响应, 提高至Ⅱ级, 终止响应."""
    level = proposal.get_level_display() if proposal.level else ""
    return {
        "start": f"启动{level}响应",
        "raise": f"响应级别提高至{level}",
        "lower": f"响应级别降低至{level}",
        "extend": f"延长{level}响应期限",
        "end": "终止应急响应",
    }[proposal.kind]


def tell_of_card(card: ReportCard, *, unit_id: int, outcome: str, body: str) -> None:
    """Write to the drafting unit and the command offices what became of a report card."""
    emergency = card.emergency
    units = {unit.pk for unit in command_units(emergency.area_path)} | {unit_id}
    subject = f"{outcome}：{card.get_kind_display()}（{emergency.name}）"
    url = reverse("emergencies:card_detail", args=[card.uuid])
    _send(units, "emergencies.card", _marked(emergency, subject), body, url, Urgency.NORMAL)


def tell_of_checked(card: ReportCard) -> None:
    """Write to the health commission that a card waits to be checked."""
    health = health_unit_over(card.area_path)
    if health is None or health.pk == card.unit_id:
        return
    subject = f"报告卡待审核：{card.get_kind_display()}（{card.emergency.name}）"
    body = f"{card.unit.short_name}已填报，请审核、签发。"
    url = reverse("emergencies:card_detail", args=[card.uuid])
    _send(
        [health.pk], "emergencies.card", _marked(card.emergency, subject), body, url, Urgency.URGENT
    )


def tell_of_flash(flash: FlashReport) -> None:
    """The duty desk, the health commission and the government hear of it at once, all in one go."""
    kinds = (UnitKind.COMMAND_OFFICE, UnitKind.GOVERNMENT)
    units = {unit.pk for kind in kinds for unit in units_over(kind, flash.area_path)}
    health = health_unit_over(flash.area_path)
    units |= {health.pk} if health else set()
    drill = "【演练】" if flash.is_exercise else ""
    url = reverse("emergencies:flash_detail", args=[flash.uuid])
    subject = f"{drill}快报 {flash.number}：{flash.what}"
    # The name of whoever tells stays on the page; letters may leave the house.
    body = f"{whereabouts(flash.area.name, flash.place)}。请立即核实、处置并签收。"
    _send(units, "emergencies.flash", subject, body, url, Urgency.URGENT)


def _marked(emergency: Emergency, subject: str) -> str:
    return f"【演练】{subject}" if emergency.is_exercise else subject


def _send(units: Iterable[int], kind: str, subject: str, body: str, url: str, urgency: str) -> None:
    send_letters(
        Letter(
            mailbox=unit_mailbox(pk),
            kind=kind,
            subject=subject,
            body=body,
            url=url,
            urgency=urgency,
        )
        for pk in sorted(units)
    )
