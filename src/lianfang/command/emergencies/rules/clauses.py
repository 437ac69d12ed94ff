"""The conditions of a criterion held against facts: true, surely false, or not known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .facts import (
    AREA_KEYS,
    PRESUMED,
    Facts,
    KnownDisease,
    Span,
    both,
    either,
    within_one_area,
    within_window,
)

INFECTIOUS = "01"
COUNTED_LABELS = {
    "case": "病例", "suspected": "疑似病例和病例", "infection": "病例、疑似病例或感染者",
    "case_or_suspected": "病例和疑似病例",
}  # fmt: skip
AREA_LABELS = {
    "county": "县（市、区）",
    "prefecture": "市（州）",
    "province": "省（自治区、直辖市）",
}
# circumstance: (said yes, said no, fact that answers it)
CIRCUMSTANCES = {
    "spreading": ("有扩散趋势", "无扩散趋势", "spreading"),
    "not_spread": ("尚未扩散", "已有扩散趋势", "spreading"),
    "large_or_medium_city": ("发生在大、中城市", "不在大、中城市", "place_kind"),
    "new_to_country": ("属新传染病或我国尚未发现的传染病", "不属新传染病或我国尚未发现的传染病", "new_to_china"),
    "eliminated_returns": ("我国已消灭的传染病重新出现", "不属我国已消灭的传染病重新出现", "eliminated"),
    "agent_lost": ("发生菌株、毒株、致病因子丢失", "未发生菌株、毒株、致病因子丢失", "agent_lost"),
    "agent_concealed": ("属隐匿运输、邮寄病原体或毒素", "不属隐匿运输、邮寄病原体或毒素", "agent_concealed"),
    "foreign_epidemic": ("境外发生特大疫情", "境外未发生特大疫情", "foreign_epidemic"),
    "imported": ("有输入性病例", "无输入性病例", "imported"),
    "serious_threat": ("严重危及公共卫生安全", "未严重危及公共卫生安全", "serious_threat"),
    "linked": ("病例间有流行病学关联", "病例间无流行病学关联", "linked"),
    "several_foci": ("多点发生", "单点发生", "several_foci"),
    "continuous": ("连续发病", "非连续发病", "continuous"),
    "major_iatrogenic": ("属重大医源性感染", "不属重大医源性感染", "major_iatrogenic"),
    "mass_reaction": ("出现群体反应（2人以上）", "未出现群体反应（2人以上）", "mass_reaction"),
    "first_in_city": ("在市（地）级以上城市的市区首次发生", "不属市（地）级以上城市的市区首次发生", "first_in_city"),
}  # fmt: skip
# Asked only once the other is known to hold: nobody is asked about a threat from abroad for each local case.
ASKED_AFTER = {"foreign_epidemic": "imported", "serious_threat": "imported"}


@dataclass(frozen=True)
class ClauseRule:
    """One condition of a criterion; everything in it must hold. Figures are inclusive."""

    text: str
    count_of: str = "case"
    min_cases: int | None = None
    max_cases: int | None = None
    min_deaths: int | None = None
    max_deaths: int | None = None
    window_hours: int | None = None
    min_areas: int | None = None
    area_level: str = ""
    mean_multiple: int | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class CriterionRule:
    """One criterion of a set; any clause is enough. Without clauses an authority recognises it."""

    code: str
    grade: int
    title: str
    condition: str
    basis: str
    note: str = ""
    verified: bool = True
    diseases: tuple[str, ...] = ()
    disease_classes: tuple[str, ...] = ()
    event_types: tuple[str, ...] = ()
    clauses: tuple[ClauseRule, ...] = ()

    @property
    def is_manual(self) -> bool:
        return not self.clauses


@dataclass(frozen=True)
class Told:
    """A verdict on one condition, in words, and the facts that are missing for it."""

    verdict: bool | None
    words: str
    missing: tuple[str, ...] = ()


def yes(words: str) -> Told:
    return Told(verdict=True, words=words)


def no(words: str) -> Told:
    return Told(verdict=False, words=words)


def unclear(words: str, missing: tuple[str, ...]) -> Told:
    return Told(verdict=None, words=words, missing=missing)


def told_of_subject(
    rule: CriterionRule, facts: Facts, catalogue: Mapping[str, KnownDisease]
) -> Told:
    """Whether the criterion speaks of this disease or this kind of event at all."""
    verdicts = []
    if rule.event_types:
        verdicts.append(facts.event_type in rule.event_types if facts.event_type else None)
    if rule.diseases or rule.disease_classes:
        verdicts.append(_disease_verdict(rule, facts, catalogue))
    verdict = either(*verdicts)
    if verdict is None and facts.is_settled:
        verdict = False
    if verdict is None:
        return unclear(_unknown_subject(rule, facts), _missing_subject(rule, facts))
    if verdict:
        return yes("")
    what = f"病种为{facts.disease.name}" if facts.disease else "事件类别不符"
    return no(f"{what}，不是本条所指的病种或事件类别。")


def _disease_verdict(
    rule: CriterionRule, facts: Facts, catalogue: Mapping[str, KnownDisease]
) -> bool | None:
    disease = facts.disease
    if disease is None:
        # An event of another kind is not about an infectious disease; nor does a criterion of a kind
        # of event fit another kind because its disease is not known yet.
        is_open = facts.event_type in ("", INFECTIOUS)
        return None if is_open and not (rule.event_types and facts.event_type) else False
    if disease.code in rule.diseases or disease.parent in rule.diseases:
        return True
    if disease.disease_class in rule.disease_classes:
        return True
    forms = [catalogue[code].parent for code in rule.diseases if code in catalogue]
    family = disease.parent if disease.is_untyped else disease.code
    return None if family and family in forms else False


def _unknown_subject(rule: CriterionRule, facts: Facts) -> str:
    if facts.named:
        return f"“{facts.named}”不在病种目录中，不能确定是否为本条所指病种"
    if facts.disease is not None:
        return f"{facts.disease.name}未分型，不能确定是否为本条所指病种"
    return "病种不明，不能确定是否为本条所指" if facts.event_type else "事件类别不明"


def _missing_subject(rule: CriterionRule, facts: Facts) -> tuple[str, ...]:
    about_disease = bool(rule.diseases or rule.disease_classes)
    kind = () if facts.event_type else ("type",)
    return (*kind, "disease") if about_disease else kind


def clause_told(clause: ClauseRule, facts: Facts) -> Told:
    """One clause: everything in it must hold; the first thing that surely fails says why not."""
    parts = list(_parts(clause, facts))
    verdict = both(*(part.verdict for part in parts))
    if verdict is False:
        fails = next(part for part in parts if part.verdict is False)
        return no(f"{fails.words}，不符合“{clause.text}”")
    if verdict is None:
        lacking = [part for part in parts if part.verdict is None]
        words = "、".join(dict.fromkeys(part.words for part in lacking))
        missing = dict.fromkeys(key for part in lacking for key in part.missing)
        return unclear(f"{words}，不能判定是否“{clause.text}”", tuple(missing))
    words = "、".join(dict.fromkeys(part.words for part in parts if part.words))
    return yes(f"{words}，符合“{clause.text}”")


def _parts(clause: ClauseRule, facts: Facts) -> Iterable[Told]:
    if clause.min_cases is not None or clause.max_cases is not None:
        yield _count_told(clause, facts)
    if clause.max_cases is not None and clause.area_level == "county":
        yield _confined_told(facts)
    if clause.min_deaths is not None or clause.max_deaths is not None:
        yield _deaths_told(clause, facts)
    if clause.min_areas is not None:
        yield _areas_told(clause, facts)
    if clause.mean_multiple is not None:
        yield _mean_told(clause.mean_multiple, facts)
    for code in clause.needs:
        yield _need_told(code, facts)


def _count_told(clause: ClauseRule, facts: Facts) -> Told:
    whole = facts.with_suspected() if clause.count_of != "case" else facts.case_span
    hours = None if clause.mean_multiple else clause.window_hours
    span = within_window(whole, hours=hours, window_days=facts.window_days)
    key = AREA_KEYS.get(clause.area_level)
    span = within_one_area(span, areas=getattr(facts, key) if key else None)
    if facts.is_settled:
        span = Span(span.low, span.low)
    verdict = span.within(clause.min_cases, clause.max_cases)
    label = COUNTED_LABELS.get(clause.count_of, "病例")
    if verdict is not None:
        return Told(verdict, f"{_window_words(hours)}{label}{_span_words(span)}")
    if whole.is_exact and hours and not (facts.window_days and span.is_exact):
        return unclear(_window_unknown(facts, hours, label), ("window_days",))
    return unclear(f"{label}数不明", _missing_counts(clause, facts, hours))


def _missing_counts(clause: ClauseRule, facts: Facts, hours: int | None) -> tuple[str, ...]:
    keys = ["cases"] if facts.cases is None else []
    if clause.count_of != "case" and facts.suspected is None:
        keys.append("suspected")
    if hours and facts.window_days is None:
        keys.append("window_days")
    return tuple(keys or ["cases"])


def _window_unknown(facts: Facts, hours: int, label: str) -> str:
    if facts.window_days is None:
        return f"不知道{facts.cases}例发生在几天内"
    days = f"{facts.window_days:g}天内共{facts.cases}例"
    return f"只知道{days}，其中{_window_words(hours)}{label}数不明"


def _confined_told(facts: Facts) -> Told:
    """
    Within one county. Nobody said how far it reaches: taken as one county.

    Several counties without a link are judged each for itself.
    """
    if facts.area_span("county").reaches(2) is not True:
        return yes("")
    linked = facts.circumstance("linked")
    if linked is None:
        return unclear("不知道各县病例之间有无关联", ("linked",))
    return no("疫情波及两个以上县") if linked else yes("各县疫情互不关联，分别判定")


def _deaths_told(clause: ClauseRule, facts: Facts) -> Told:
    span = facts.death_span
    verdict = span.within(clause.min_deaths, clause.max_deaths)
    if verdict is None:
        return unclear("死亡数不明", ("deaths",))
    return Told(verdict, f"死亡{_span_words(span)}")


def _areas_told(clause: ClauseRule, facts: Facts) -> Told:
    span, key = facts.area_span(clause.area_level), AREA_KEYS[clause.area_level]
    label = AREA_LABELS[clause.area_level]
    if facts.cases == 0 and facts.suspected in (0, None):
        return no("没有病例")
    verdict = span.reaches(clause.min_areas or 1)
    if verdict is None:
        return unclear(f"波及几个{label}不明", (key,))
    return Told(verdict, f"波及{label}{_span_words(span, '个')}")


def _mean_told(multiple: int, facts: Facts) -> Told:
    ratio = facts.weekly_ratio
    if ratio is None:
        verdict = False if facts.is_settled else None
        return Told(verdict, "周发病水平与前5年同期均值之比不明", ("weekly_ratio_to_5y_mean",))
    return Told(ratio > multiple, f"周发病水平为前5年同期均值的{ratio:g}倍")


def _need_told(code: str, facts: Facts) -> Told:
    positive, negative, key = CIRCUMSTANCES.get(code, (code, f"不属{code}", code))
    holds = facts.circumstance(code)
    if holds is None:
        after = ASKED_AFTER.get(code)
        is_early = after is not None and facts.circumstance(after) is None
        # Where the kind of place is said, it did not answer; the question itself is left.
        asked = code if key == "place_kind" and facts.place_kind else key
        if code == "mass_reaction" and facts.cases is None:
            asked = "cases"
        return unclear(f"不知道{_asked_words(positive)}", () if is_early else (asked,))
    if holds and code in PRESUMED and code not in facts.circumstances:
        return yes(f"未说明为“{negative}”，按就高原则视为{positive}")
    return Told(holds, positive if holds else negative)


def _asked_words(positive: str) -> str:
    """有扩散趋势 → 有无扩散趋势; 属重大医源性感染 → 是否属重大医源性感染."""
    return f"有无{positive[1:]}" if positive.startswith("有") else f"是否{positive}"


def _window_words(hours: int | None) -> str:
    return f"{hours // 24}天内" if hours else ""


def _span_words(span: Span, measure: str = "例") -> str:
    if span.is_exact:
        return f"{span.low}{measure}"
    if span.high is None:
        return f"至少{span.low}{measure}"
    return f"{span.low}至{span.high}{measure}"
