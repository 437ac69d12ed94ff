"""Words, charts and spreadsheet rows of emergencies."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lianfang.base.kernel import clock
from lianfang.base.kernel.levels import Level
from lianfang.base.kernel.spreadsheets import Column, Value
from lianfang.base.kernel.templatetags.lf_times import span_words
from lianfang.command.emergencies.choices import Milestone, ProposalState
from lianfang.command.emergencies.models import Emergency, MilestoneEntry, Proposal, Tally
from lianfang.command.emergencies.rules import intervals

STATE_TONES = {"open": "busy", "closed": "muted"}
PROPOSAL_TONES = {
    ProposalState.PENDING: "wait",
    ProposalState.APPROVED: "good",
    ProposalState.REFUSED: "bad",
    ProposalState.WITHDRAWN: "muted",
}

COLUMNS = [
    Column("number", "编号", width=16),
    Column("name", "事件名称", width=34),
    Column("kind", "信息类别"),
    Column("disease", "病种"),
    Column("area", "发生地区"),
    Column("place", "详细地点"),
    Column("state", "状态"),
    Column("level", "响应级别"),
    Column("cases", "累计病例", kind="whole"),
    Column("deaths", "累计死亡", kind="whole"),
    Column("counted_at", "病例数截至", kind="moment"),
    Column("recorded_at", "登记时间", kind="moment"),
    Column("closed_at", "结案时间", kind="moment"),
    Column("exercise", "性质"),
]


PROPOSAL_COLUMNS = [
    Column("number", "文号", width=24), Column("kind", "事项"), Column("level", "级别"),
    Column("emergency", "事件", width=34), Column("code", "事件编号", width=16),
    Column("exercise", "性质"), Column("area", "响应区域"), Column("state", "状态"),
    Column("unit", "提出单位"), Column("proposed_by", "提出人"),
    Column("proposed_at", "提出时间", kind="moment"), Column("decided_by", "决定人"),
    Column("decided_at", "决定时间", kind="moment"), Column("until", "预计期限", kind="day"),
    Column("opinion", "意见", width=40),
]  # fmt: skip


def proposal_rows(proposals: Iterable[Proposal]) -> Iterator[tuple[Value, ...]]:
    """One line of a spreadsheet per proposal, in the order of PROPOSAL_COLUMNS."""
    for row in proposals:
        event = row.emergency
        yield (
            row.decision_number, row.get_kind_display(),
            Level(row.level).label if row.level else "", event.name, event.number,
            "演练" if event.is_exercise else "实战", row.area.name, row.get_state_display(),
            row.proposing_unit.name, row.proposed_by.name if row.proposed_by else "",
            row.proposed_at, row.decided_by.name if row.decided_by else "", row.decided_at,
            row.expected_until, row.opinion,
        )  # fmt: skip


def sheet_rows(emergencies: Iterable[Any]) -> Iterator[tuple[Value, ...]]:
    """One line of a spreadsheet per emergency, in the order of COLUMNS."""
    for row in emergencies:
        yield (
            row.number, row.name, row.get_kind_display(), row.disease.name if row.disease else "",
            row.area.name, row.place, row.get_state_display(),
            Level(row.level_now).label if row.level_now else "", row.cases_now, row.deaths_now,
            row.counted_at, row.recorded_at, row.closed_at, "演练" if row.is_exercise else "实战",
        )  # fmt: skip


@dataclass(frozen=True)
class Stop:
    """One milestone on the line: known or not yet, with the time since the one before."""

    label: str
    entry: MilestoneEntry | None


@dataclass(frozen=True)
class Span:
    """The time between two milestones in words."""

    label: str
    words: str
    note: str
    tone: str


def milestone_line(known: Mapping[Milestone, MilestoneEntry]) -> list[Stop]:
    """All milestones in their order, the unknown ones too."""
    return [Stop(milestone.label, known.get(milestone)) for milestone in Milestone]


def spans(known: Mapping[Milestone, MilestoneEntry]) -> list[Span]:
    """发现—报告 and so on, each against what 7-1-7 allows."""
    times = {milestone: entry.happened for milestone, entry in known.items()}
    return [
        Span(
            label=f"{interval.starts.label}—{interval.ends.label}",
            words=span_words(interval.span),
            note=f"7-1-7 目标：{interval.target.days} 天内" if interval.target else "",
            tone="" if interval.target is None else "bad" if interval.is_late else "good",
        )
        for interval in intervals(times)
    ]


def case_chart(tallies: Sequence[Tally]) -> dict[str, Any]:
    """Counts over time, oldest first; the table beneath the chart shows the same."""
    rows = sorted(tallies, key=lambda tally: (tally.as_of, tally.pk))
    return {
        "axis": "截至",
        "unit": "人",
        "labels": [f"{clock.beijing(row.as_of):%m-%d %H:%M}" for row in rows],
        "series": [
            {"name": "累计病例", "data": [row.cases for row in rows]},
            {"name": "现住院", "data": [row.in_hospital for row in rows]},
            {"name": "累计死亡", "data": [row.deaths for row in rows]},
        ],
    }


def dress(emergency: Emergency) -> Emergency:
    """Give a row of the list the tone of its state."""
    emergency.tone = STATE_TONES[emergency.state]
    return emergency
