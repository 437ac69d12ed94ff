"""Letters about measures to the desks that have to know. They name no person."""

from collections.abc import Iterable

from django.urls import reverse

from lianfang.base.kernel.actor import Actor
from lianfang.base.notices.public import Letter, Urgency, send_letters, unit_mailbox
from lianfang.command.surveillance.public import SourceControl

from .models import Complaint, Measure
from .queries import governments_over, offices_over


def tell_deciders(measure: Measure) -> None:
    """Whoever decides hears that a decision is asked for."""
    units = _offices(measure) | {unit.pk for unit in governments_over(measure.area_path)}
    if measure.route in ("institution", "consent"):
        units = _offices(measure) | {measure.unit_id}
    _send(measure, units, "proposed", f"请决定：{measure.title}", _about(measure), Urgency.URGENT)


def tell_outcome(measure: Measure, *, kind: str, outcome: str, body: str, actor: Actor) -> None:
    """The offices, the proposing and the carrying unit hear what became of a measure."""
    units = _offices(measure) | {measure.unit_id, measure.proposing_unit_id}
    _send(
        measure, units - {None, actor.unit_id}, kind, f"{outcome}：{measure.title}", body,
        Urgency.URGENT,
    )  # fmt: skip


def tell_report_up(measure: Measure, number: str) -> None:
    """The offices hear that the measure must be reported to the level above now."""
    body = (
        f"{measure.decision_number}已作出，依法应同时报上一级人民政府（{number}），报出后请登记。"
    )
    _send(measure, _offices(measure), "report_up", f"请上报：{measure.title}", body, Urgency.URGENT)


def tell_review(measure: Measure) -> None:
    """The offices and the carrying unit are reminded to ask whether a measure is still needed."""
    body = f"今日应复核“{measure.title}”是否仍有必要；不复核也将于期满时自动结束。"
    units = _offices(measure) | {measure.unit_id}
    _send(measure, units, "review", f"请复核：{measure.title}", body, Urgency.NORMAL)


def tell_complaint(complaint: Complaint) -> None:
    """The offices hear of a complaint; its words and its author stay in the register."""
    measure = complaint.measure
    body = f"申诉 {complaint.number} 已登记，请在期限内答复。申诉期间措施不停止执行。"
    _send(
        measure, _offices(measure), "complaint", f"收到申诉：{measure.title}", body, Urgency.URGENT
    )


def tell_of_control(proposal: SourceControl, words: str) -> None:
    """The offices hear of a proposal to control source animals that cannot be drafted as a measure yet."""
    subject = f"收到疫源控制建议：{proposal.area.name}（{proposal.species}）"
    body = f"建议期限至 {proposal.until:%Y-%m-%d}。{words}"
    _send_control(proposal, {unit.pk for unit in offices_over(proposal.area_path)}, subject, body)


def tell_of_obstacle(proposal: SourceControl, words: str) -> None:
    """The offices and the proposing unit hear why no measure could be drafted."""
    units = {unit.pk for unit in offices_over(proposal.area_path)} | {proposal.unit_id}
    subject = f"疫源控制建议未能起草为措施：{proposal.area.name}（{proposal.species}）"
    _send_control(proposal, {unit for unit in units if unit}, subject, words)


def _send_control(proposal: SourceControl, units: set[int], subject: str, body: str) -> None:
    mark = "【演练】" if proposal.signal.is_exercise else ""
    url = reverse("surveillance:signal_detail", args=[proposal.signal.uuid])
    send_letters(
        Letter(
            unit_mailbox(unit), "measures.source_control", f"{mark}{subject}", body, url, Urgency.URGENT
        )
        for unit in sorted(units)
    )  # fmt: skip


def _about(measure: Measure) -> str:
    unit = measure.proposing_unit.short_name if measure.proposing_unit else ""
    return f"{unit}提出{measure.get_kind_display()}，范围：{measure.scope_words}。"


def _offices(measure: Measure) -> set[int]:
    return {unit.pk for unit in offices_over(measure.area_path)}


def _send(
    measure: Measure, units: Iterable[int], kind: str, subject: str, body: str, urgency: str
) -> None:
    mark = "【演练】" if measure.is_exercise else ""
    url = reverse("measures:measure_detail", args=[measure.uuid])
    send_letters(
        Letter(
            mailbox=unit_mailbox(pk), kind=f"measures.{kind}", subject=f"{mark}{subject}",
            body=body, url=url, urgency=urgency,
        )
        for pk in sorted(units)
    )  # fmt: skip
