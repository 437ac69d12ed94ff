"""
Grading an event against a set of criteria, in three values: met, not met, unknown.

Basis: 国家突发公共卫生事件应急预案 (2006) 1.3 and the table of grades that the plans of provinces
and cities repeat; the criteria themselves are data (packs/china/grading.yaml).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.levels import Grade
from lianfang.command.emergencies.choices import CriterionResult

from .clauses import CriterionRule, Told, clause_told, no, told_of_subject, yes
from .facts import RECOGNISERS, SCHOOL, Facts, KnownDisease, both, either
from .facts_given import FACT_LABELS
from .responding import LONGEST_LINE

MET, NOT_MET, UNKNOWN = (one.value for one in CriterionResult)
RESULTS: dict[bool | None, str] = {True: MET, False: NOT_MET, None: UNKNOWN}
RESULT_LABELS = dict(CriterionResult.choices)
RECOGNISED_LABELS = {
    "state": "国务院卫生健康主管部门",
    "province": "省级卫生健康主管部门",
    "prefecture": "市（州）级卫生健康主管部门",
    "county": "县级卫生健康主管部门",
}
RAISE_BASIS = "《国家突发公共卫生事件应急预案》（2006年）第4章应急响应原则（转载文本）"
HIGHER = "就高"


@dataclass(frozen=True)
class Finding:
    """What came of one criterion, why, and what is missing where it is unknown."""

    rule: CriterionRule
    result: str
    why: str
    missing: tuple[str, ...] = ()
    boundary: str = ""


@dataclass(frozen=True)
class Judgement:
    """
    All findings and what they add up to.

    `grade` is the highest that is certain whatever the missing facts turn out to be; `possible`
    the highest that they could still lead to.
    """

    findings: tuple[Finding, ...]
    grade: int
    possible: int
    missing: tuple[str, ...]
    raise_reasons: tuple[str, ...]

    @property
    def met(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.result == MET]

    @property
    def boundaries(self) -> list[Finding]:
        return [finding for finding in self.met if finding.boundary]


def judge(
    rules: Sequence[CriterionRule], facts: Facts, catalogue: Mapping[str, KnownDisease]
) -> Judgement:
    """Hold every criterion against the facts and propose a grade."""
    findings = tuple(_finding(rule, facts, catalogue) for rule in rules)
    certain = facts.settled()
    floor = min(
        [f.rule.grade for f in findings if f.result == MET]
        + [rule.grade for rule in rules if _verdict(rule, certain, catalogue) is True],
        default=int(Grade.NONE),
    )
    open_ones = [f for f in findings if f.result == UNKNOWN and f.rule.grade < floor]
    open_rules = [f for f in open_ones if not f.rule.is_manual]
    keys = {key for f in open_rules for key in f.missing}
    if not facts.recognised_by and not _any_may_apply(rules, facts, catalogue):
        # Nothing in the table speaks of such an event: only recognition can grade it.
        keys.add("recognised_by")
    return Judgement(
        findings=findings,
        grade=floor,
        possible=min([f.rule.grade for f in open_rules], default=floor),
        missing=tuple(sorted(keys, key=_asking_order)),
        raise_reasons=raise_reasons(facts),
    )


def raise_reasons(facts: Facts) -> tuple[str, ...]:
    """Why reporting and response level may be raised above what the grade suggests."""
    reasons = []
    if facts.place_kind == SCHOOL:
        reasons.append("事件发生在学校（托幼机构）")
    if facts.during_major_event:
        reasons.append("事件发生在区域性或全国性重大活动期间")
    return tuple(reasons)


def may_be_raised_words(reasons: Iterable[str]) -> str:
    """The sentence about raising; empty where nothing asks for it."""
    words = "；".join(reasons)
    return f"{words}，可相应提高报告和响应级别。" if words else ""


def _any_may_apply(
    rules: Sequence[CriterionRule], facts: Facts, catalogue: Mapping[str, KnownDisease]
) -> bool:
    return any(
        told_of_subject(rule, facts, catalogue).verdict is not False
        for rule in rules
        if not rule.is_manual
    )


def _verdict(
    rule: CriterionRule, facts: Facts, catalogue: Mapping[str, KnownDisease]
) -> bool | None:
    if rule.is_manual:
        return _told_of_recognition(rule, facts).verdict
    subject = told_of_subject(rule, facts, catalogue).verdict
    return both(subject, either(*(clause_told(clause, facts).verdict for clause in rule.clauses)))


def _finding(rule: CriterionRule, facts: Facts, catalogue: Mapping[str, KnownDisease]) -> Finding:
    if rule.is_manual:
        told = _told_of_recognition(rule, facts)
        return Finding(rule, RESULTS[told.verdict], told.words, told.missing)
    subject = told_of_subject(rule, facts, catalogue)
    if subject.verdict is False:
        return Finding(rule, NOT_MET, subject.words)
    clauses = [clause_told(clause, facts) for clause in rule.clauses]
    verdict = both(subject.verdict, either(*(told.verdict for told in clauses)))
    told_so = [told for told in clauses if told.verdict is verdict] or clauses
    if verdict is None:
        open_ones = [told for told in clauses if told.verdict is not False]
        told_so = [*([subject] if subject.verdict is None else []), *open_ones]
    boundary = _boundary(rule, facts) if verdict else ""
    words = "；".join(dict.fromkeys(told.words for told in told_so)) + "。"
    missing = dict.fromkeys(key for told in told_so for key in told.missing)
    return Finding(
        rule, RESULTS[verdict], words + boundary,
        tuple(missing) if verdict is None else (), boundary,
    )  # fmt: skip


def _boundary(rule: CriterionRule, facts: Facts) -> str:
    """Why the higher grade was taken where the text leaves the boundary open."""
    at_the_edge = any(
        clause.min_cases is not None and facts.cases == clause.min_cases for clause in rule.clauses
    )
    return rule.note if at_the_edge and HIGHER in rule.note else ""


def _told_of_recognition(rule: CriterionRule, facts: Facts) -> Told:
    """A grade is recognised by the authority of its level or one above it."""
    needed = RECOGNISERS[rule.grade - 1]
    label = RECOGNISED_LABELS[needed]
    if not facts.recognised_by:
        verdict = False if facts.is_settled else None
        return Told(verdict, f"须由{label}{_or_above(needed)}认定，尚无认定。", ("recognised_by",))
    by = RECOGNISED_LABELS[facts.recognised_by]
    if RECOGNISERS.index(facts.recognised_by) <= RECOGNISERS.index(needed):
        return yes(f"{by}已认定。")
    return no(f"{by}的认定不够，须由{label}{_or_above(needed)}认定。")


def _or_above(needed: str) -> str:
    return "" if needed == "state" else "或其上级"


ASKED = (
    "type", "disease", "cases", "suspected", "deaths", "window_days", "counties", "prefectures",
    "provinces", "spreading", "linked", "imported", "new_to_china", "eliminated", "first_in_city",
    "weekly_ratio_to_5y_mean", "place_kind", "during_major_event", "recognised_by",
)  # fmt: skip


def _asking_order(key: str) -> tuple[int, str]:
    return (ASKED.index(key) if key in ASKED else len(ASKED), key)


ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV", 5: "none"}


def judgement_as_json(judgement: Judgement) -> dict[str, object]:
    """The answer as machines read it."""
    words = may_be_raised_words(judgement.raise_reasons)
    return {
        "grade": ROMAN[judgement.grade],
        "possible": ROMAN[judgement.possible],
        "criteria": [
            {
                "id": finding.rule.code, "grade": ROMAN[finding.rule.grade],
                "title": finding.rule.title, "result": finding.result, "why": finding.why,
                "basis": finding.rule.basis, "verified": finding.rule.verified,
                "missing": list(finding.missing),
            }
            for finding in judgement.findings
        ],
        "boundaries": [{"id": f.rule.code, "why": f.boundary} for f in judgement.boundaries],
        "raise": {"why": words, "basis": RAISE_BASIS} if words else None,
        "missing": list(judgement.missing),
    }  # fmt: skip


def judgement_words(judgement: Judgement) -> list[str]:
    """The result in sentences: grade, boundary cases, what is missing, whether it may be raised."""
    met = "、".join(f.rule.code for f in judgement.met if f.rule.grade == judgement.grade)
    lines = [f"建议分级：{Grade(judgement.grade).label}{f'（{met}）' if met else ''}"]
    lines += [f"临界：{f.rule.code} {f.boundary}" for f in judgement.boundaries]
    if judgement.missing:
        labels = "、".join(FACT_LABELS.get(key, key) for key in judgement.missing)
        higher = judgement.possible < judgement.grade
        reach = f"，补齐后最高可能为{Grade(judgement.possible).label}" if higher else ""
        lines.append(f"尚缺：{labels}{reach}")
    words = may_be_raised_words(judgement.raise_reasons)
    return [*lines, words] if words else lines


def check_grading(grade: int, *, proposed: int, reason: str, before: int | None) -> None:
    """
    Refuse a decision that differs from the proposal without a word, or changes nothing.

    :raises RuleBroken: no such grade, no reason for differing from the criteria or for a new grade.
    """
    if grade not in Grade.values:
        raise RuleBroken(
            "请选择判定级别；达不到任何一级时选“未分级”。", fields={"grade": "请选择判定级别"}
        )
    if grade != proposed and not reason.strip():
        raise RuleBroken(
            f"判定级别与按标准建议的“{Grade(proposed).label}”不同，请写明理由。",
            fields={"reason": "与建议不同时须写明理由"},
        )
    if before is not None and not reason.strip():
        raise RuleBroken(
            "本事件已经判定过，重新判定请写明理由（事实有何变化）。",
            fields={"reason": "重新判定须写明理由"},
        )


def check_fact_source(source: str) -> None:
    """:raises RuleBroken: nobody could check where the fact comes from, or the words do not fit."""
    if not source.strip():
        raise RuleBroken(
            "请写明依据，例如“流调报告”“州疾控中心电话通报”。", fields={"source": "请写明依据"}
        )
    if len(source.strip()) > LONGEST_LINE:
        raise RuleBroken(
            f"依据不能超过 {LONGEST_LINE} 个字。",
            fields={"source": f"不能超过 {LONGEST_LINE} 个字"},
        )
