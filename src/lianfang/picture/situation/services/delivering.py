"""Delivering an issued report to units and leaders, now or again."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.notices.public import (
    Letter,
    Link,
    post_letters,
    unit_mailbox,
    user_mailbox,
)
from lianfang.county.orgs.public import Post, Unit
from lianfang.picture.situation import rules
from lianfang.picture.situation.documents import plain
from lianfang.picture.situation.models import Report, ReportDelivery
from lianfang.picture.situation.queries import (
    figures_of,
    list_leaders,
    list_recipients,
    lock_report,
)


@dataclass(frozen=True)
class Recipients:
    """To whom a report goes; `batch` names one press of the button, so that a second is none."""

    batch: UUID
    units: tuple[UUID, ...] = ()
    posts: tuple[UUID, ...] = ()


@transaction.atomic
def deliver_report(
    *, actor: Actor, report_uuid: object, recipients: Recipients
) -> list[ReportDelivery]:
    """
    Deliver an issued report again, or to somebody who was forgotten; a repeated batch is no act.

    :raises NotAllowed: the actor may not hand out reports.
    :raises NotFound: no such report for this actor.
    :raises RuleBroken: it is not issued, nobody was chosen, or somebody outside the area.
    """
    require(actor, Permission.SITUATION_DRAFT)
    report = lock_report(actor, report_uuid)
    done = list(report.deliveries.filter(batch=recipients.batch))
    if done:
        return done
    units, posts = chosen(actor, recipients)
    rules.check_may_deliver(report.state, len(units) + len(posts))
    rows = hand_out(actor, report, units, posts, batch=recipients.batch, is_again=True)
    record(
        actor=actor, action="situation.report.delivered", target=report, count=len(rows),
        note=f"补发单位 {len(units)} 个、领导岗位 {len(posts)} 个",
    )  # fmt: skip
    return rows


def chosen(actor: Actor, recipients: Recipients) -> tuple[list[Unit], list[Post]]:
    """:raises RuleBroken: a unit or post that the actor cannot write to."""
    units = list(list_recipients(actor).filter(uuid__in=recipients.units))
    posts = list(list_leaders(actor).filter(uuid__in=recipients.posts))
    if len(units) != len(set(recipients.units)) or len(posts) != len(set(recipients.posts)):
        raise RuleBroken("有接收单位或岗位已停用，或不在本辖区，请重新选择。")
    return units, posts


def hand_out(
    actor: Actor, report: Report, units: Collection[Unit], posts: Collection[Post], *, batch: UUID,
    is_again: bool = False,
) -> list[ReportDelivery]:  # fmt: skip
    """
    Write one letter and one delivery for each addressee, in the caller's transaction.

    What leaves the house is written with it and sent after commit, so that no failing channel
    can hold up the act.
    """
    addressees = [(unit, None) for unit in units] + [(post.unit, post) for post in posts]
    boxes = [user_mailbox(p.user_id) if p else unit_mailbox(u.pk) for u, p in addressees]
    notices = post_letters(_letters(report, boxes))
    now = clock.now()
    return ReportDelivery.objects.bulk_create(
        ReportDelivery(
            report=report, unit=unit, post=post, notice=notice, batch=batch, is_again=is_again, sent_at=now,
            sent_by_id=actor.user_id,
        )
        for (unit, post), notice in zip(addressees, notices, strict=True)
    )  # fmt: skip


def _letters(report: Report, boxes: list[str]) -> list[Letter]:
    figures = {
        key: plain(row.value) for key, row in figures_of(report).items() if row.value is not None
    }
    subject = rules.delivery_subject(
        number=report.number, title=report.title, figures=figures,
        cutoff=f"{clock.beijing(report.cutoff_at):%m月%d日%H:%M}",
    )  # fmt: skip
    links = tuple(
        Link(label, reverse("situation:report_file", args=[report.uuid, ending]))
        for label, ending in (("PDF", "pdf"), ("Word", "docx"))
    )
    url = reverse("situation:report_detail", args=[report.uuid])
    return [Letter(box, "situation.report_issued", subject, url=url, links=links) for box in boxes]
