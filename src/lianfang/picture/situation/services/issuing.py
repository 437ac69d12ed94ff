"""Approving, numbering, freezing and handing out a report."""

from uuid import uuid4

from django.db import transaction
from django.urls import reverse

from lianfang.base.audit.public import next_number, record
from lianfang.base.files.public import save_attachment
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.documents import official_number, to_docx, to_pdf
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.search.public import Finding, index
from lianfang.picture.situation import rules
from lianfang.picture.situation.documents import report_document
from lianfang.picture.situation.models import Report
from lianfang.picture.situation.queries import lock_report

from .delivering import Recipients, chosen, hand_out

# An exercise has a series of its own: its papers may not use up the numbers of real ones.
# By (is it an exercise, is it a daily report).
SERIES = {
    (False, False): ("situation.report", "情况报告"),
    (True, False): ("situation.report.exercise", "演练情况报告"),
    (False, True): ("situation.daily", "工作日报"),
    (True, True): ("situation.daily.exercise", "演练工作日报"),
}


@transaction.atomic
def approve_report(*, actor: Actor, report_uuid: object) -> Report:
    """
    Sign a draft off. Units can add nothing afterwards.

    :raises NotAllowed: the actor may not approve reports.
    :raises RuleBroken: the actor drafted it, or it is no draft.
    """
    require(actor, Permission.SITUATION_APPROVE)
    report = lock_report(actor, report_uuid)
    rules.check_two_people(drafted_by=report.drafted_by_id, approver=actor.user_id)
    _move(report, "approve")
    report.approved_at, report.approved_by_id = clock.now(), actor.user_id
    report.save(update_fields=["state", "approved_at", "approved_by"])
    record(
        actor=actor,
        action="situation.report.approved",
        target=report,
        changes={"state": ("draft", report.state)},
    )
    return report


@transaction.atomic
def give_back_report(*, actor: Actor, report_uuid: object, reason: str) -> Report:
    """
    Send an approved report back to its drafters with the reason.

    :raises RuleBroken: no reason is given, or it is not approved.
    """
    require(actor, Permission.SITUATION_APPROVE)
    if not reason.strip():
        raise RuleBroken("请写明退回修改的原因。", fields={"reason": "请写明原因"})
    report = lock_report(actor, report_uuid)
    _move(report, "give_back")
    report.approved_at = report.approved_by = None
    report.save(update_fields=["state", "approved_at", "approved_by"])
    record(actor=actor, action="situation.report.given_back", target=report, note=reason)
    return report


@transaction.atomic
def issue_report(
    *, actor: Actor, report_uuid: object, recipients: Recipients | None = None
) -> Report:
    """
    Number a report, freeze it with its figures, print it and deliver it.

    Without recipients it goes to the units that were asked for words. A repeated batch is no act.

    :raises NotAllowed: the actor may not issue reports.
    :raises RuleBroken: it is not approved, or a recipient is not in the area.
    """
    require(actor, Permission.SITUATION_DRAFT)
    report = lock_report(actor, report_uuid)
    if recipients and report.deliveries.filter(batch=recipients.batch).exists():
        return report
    _move(report, "issue")
    series, code = SERIES[report.emergency.is_exercise, report.is_daily]
    report.number = official_number(code, clock.today().year, next_number(series))
    report.issued_at, report.issued_by_id = clock.now(), actor.user_id
    report.save(update_fields=["state", "number", "issued_at", "issued_by"])
    document = report_document(report)
    name = f"{report.number} {report.title}"
    report.docx = save_attachment(actor=actor, name=f"{name}.docx", raw=to_docx(document))
    report.pdf = save_attachment(actor=actor, name=f"{name}.pdf", raw=to_pdf(document))
    report.save(update_fields=["docx", "pdf"])
    delivered = _hand_out(actor, report, recipients)
    record(
        actor=actor, action="situation.report.issued", target=report,
        changes={"number": ("", report.number), "delivered": (None, delivered)},
    )  # fmt: skip
    _enter(report)
    return report


def _hand_out(actor: Actor, report: Report, recipients: Recipients | None) -> int:
    if recipients is None:
        asked = report.contributions.select_related("unit").order_by("unit__sort", "id")
        return len(hand_out(actor, report, [row.unit for row in asked], [], batch=uuid4()))
    units, posts = chosen(actor, recipients)
    return len(hand_out(actor, report, units, posts, batch=recipients.batch))


def _enter(report: Report) -> None:
    url = reverse("situation:report_detail", args=[report.uuid])
    index(
        Finding(
            kind="report", uuid=report.uuid, title=f"{report.number} {report.title}", url=url,
            permission=Permission.SITUATION_VIEW, area_path=report.area_path, reaches_down=True,
            words=" ".join(report.sections.values_list("words", flat=True)),
        )
    )  # fmt: skip


@transaction.atomic
def discard_report(*, actor: Actor, report_uuid: object, reason: str) -> Report:
    """
    Lay an unissued report aside; its issue number is free again.

    :raises RuleBroken: no reason is given, or it has been issued.
    """
    require(actor, Permission.SITUATION_DRAFT)
    if not reason.strip():
        raise RuleBroken("请写明作废的原因。", fields={"reason": "请写明原因"})
    report = lock_report(actor, report_uuid)
    before = report.state
    _move(report, "discard")
    report.save(update_fields=["state"])
    record(
        actor=actor, action="situation.report.discarded", target=report, note=reason,
        changes={"state": (before, report.state)},
    )  # fmt: skip
    return report


def _move(report: Report, verb: str) -> None:
    report.state = rules.REPORT_MOVES.target(report.state, verb)
