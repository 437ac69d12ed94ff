"""Words of signals for pages and spreadsheets."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lianfang.base.kernel import clock
from lianfang.base.kernel.spreadsheets import Column, Value
from lianfang.command.surveillance.choices import SignalState, StepKind
from lianfang.command.surveillance.models import Signal, SignalStep
from lianfang.command.surveillance.rules import CHECKED, late_by

from .charts import Chart

STATE_TONES = {
    SignalState.NEW: "warn",
    SignalState.CHECKING: "busy",
    SignalState.VERIFIED: "good",
    SignalState.ASSESSED: "info",
    SignalState.MONITORING: "wait",
    SignalState.CLOSED: "muted",
    SignalState.DISMISSED: "muted",
    SignalState.RAISED: "busy",
}

COLUMNS = [
    Column("number", "编号", width=16),
    Column("title", "事由", width=32),
    Column("state", "状态"),
    Column("color", "预警级别"),
    Column("source", "来源"),
    Column("indicator", "监测指标", width=18),
    Column("unit", "报告单位"),
    Column("area", "发生地区"),
    Column("place", "地点"),
    Column("disease", "怀疑病种"),
    Column("cases", "发病人数", kind="whole"),
    Column("deaths", "死亡人数", kind="whole"),
    Column("found_at", "发现时间", kind="moment"),
    Column("recorded_at", "登记时间", kind="moment"),
    Column("checked_at", "首次核实", kind="moment"),
    Column("late", "核实超时", width=16),
    Column("judgement", "核实结论", width=32),
    Column("exercise", "性质"),
]


def sheet_rows(signals: Iterable[Signal]) -> Iterator[tuple[Value, ...]]:
    """One line of a spreadsheet per signal, in the order of COLUMNS."""
    for signal in signals:
        yield (
            signal.number, signal.title, signal.get_state_display(),
            signal.get_color_display(), signal.get_source_display(),
            signal.indicator.name if signal.indicator else "",
            signal.reporter_unit.short_name if signal.reporter_unit else "", signal.area.name,
            signal.place, signal.disease.name if signal.disease else "", signal.cases, signal.deaths,
            signal.found_at, signal.recorded_at,
            getattr(signal, "checked_at", None), late_words(signal, getattr(signal, "checked_at", None)),
            signal.judgement,
            _world_words(signal),
        )  # fmt: skip


def late_words(signal: Signal, checked_at: datetime | None) -> str:
    """By how much the first check overran its two hours, in words; empty in time."""
    over = late_by(due_at=signal.verify_due_at, checked_at=checked_at, now=clock.now())
    if over is None:
        return ""
    return f"超时 {span_words(over)}" + ("" if checked_at else "，未核实")


def span_words(span: timedelta) -> str:
    """Hours and minutes."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 1)} 分钟"
    return f"{minutes // 60} 小时 {minutes % 60} 分"


@dataclass(frozen=True)
class Stream:
    """One stream that found the disease: its first signal, how much later than the first, its chart."""

    signal: Signal
    behind: str
    chart: Chart


def lead_words(signals: Sequence[Signal]) -> str:
    """Which stream was first, and by how much, as a sentence."""
    first, second = signals[0], signals[1]
    lead = second.found_at - first.found_at
    if lead < timedelta(minutes=1):
        return f"{_stream(first)}与{_stream(second)}同时发现。"
    return f"{_stream(first)}最先发现，比{_stream(second)}早 {span_words(lead)}。"


def _stream(signal: Signal) -> str:
    return f"“{signal.indicator.programme.name}”"


def tone_of(signal: Signal) -> str:
    return STATE_TONES[SignalState(signal.state)]


@dataclass(frozen=True)
class Stage:
    """One stage on the bar above a signal: done with its time, the present one, or still to come."""

    label: str
    at: datetime | None
    is_now: bool


BAR = (
    ("形成", (StepKind.FORMED,)),
    ("传递", (StepKind.SENT,)),
    ("应答", (StepKind.TRIAGED,)),
    ("核实", (StepKind.VERIFIED, StepKind.DISMISSED)),
    ("风险评估", (StepKind.ASSESSED,)),
    ("结果", (StepKind.CLOSED, StepKind.RAISED, StepKind.DISMISSED)),
)


def stages_of(steps: Iterable[SignalStep]) -> list[Stage]:
    """The stages of a signal with the time of the first step of each; the first open one is the present."""
    times: dict[str, datetime] = {}
    for step in sorted(steps, key=lambda row: row.taken_at):
        times.setdefault(step.kind, step.taken_at)
    reached = [next((times[k] for k in kinds if k in times), None) for _, kinds in BAR]
    # Whatever lies before the last stage reached was passed over, not waited for.
    last = max((place for place, at in enumerate(reached) if at), default=-1)
    return [
        Stage(label, at, place == last + 1)
        for place, ((label, _), at) in enumerate(zip(BAR, reached, strict=True))
    ]


def first_check(steps: Iterable[SignalStep]) -> datetime | None:
    """When somebody first said whether the signal is true, or acted on it."""
    return min((step.taken_at for step in steps if step.kind in CHECKED), default=None)


@dataclass(frozen=True)
class Shown:
    """One step in the timeline of a signal."""

    at: datetime
    title: str
    who: str
    text: str


def steps_of(steps: Iterable[SignalStep]) -> list[Shown]:
    """The steps of a signal for the timeline, latest first."""
    rows = sorted(steps, key=lambda row: (row.taken_at, row.pk), reverse=True)
    return [
        Shown(
            row.taken_at, row.get_kind_display(),
            " ".join(filter(None, [row.unit.short_name if row.unit else "", row.taken_by.name if row.taken_by else "系统"])),
            row.words,
        )
        for row in rows
    ]  # fmt: skip


def _world_words(signal: Signal) -> str:
    if signal.run is not None:
        return f"演练第{signal.run}场"
    return "演练" if signal.is_exercise else "实战"
