"""Words of signals for pages and spreadsheets."""

from collections.abc import Iterable, Iterator

from lianfang.base.kernel.spreadsheets import Column, Value

from .choices import SignalState
from .models import Signal

STATE_TONES = {
    SignalState.NEW: "warn",
    SignalState.VERIFIED: "good",
    SignalState.DISMISSED: "muted",
    SignalState.RAISED: "busy",
}

COLUMNS = [
    Column("number", "编号", width=16),
    Column("title", "事由", width=32),
    Column("state", "状态"),
    Column("source", "来源"),
    Column("unit", "报告单位"),
    Column("area", "发生地区"),
    Column("place", "地点"),
    Column("disease", "怀疑病种"),
    Column("cases", "发病人数", kind="whole"),
    Column("deaths", "死亡人数", kind="whole"),
    Column("found_at", "发现时间", kind="moment"),
    Column("recorded_at", "登记时间", kind="moment"),
    Column("judgement", "核实结论", width=32),
    Column("exercise", "性质"),
]


def sheet_rows(signals: Iterable[Signal]) -> Iterator[tuple[Value, ...]]:
    """One line of a spreadsheet per signal, in the order of COLUMNS."""
    for signal in signals:
        yield (
            signal.number, signal.title, signal.get_state_display(), signal.get_source_display(),
            signal.reporter_unit.short_name if signal.reporter_unit else "", signal.area.name,
            signal.place, signal.disease.name if signal.disease else "", signal.cases, signal.deaths,
            signal.found_at, signal.recorded_at, signal.judgement,
            "演练" if signal.is_exercise else "实战",
        )  # fmt: skip


def tone_of(signal: Signal) -> str:
    return STATE_TONES[SignalState(signal.state)]
