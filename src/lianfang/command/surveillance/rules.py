"""Arithmetic of signals: allowed moves, counts and times that can be true."""

from datetime import datetime

from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.transitions import Move, Transitions

from .choices import SignalState

SHORTEST_JUDGEMENT = 5
LONGEST_LINE = 100

SIGNAL_MOVES = Transitions(
    Move("verify", "核实", (SignalState.NEW,), SignalState.VERIFIED),
    Move("dismiss", "排除", (SignalState.NEW, SignalState.VERIFIED), SignalState.DISMISSED),
    # A new signal may be raised at once: at night nobody waits for a second look before acting.
    Move("raise", "转为事件", (SignalState.NEW, SignalState.VERIFIED), SignalState.RAISED),
    labels=dict(SignalState.choices),
)


def check_signal_words(*, title: str, description: str, place: str) -> None:
    """:raises RuleBroken: nothing said, or a line longer than its column."""
    if not title.strip():
        raise RuleBroken("请填写事由，一句话说明发生了什么。", fields={"title": "请填写事由"})
    if not description.strip():
        raise RuleBroken(
            "请填写情况：人数、主要症状、已采取的措施等。", fields={"description": "请填写情况"}
        )
    for name, label, text in (("title", "事由", title), ("place", "地点", place)):
        if len(text.strip()) > LONGEST_LINE:
            raise RuleBroken(
                f"{label}不能超过 {LONGEST_LINE} 个字，详细内容请写在“情况”中。",
                fields={name: f"不能超过 {LONGEST_LINE} 个字"},
            )


def check_signal_times(*, found_at: datetime, began_at: datetime | None, now: datetime) -> None:
    """:raises RuleBroken: found in the future, or begun after it was found."""
    if found_at > now:
        raise RuleBroken(
            "发现时间不能晚于现在，请核对后重新填写。",
            fields={"found_at": "不能晚于现在"},
        )
    if began_at is not None and began_at > found_at:
        raise RuleBroken(
            "首例发病时间不能晚于发现时间，请核对这两个时间。",
            fields={"began_at": "不能晚于发现时间"},
        )


def check_signal_counts(*, cases: int | None, deaths: int | None) -> None:
    """:raises RuleBroken: more dead than ill."""
    if deaths and deaths > (cases or 0):
        raise RuleBroken(
            "死亡人数不能多于发病人数；死亡者也计入发病人数，请核对。",
            fields={"deaths": "不能多于发病人数"},
        )


def check_judgement(judgement: str) -> None:
    """:raises RuleBroken: no reason that a reader could check."""
    if len(judgement.strip()) < SHORTEST_JUDGEMENT:
        raise RuleBroken(
            f"请写明核实方式和结论，不少于 {SHORTEST_JUDGEMENT} 个字。",
            fields={"judgement": "请写明核实方式和结论"},
        )
