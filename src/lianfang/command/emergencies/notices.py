"""Letters to the desks that have to know. They hold no personal data."""

from collections.abc import Iterable

from django.urls import reverse

from lianfang.base.kernel.actor import Actor
from lianfang.base.notices.public import Letter, Urgency, send_letters, unit_mailbox
from lianfang.county.orgs.public import UnitKind

from .models import Emergency, Proposal
from .queries import units_over


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
