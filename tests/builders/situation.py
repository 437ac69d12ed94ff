"""Situation reports, brought to their states by the services."""

from datetime import datetime

from lianfang.base.kernel import clock
from lianfang.command.emergencies.public import Emergency
from lianfang.picture.situation.public import Report, approve_report, draft_report, issue_report

from .world import World


def build_report(
    world: World,
    emergency: Emergency,
    *,
    kind: str = "initial",
    state: str = "draft",
    cutoff_at: datetime | None = None,
) -> Report:
    """A report drafted by the staff of the office, approved and issued as far as wanted."""
    report = draft_report(
        actor=world.actors["staff"],
        emergency_uuid=emergency.uuid,
        kind=kind,
        cutoff_at=cutoff_at or clock.now(),
    )
    if state in ("approved", "issued"):
        report = approve_report(actor=world.actors["chief"], report_uuid=report.uuid)
    if state == "issued":
        report = issue_report(actor=world.actors["staff"], report_uuid=report.uuid)
    return report
