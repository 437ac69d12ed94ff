"""The one-minute flash report: what it must say, and how it is read out."""

from dataclasses import dataclass
from datetime import datetime

from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import RuleBroken

LONGEST_WHAT = 100
LONGEST_PLACE = 100
LONGEST_TELLER = 60


@dataclass(frozen=True)
class FlashFacts:
    """What somebody tells in one minute: what, where, when, how many, who tells."""

    what: str
    place: str
    happened: datetime
    teller: str
    cases: int | None = None
    deaths: int | None = None
    more: str = ""


def check_flash(facts: FlashFacts, *, now: datetime) -> None:
    """:raises RuleBroken: what, or who tells, is missing or too long; in the future; more dead than ill."""
    for name, label, value, longest in (
        ("what", "发生了什么", facts.what, LONGEST_WHAT),
        ("teller", "报告人", facts.teller, LONGEST_TELLER),
    ):
        if not value.strip():
            raise RuleBroken(f"请填写“{label}”。", fields={name: "请填写"})
        if len(value.strip()) > longest:
            raise RuleBroken(
                f"“{label}”不能超过 {longest} 个字。", fields={name: f"不能超过 {longest} 个字"}
            )
    if len(facts.place.strip()) > LONGEST_PLACE:
        raise RuleBroken(
            f"地点不能超过 {LONGEST_PLACE} 个字。",
            fields={"place": f"不能超过 {LONGEST_PLACE} 个字"},
        )
    if facts.happened > now:
        raise RuleBroken("发生时间不能晚于现在，请核对。", fields={"happened": "不能晚于现在"})
    if (facts.deaths or 0) > (facts.cases or 0):
        raise RuleBroken(
            "死亡人数不能多于发病人数；死亡者也计入发病人数，请核对。",
            fields={"deaths": "不能多于发病人数"},
        )


def flash_words(
    facts: FlashFacts, *, number: str, area: str, at: datetime, is_exercise: bool
) -> str:
    """The text to read out or send, in the order in which a duty desk asks."""
    happened = clock.beijing(facts.happened)
    told = clock.beijing(at)
    lines = [f"{'【演练】' if is_exercise else ''}【快报】{number}"]
    lines.append(f"{_day(happened)}，{area}{facts.place.strip()}：{_stop(facts.what)}")
    lines.append(_count_words(facts))
    if facts.more.strip():
        lines.append(_stop(facts.more))
    lines.append(
        f"报告人：{facts.teller.strip()}。报告时间：{_day(told)}。情况正在核实，续报随后。"
    )
    return "\n".join(lines)


def _count_words(facts: FlashFacts) -> str:
    if facts.cases is None:
        return "人数不详。"
    deaths = f"其中死亡{facts.deaths}人" if facts.deaths else "无死亡报告"
    return f"目前发病{facts.cases}人，{deaths}。"


def _day(at: datetime) -> str:
    return f"{at.month}月{at.day}日{at.hour}时{at.minute:02d}分"


def _stop(words: str) -> str:
    return f"{words.strip().rstrip('。')}。"
