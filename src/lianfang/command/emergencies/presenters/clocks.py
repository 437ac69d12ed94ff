"""Clocks and reporting lines as people read them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianfang.base.kernel import clock
from lianfang.base.kernel.spreadsheets import Column, Value
from lianfang.base.kernel.templatetags.lf_times import span_words
from lianfang.command.emergencies.choices import FactSubject
from lianfang.command.emergencies.models import Clock, EventFact
from lianfang.command.emergencies.queries import clock_state_at
from lianfang.command.emergencies.rules.clocks import (
    OPEN_STATES,
    STATE_LABELS,
    ClockState,
)
from lianfang.command.emergencies.rules.thresholds import Judgement, Outcome, must_report

CLOCK_TONES = {
    ClockState.RUNNING: "busy", ClockState.SOON: "wait", ClockState.LATE: "bad",
    ClockState.AT_ONCE: "wait", ClockState.UNLIMITED: "busy", ClockState.MET: "good",
    ClockState.MISSED: "bad", ClockState.DONE: "good", ClockState.LAPSED: "muted",
}  # fmt: skip
OUTCOME_LABELS = {
    Outcome.MET: "达到报告标准",
    Outcome.UNKNOWN: "尚不能判断",
    Outcome.NOT_MET: "未达到报告标准",
}
LINE_LABELS = {Outcome.MET: "达到", Outcome.UNKNOWN: "不能判断", Outcome.NOT_MET: "未达到"}
OUTCOME_TONES = {Outcome.MET: "bad", Outcome.UNKNOWN: "wait", Outcome.NOT_MET: "good"}
MISSING = {
    "setting": "场所类别未选", "counts": "缺病例数，或分不清各地点、各时段的病例数",
    "began": "事件发生时间未登记", "disease": "病种不明", "event_type": "信息类别不明",
    "area": "不能确定病例在同一地区、地点", "exposed": "受照射人数未登记",
    "recognition": "须由卫生健康主管部门认定",
}  # fmt: skip

COLUMNS = [
    Column("state", "状态"),
    Column("code", "时限编号"),
    Column("title", "时限", width=24),
    Column("demand", "要求", width=34),
    Column("emergency", "事件", width=30),
    Column("number", "事件编号", width=16),
    Column("round", "轮次", kind="whole"),
    Column("bearer", "责任方", width=22),
    Column("started_at", "起算", kind="moment"),
    Column("due_at", "最迟", kind="moment"),
    Column("stopped_at", "完成", kind="moment"),
    Column("stopped_with", "完成依据", width=30),
    Column("basis", "依据", width=40),
    Column("verified", "是否已核实"),
]


@dataclass(frozen=True)
class ClockView:
    """One clock with its state and how much time is left or was used."""

    row: Clock
    state: ClockState
    label: str
    tone: str
    used: str
    bearer: str

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


def clock_view(row: Clock, now: datetime | None = None) -> ClockView:
    """A clock as it stands now."""
    state = clock_state_at(row, now or clock.now())
    ends = row.stopped_at or now or clock.now()
    return ClockView(
        row=row,
        state=state,
        label=STATE_LABELS[state],
        tone=CLOCK_TONES[state],
        used=span_words(ends - row.started_at),
        bearer=row.bearer_unit.short_name if row.bearer_unit else row.deadline.bearer,
    )


def clock_sheet(rows: Iterable[Clock]) -> Iterator[tuple[Value, ...]]:
    """One line of a spreadsheet per clock, in the order of COLUMNS."""
    for row in rows:
        view = clock_view(row)
        yield (
            view.label, row.code, row.deadline.title, row.deadline.ends_text, row.emergency.name,
            row.emergency.number, row.round, view.bearer, row.started_at, row.due_at,
            row.stopped_at, row.stopped_with, row.deadline.basis,
            "已核实" if row.deadline.verified else "未核实",
        )  # fmt: skip


@dataclass(frozen=True)
class LineView:
    """One reporting line with its outcome and what is missing to tell, in words."""

    code: str
    title: str
    outcome: Outcome
    label: str
    tone: str
    clause: str
    missing: tuple[str, ...]
    asks: tuple[tuple[str, str], ...]
    is_watch: bool


@dataclass(frozen=True)
class ReportableView:
    """Whether an event must be reported, and the lines behind the answer."""

    outcome: Outcome
    label: str
    tone: str
    met: Sequence[LineView]
    watch: Sequence[LineView]
    unknown: Sequence[LineView]
    not_met: Sequence[LineView]
    by_disease: Sequence[LineView]


def reportable_view(judgements: Iterable[Judgement], names: Mapping[str, str]) -> ReportableView:
    """The answer first, then the lines by outcome; `names` are those of the circumstances."""
    kept = [judged for judged in judgements if not judged.is_recognition]
    outcome = must_report(kept)
    lines = [_line_view(judged, names) for judged in kept]
    unknown = [line for line in lines if line.outcome == Outcome.UNKNOWN]
    by_disease = [line for line in unknown if _waits_for_subject(line)]
    return ReportableView(
        outcome=outcome,
        label=OUTCOME_LABELS[outcome],
        tone=OUTCOME_TONES[outcome],
        met=[ln for ln in lines if ln.outcome == Outcome.MET and not ln.is_watch],
        watch=[ln for ln in lines if ln.outcome == Outcome.MET and ln.is_watch],
        unknown=[ln for ln in unknown if ln not in by_disease],
        not_met=[ln for ln in lines if ln.outcome == Outcome.NOT_MET],
        by_disease=by_disease,
    )


def _waits_for_subject(line: LineView) -> bool:
    """Only the disease or kind of event would tell."""
    return bool({MISSING["disease"], MISSING["event_type"]} & set(line.missing))


def _line_view(judged: Judgement, names: Mapping[str, str]) -> LineView:
    asks = tuple((code, names[code]) for code in judged.missing if code in names)
    words = tuple(MISSING[code] for code in judged.missing if code in MISSING)
    return LineView(
        code=judged.code,
        title=judged.title,
        outcome=judged.outcome,
        label=LINE_LABELS[judged.outcome],
        tone="wait" if judged.is_watch and judged.outcome == Outcome.MET
        else OUTCOME_TONES[judged.outcome],
        clause=judged.clause,
        missing=(*words, *(f"是否“{name}”" for _, name in asks)),
        asks=asks,
        is_watch=judged.is_watch,
    )  # fmt: skip


@dataclass(frozen=True)
class FactView:
    """One thing said for the rules, in words."""

    row: EventFact
    label: str
    answer: str


def fact_views(
    facts: Iterable[EventFact], circumstances: Mapping[str, str], settings: Mapping[str, str]
) -> list[FactView]:
    """What was said about an event, the last word on each."""
    views = []
    for fact in facts:
        if fact.subject == FactSubject.SETTING:
            views.append(FactView(fact, "场所类别", settings.get(fact.code, fact.code)))
        else:
            label = circumstances.get(fact.code, fact.code)
            views.append(FactView(fact, label, "是" if fact.holds else "否"))
    return views


def reporting_panel(
    judgements: Iterable[Judgement], rows: Iterable[Clock], names: Mapping[str, str]
) -> dict[str, Any]:
    """What the page of an emergency shows: must it be reported, and which clocks run."""
    views = [clock_view(row) for row in rows]
    return {
        "reportable": reportable_view(judgements, names),
        "clocks": [view for view in views if view.is_open],
        "stopped": [view for view in views if not view.is_open],
    }
