"""Which body may order which measure for which disease, and what a county may not order at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from lianfang.base.kernel.errors import RuleBroken
from lianfang.command.measures.choices import MeasureKind, Route

Binds = Literal["area", "place", "person", "thing"]


@dataclass(frozen=True)
class KindFacts:
    """One kind of measure: the row of the authorities it falls under, and what it binds."""

    authority: str
    binds: Binds


# Limiting a place is milder than closing it and stands under the general clause of art. 63.
KINDS: dict[MeasureKind, KindFacts] = {
    MeasureKind.CLOSE_PLACE: KindFacts("close_place", "place"),
    MeasureKind.LIMIT_PLACE: KindFacts("other_urgent", "place"),
    MeasureKind.STOP_GATHERINGS: KindFacts("stop_gatherings", "area"),
    MeasureKind.SUSPEND_SCHOOL: KindFacts("suspend_school", "place"),
    MeasureKind.SUSPEND_WORK: KindFacts("suspend_work", "place"),
    MeasureKind.SUSPEND_BUSINESS: KindFacts("suspend_business", "place"),
    MeasureKind.SEAL_WATER: KindFacts("seal_water", "place"),
    MeasureKind.SEAL_FOOD: KindFacts("seal_food", "place"),
    MeasureKind.CONTROL_ANIMALS: KindFacts("control_animals", "area"),
    MeasureKind.CONTROL_ZONE: KindFacts("isolate_place", "area"),
    MeasureKind.PREEMPTIVE: KindFacts("preemptive_class_a", "area"),
    MeasureKind.AREA_QUARANTINE: KindFacts("area_quarantine", "area"),
    MeasureKind.TRAFFIC_QUARANTINE: KindFacts("traffic_quarantine", "area"),
    MeasureKind.LOCKDOWN: KindFacts("lockdown", "area"),
    MeasureKind.OBSERVATION: KindFacts("observe_contact", "person"),
    MeasureKind.ISOLATION: KindFacts("isolate_case", "person"),
    MeasureKind.ISOLATION_SUSPECTED: KindFacts("isolate_suspected", "person"),
    MeasureKind.REQUISITION: KindFacts("requisition", "thing"),
    MeasureKind.OTHER: KindFacts("other_urgent", "area"),
}
# How long a person may be kept follows from the disease for contacts, from medical results for cases.
OBSERVED = (MeasureKind.OBSERVATION,)
CLASS_WORDS = {
    "a": "甲类或按甲类管理的传染病",
    "b": "乙类传染病",
    "c": "丙类传染病",
    "unknown": "新发或病因不明",
    "none": "非法定传染病",
}
# No row of the law gives a power over persons here; what is left is asking them (art. 60).
NO_POWER_OVER_PERSONS = (
    "法律没有授权对{disease}的有关人员强制采取“{title}”（依据：{basis}，有权机关：{decider}）。"
    "确有必要的，请改为“本人同意”，并登记本人或监护人的同意。"
)


@dataclass(frozen=True)
class Power:
    """One row of the authorities as far as the judgement needs it."""

    code: str
    measure: str
    applies_to: str
    title: str
    decider: str
    county_power: str
    basis: str
    longest_days: int | None = None
    must_report_up: bool = False
    may_be_complained_of: bool = False


@dataclass(frozen=True)
class AboveDecision:
    """The decision of the level above on which the county acts: by whom, its number and date."""

    by: str = ""
    number: str = ""
    on: date | None = None


def class_of(disease_class: str | None) -> str:
    """The class that authorities are asked for: a, b, c, none; unknown without a disease."""
    return disease_class or "unknown"


def routes_for(kind: MeasureKind, disease: str, powers: Sequence[Power]) -> list[Route]:
    """The ways open for a measure, for the form; the first is the usual one."""
    power = _find(kind, disease, powers)
    if power is None:
        return [Route.CONSENT] if KINDS[kind].binds == "person" else []
    return list(_OPEN[power.county_power])


def judge(
    kind: MeasureKind,
    route: Route,
    disease: str,
    powers: Sequence[Power],
    *,
    above: AboveDecision,
    today: date,
) -> Power:
    """
    The row of the authorities on which a measure stands.

    :raises RuleBroken: the county may not order it, or not in this way; with the article and the
        competent body (传染病防治法 art. 58, 60, 63–66, 68; 突发公共卫生事件应对法 art. 44).
    """
    power = _find(kind, disease, powers)
    if power is None:
        return _without_power(kind, route, disease, powers)
    if route not in _OPEN[power.county_power]:
        raise RuleBroken(
            _REFUSALS[power.county_power].format(
                title=power.title, basis=power.basis, decider=power.decider,
                disease=CLASS_WORDS[disease],
            ),
            fields={"route": "无权以这种方式决定"},
        )  # fmt: skip
    if route == Route.ABOVE:
        _check_above(power, above, today)
    return power


def why_not_by_county(kind: MeasureKind, disease: str, powers: Sequence[Power]) -> str:
    """Article and competent body where the county may not decide by itself; empty where it may."""
    try:
        judge(kind, Route.COUNTY, disease, powers, above=AboveDecision(), today=date.min)
    except RuleBroken as refusal:
        return refusal.message
    return ""


def _find(kind: MeasureKind, disease: str, powers: Sequence[Power]) -> Power | None:
    code = KINDS[kind].authority
    fits = [p for p in powers if p.measure == code and p.applies_to in (disease, "any")]
    return fits[0] if fits else None


def _without_power(kind: MeasureKind, route: Route, disease: str, powers: Sequence[Power]) -> Power:
    """No row for this disease: a person may still agree; everything else is refused."""
    rows = [p for p in powers if p.measure == KINDS[kind].authority]
    if not rows:
        raise RuleBroken(
            f"国家规则中没有“{kind.label}”的现行法律依据，不能采取。请核对国家规则，或改选其他措施。",
            fields={"kind": "没有法律依据"},
        )
    power = rows[0]
    if KINDS[kind].binds == "person":
        if route == Route.CONSENT and kind in OBSERVED:
            return power
        raise RuleBroken(
            NO_POWER_OVER_PERSONS.format(
                disease=CLASS_WORDS[disease], title=power.title, basis=power.basis,
                decider=power.decider,
            ),
            fields={"route": "不得强制"},
        )  # fmt: skip
    raise RuleBroken(
        f"“{power.title}”只能对{_classes(rows)}采取，本事件为{CLASS_WORDS[disease]}"
        f"（依据：{power.basis}；有权决定的机关：{power.decider}）。请改选其他措施。",
        fields={"kind": "不适用于本事件的病种"},
    )


def _classes(rows: Sequence[Power]) -> str:
    return "、".join(dict.fromkeys(CLASS_WORDS.get(row.applies_to, "各类传染病") for row in rows))


def _check_above(power: Power, above: AboveDecision, today: date) -> None:
    lacking = {
        "above_by": "请填写决定机关" if not above.by.strip() else "",
        "above_number": "请填写决定文号" if not above.number.strip() else "",
        "above_on": "请填写决定日期" if above.on is None else "",
    }
    lacking = {name: words for name, words in lacking.items() if words}
    if lacking:
        raise RuleBroken(
            f"“{power.title}”县级不能自行决定（依据：{power.basis}；有权决定的机关：{power.decider}）。"
            "请填写上级决定的机关、文号和日期；尚未取得决定的，请选择“向上级提出建议”。",
            fields=lacking,
        )
    if above.on is not None and above.on > today:
        raise RuleBroken("上级决定的日期不能晚于今天。", fields={"above_on": "不能晚于今天"})


# By the county's power: the ways that are open, the usual one first.
_OPEN: dict[str, tuple[Route, ...]] = {
    "decide": (Route.COUNTY,),
    "decide_and_report": (Route.COUNTY,),
    "needs_level_above": (Route.ABOVE, Route.SUGGEST),
    "propose_only": (Route.SUGGEST,),
    "institution": (Route.INSTITUTION, Route.CONSENT),
    "consent_only": (Route.CONSENT,),
}
_REFUSALS: dict[str, str] = {
    "decide": "“{title}”由县级人民政府决定（依据：{basis}），请选择“县级决定”。",
    "decide_and_report": "“{title}”由县级人民政府决定并同时报上一级（依据：{basis}），请选择“县级决定”。",
    "needs_level_above": (
        "“{title}”县级不能自行决定（依据：{basis}；有权决定的机关：{decider}）。"
        "已取得上级决定的，请选择“上一级已决定，本县实施”并填写文号和日期；否则请选择“向上级提出建议”。"
    ),
    "propose_only": (
        "“{title}”县级无权决定，也不得以任何名义发布（依据：{basis}；有权决定的机关：{decider}）。"
        "请选择“向上级提出建议”，逐级报告。"
    ),
    "institution": (
        "“{title}”不由政府决定，由{decider}依法采取并书面告知本人（依据：{basis}）。"
        "请选择“医疗卫生机构依法采取”，或取得本人同意。"
    ),
    "consent_only": (
        "对{disease}的接触者不得强制医学观察（依据：{basis}；有权机关：{decider}）。"
        "请选择“本人同意”，并登记本人或监护人的同意。"
    ),
}
