"""A person's home page: what needs this person first. Blocks follow permissions, never roles."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.permissions import Permission as P  # noqa: N817
from lianfang.command.emergencies.public import Proposal, ProposalState, list_proposals
from lianfang.command.surveillance.public import SignalState, list_signals
from lianfang.command.tasks.public import list_review_queue
from lianfang.picture.situation.public import Report, ReportState, list_reports, list_wanted

from .figures import Figure, figures_of
from .health import Finding, examine
from .queries import RunningResponse, list_own_tasks, running_with_figures, units_most_overdue

ROWS = 6
STEPS = 12


@dataclass(frozen=True)
class Step:
    """One entry of the timeline."""

    at: datetime
    title: str
    url: str
    who: str = ""
    text: str = ""
    tone: str = ""


@dataclass
class Desk:
    """Everything a home page shows. What a person may not see is None; what there is none of, empty."""

    figures: list[Figure]
    running: list[RunningResponse] | None = None
    pending: list[Proposal] | None = None
    signals: list[Any] | None = None
    review: list[Any] | None = None
    tasks: list[Any] | None = None
    wanted: list[Any] | None = None
    late_units: list[Any] | None = None
    reports: list[Report] | None = None
    steps: list[Step] | None = None
    findings: list[Finding] | None = None
    may: dict[str, bool] = field(default_factory=dict)


def desk_of(actor: Actor, at: datetime, today: date) -> Desk:
    """The home page of an actor; at most 20 queries."""
    desk = Desk(figures=figures_of(actor, today))
    _command(desk, actor, at)
    _unit(desk, actor)
    _reports(desk, actor)
    if actor.may(P.JOBS_VIEW):
        desk.findings = [finding for finding in examine() if not finding.is_good]
    desk.may = {
        "decide": actor.may(P.RESPONSE_DECIDE), "record": actor.may(P.EMERGENCY_RECORD),
        "signal": actor.may(P.SIGNAL_RECORD), "county": actor.may(P.COUNTY_VIEW),
        "grant": actor.may(P.ROLE_GRANT), "users": actor.may(P.USER_MANAGE),
        "audit": actor.may(P.AUDIT_VIEW), "draft": actor.may(P.SITUATION_DRAFT),
        "note_flash": actor.may(P.FLASH_NOTE),
    }  # fmt: skip
    return desk


def _command(desk: Desk, actor: Actor, at: datetime) -> None:
    if actor.may(P.EMERGENCY_VIEW):
        desk.running = running_with_figures(actor, at)
    if actor.may(P.RESPONSE_DECIDE) or actor.may(P.RESPONSE_PROPOSE):
        pending = list_proposals(actor, state=ProposalState.PENDING)
        desk.pending = list(pending[:ROWS])
    if actor.may(P.SIGNAL_VERIFY):
        desk.signals = list(list_signals(actor, state=SignalState.NEW)[:ROWS])
    if actor.may(P.TASK_REVIEW):
        desk.review = list(list_review_queue(actor)[:ROWS])
    if actor.may(P.COUNTY_VIEW):
        desk.late_units = units_most_overdue(actor, ROWS)


def _unit(desk: Desk, actor: Actor) -> None:
    if actor.may(P.TASK_REPORT):
        desk.tasks = list(list_own_tasks(actor)[:ROWS])
    if actor.may(P.SITUATION_CONTRIBUTE):
        desk.wanted = list(list_wanted(actor).filter(given_at=None)[:ROWS])


def _reports(desk: Desk, actor: Actor) -> None:
    if not actor.may(P.SITUATION_VIEW):
        return
    reports = list(list_reports(actor).exclude(state=ReportState.DISCARDED)[:ROWS])
    desk.reports = reports[:4]
    if actor.may(P.COUNTY_VIEW):
        proposals = list_proposals(actor)[:ROWS]
        desk.steps = _latest([*_proposal_steps(proposals), *_report_steps(reports)])


def _latest(steps: Iterable[Step]) -> list[Step]:
    return sorted(steps, key=lambda step: step.at, reverse=True)[:STEPS]


def _proposal_steps(proposals: Iterable[Proposal]) -> Iterable[Step]:
    for proposal in proposals:
        url = reverse("emergencies:proposal_detail", args=[proposal.uuid])
        what = f"{proposal.emergency.name}：{proposal.get_kind_display()}"
        level = f"（{proposal.get_level_display()}）" if proposal.level else ""
        unit = proposal.proposing_unit.short_name if proposal.proposing_unit else ""
        yield Step(proposal.proposed_at, f"建议{what}{level}", url, unit)
        if proposal.decided_at:
            is_approved = proposal.state == ProposalState.APPROVED
            verb, tone = ("同意", "good") if is_approved else ("未同意", "bad")
            who = proposal.decided_by.name if proposal.decided_by else ""
            yield Step(proposal.decided_at, f"{verb}{what}{level}", url, who, tone=tone)


def _report_steps(reports: Iterable[Report]) -> Iterable[Step]:
    for report in reports:
        if report.issued_at:
            url = reverse("situation:report_detail", args=[report.uuid])
            yield Step(report.issued_at, f"印发{report.title}", url, text=report.number)
