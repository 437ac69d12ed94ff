"""The head of an emergency's page: what is wanted next, in words, with the page where it is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from lianfang.base.kernel import clock
from lianfang.base.kernel.templatetags.lf_times import left_words, span_words
from lianfang.command.emergencies.choices import (
    CardKind,
    CardState,
    EmergencyState,
    ProposalKind,
    ProposalState,
)
from lianfang.command.emergencies.models import Emergency, Grading, Proposal, Response, Tally
from lianfang.command.emergencies.rules import EventStanding, Want, wanted
from lianfang.command.emergencies.rules.clocks import ClockState
from lianfang.command.emergencies.rules.thresholds import Outcome

from .clocks import ClockView, ReportableView
from .reporting import CardView

TONES = {
    Want.CLOCK_LATE: "bad", Want.FIRST_REPORT: "bad", Want.COUNT: "", Want.CLOSE: "",
}  # fmt: skip


@dataclass(frozen=True)
class NextStep:
    """One thing wanted, how pressing it is, and where to do or see it."""

    words: str
    tone: str
    url: str
    action: str


@dataclass(frozen=True)
class Cockpit:
    """What the page of an emergency has read anyway, and what the reader may do."""

    emergency: Emergency
    response: Response | None
    proposals: Sequence[Proposal]
    grading: Grading | None
    latest: Tally | None
    clocks: Sequence[ClockView]
    reportable: ReportableView
    cards: Sequence[CardView]
    may_record: bool
    may_decide: bool
    may_grade: bool
    may_propose: bool

    @property
    def pending(self) -> Proposal | None:
        return next((row for row in self.proposals if row.state == ProposalState.PENDING), None)

    def clocks_in(self, state: ClockState) -> list[ClockView]:
        return [view for view in self.clocks if view.state == state]

    @property
    def standing(self) -> EventStanding:
        signed = [view.row for view in self.cards if view.row.state == CardState.APPROVED]
        started = [
            row
            for row in self.proposals
            if (row.kind, row.state) == (ProposalKind.START, ProposalState.APPROVED)
        ]
        return EventStanding(
            is_open=self.emergency.state == EmergencyState.OPEN,
            is_pending=self.pending is not None,
            late_clocks=len(self.clocks_in(ClockState.LATE)),
            soon_clocks=len(self.clocks_in(ClockState.SOON)),
            must_be_reported=self.reportable.outcome == Outcome.MET,
            is_reported=any(card.kind == CardKind.INITIAL for card in signed),
            grade=self.grading.grade if self.grading else None,
            is_responding=self.response is not None,
            has_responded=bool(started),
            period_ends=self.response.expected_until if self.response else None,
            counted_at=self.latest.as_of if self.latest else None,
        )


def next_steps(cockpit: Cockpit) -> list[NextStep]:
    """What is wanted, the most pressing first."""
    found = wanted(cockpit.standing, now=clock.now(), today=clock.today())
    return [
        NextStep(_words(want, cockpit), TONES.get(want, "wait"), *_way(want, cockpit))
        for want in found
    ]


def _words(want: Want, cockpit: Cockpit) -> str:
    if want == Want.DECIDE and cockpit.pending:
        proposal = cockpit.pending
        level = f"（{proposal.get_level_display()}）" if proposal.level else ""
        return f"{proposal.proposing_unit.short_name}建议{proposal.get_kind_display()}{level}，等待县人民政府决定"
    if want in (Want.CLOCK_LATE, Want.CLOCK_SOON):
        return _clock_words(want, cockpit)
    if want == Want.PERIOD and cockpit.response:
        until = cockpit.response.expected_until
        return f"响应预计期限至{until.month}月{until.day}日，需要决定延长或者终止"
    if want == Want.COUNT:
        if cockpit.latest is None:
            return "响应期间尚未登记病例数"
        return f"病例数已 {span_words(clock.now() - cockpit.latest.as_of)}没有更新"
    lines = "、".join(line.code for line in cockpit.reportable.met)
    grade = cockpit.grading.get_grade_display() if cockpit.grading else ""
    return {
        Want.FIRST_REPORT: f"达到报告标准（{lines}），初步报告尚未签发",
        Want.GRADE: "尚未判定事件分级",
        Want.START: f"已判定为{grade}，尚未启动响应",
    }.get(want, "响应已终止，事件尚未结案")


def _clock_words(want: Want, cockpit: Cockpit) -> str:
    is_late = want == Want.CLOCK_LATE
    views = cockpit.clocks_in(ClockState.LATE if is_late else ClockState.SOON)
    first = views[0]
    left = left_words(first.row.due_at - clock.now()) if first.row.due_at else ""
    more = f"；另有 {len(views) - 1} 项{'逾期' if is_late else '临近'}" if len(views) > 1 else ""
    return f"{first.row.code} {first.row.deadline.title}{left}，责任方{first.bearer}{more}"


def _way(want: Want, cockpit: Cockpit) -> tuple[str, str]:
    """Where it is done by whoever may; others are led to where it is seen."""
    uuid = cockpit.emergency.uuid
    if want == Want.DECIDE and cockpit.pending:
        action = "查看并决定" if cockpit.may_decide else "查看建议"
        return reverse("emergencies:proposal_detail", args=[cockpit.pending.uuid]), action
    if want == Want.GRADE:
        action = "判定" if cockpit.may_grade else "查看判定依据"
        return reverse("emergencies:grading_detail", args=[uuid]), action
    if want in (Want.START, Want.PERIOD) and cockpit.may_propose:
        kind = "start" if want == Want.START else "extend"
        return reverse("emergencies:proposal_new", args=[uuid, kind]), "提出建议"
    if want in (Want.COUNT, Want.CLOSE) and cockpit.may_record:
        name = "tally_new" if want == Want.COUNT else "emergency_close"
        action = "更新病例数" if want == Want.COUNT else "结案"
        return reverse(f"emergencies:{name}", args=[uuid]), action
    anchors = {
        Want.CLOCK_LATE: ("#clocks", "查看时限"), Want.CLOCK_SOON: ("#clocks", "查看时限"),
        Want.FIRST_REPORT: ("#cards", "查看报告卡"), Want.COUNT: ("#tallies", "查看病例数"),
    }  # fmt: skip
    return anchors.get(want, ("#response", "查看响应"))
