"""How rules read on a page: times in words, classes, whom a rule is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from .choices import (
    AliasKind,
    AppliesTo,
    CountyPower,
    DeciderLevel,
    DiseaseClass,
    SubjectKind,
)
from .models import Authority, Disease, Incubation

HOURS_PER_DAY = 24
DAYS_PER_YEAR = 365
# Whatever is counted in single hours up to two days is said in hours.
SAID_IN_HOURS = 48

POWER_TONES = {
    CountyPower.DECIDE: "good",
    CountyPower.DECIDE_AND_REPORT: "info",
    CountyPower.NEEDS_LEVEL_ABOVE: "warn",
    CountyPower.PROPOSE_ONLY: "bad",
    CountyPower.INSTITUTION: "muted",
    CountyPower.CONSENT_ONLY: "warn",
}
CLASS_TONES = {"a": "bad", "b": "warn", "c": "info", "none": "muted"}


@dataclass(frozen=True, slots=True)
class Link:
    """A word that leads somewhere, or just a word."""

    label: str
    url: str = ""


def hours_words(hours: int | None, nothing: str = "无固定上限") -> str:
    """Say a number of hours as hours, days or years."""
    if hours is None:
        return nothing
    if hours == 0:
        return "不足1小时"
    if hours % HOURS_PER_DAY or hours < HOURS_PER_DAY:
        return f"{hours}小时"
    days = hours // HOURS_PER_DAY
    years, rest = divmod(days, DAYS_PER_YEAR)
    return f"{years}年" if years and not rest else f"{days}天"


def range_words(low: int, high: int | None) -> str:
    """Say a span in one unit where both ends allow it: 1—3天, 12—36小时."""
    if high is None:
        return f"{hours_words(low)}以上"
    if low == high:
        return hours_words(low)
    whole_days = low % HOURS_PER_DAY == 0 and high % HOURS_PER_DAY == 0 and low > 0
    if whole_days and high < DAYS_PER_YEAR * HOURS_PER_DAY:
        return f"{low // HOURS_PER_DAY}—{high // HOURS_PER_DAY}天"
    if low > 0 and high <= SAID_IN_HOURS + HOURS_PER_DAY:
        return f"{low}—{high}小时"
    return f"{hours_words(low)}—{hours_words(high)}"


def incubation_words(incubation: Incubation | None) -> str:
    if incubation is None:
        return "—"
    return range_words(incubation.min_hours, incubation.max_hours)


def typical_words(incubation: Incubation | None) -> str:
    if incubation is None:
        return "—"
    return range_words(incubation.typical_from_hours, incubation.typical_to_hours)


def days_words(days: int | None, nothing: str = "不要求") -> str:
    return nothing if days is None else f"{days}天"


def incubation_of(disease: Disease) -> Incubation | None:
    return getattr(disease, "incubation", None)


@dataclass(frozen=True, slots=True)
class DiseaseLine:
    """One disease as the catalogue shows it."""

    disease: Disease
    url: str
    names: str
    class_label: str
    class_tone: str
    managed_label: str
    incubation: str
    typical: str
    observation: str
    is_verified: bool


def disease_line(disease: Disease, managed: str) -> DiseaseLine:
    """Say a disease in words; `managed` is the class under which it is handled."""
    incubation = incubation_of(disease)
    other = [alias.name for alias in disease.aliases.all() if alias.kind != AliasKind.ENGLISH]
    differs = managed != disease.disease_class
    return DiseaseLine(
        disease=disease,
        url=reverse("standards:disease_detail", args=[disease.uuid]),
        names="、".join(other),
        class_label=DiseaseClass(disease.disease_class).label,
        class_tone=CLASS_TONES[disease.disease_class],
        managed_label=f"按{DiseaseClass(managed).label}管理" if differs else "",
        incubation=incubation_words(incubation),
        typical=typical_words(incubation),
        observation=days_words(incubation.observation_days) if incubation else "—",
        is_verified=disease.verified and (incubation is None or incubation.verified),
    )


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One criterion or threshold as a table row shows it."""

    rule: Any
    subjects: tuple[Link, ...]
    clauses: tuple[str, ...]


def rule_lines(
    rules: Iterable[Any], diseases: Mapping[str, Disease], event_types: Mapping[str, str]
) -> list[RuleLine]:
    """Rules with the names of whom they are about."""
    return [
        RuleLine(
            rule,
            _subjects(rule, diseases, event_types),
            tuple(
                clause.text for clause in sorted(rule.clauses.all(), key=lambda row: row.position)
            ),
        )
        for rule in rules
    ]


def _subjects(
    rule: Any, diseases: Mapping[str, Disease], event_types: Mapping[str, str]
) -> tuple[Link, ...]:
    """Whom a rule is about; a disease and a kind of event of the same name are named once."""
    links: dict[str, Link] = {}
    for row in sorted(rule.subjects.all(), key=lambda row: row.pk):
        link = _subject(row.kind, row.code, diseases, event_types)
        links.setdefault(link.label, link)
    return tuple(links.values())


def _subject(
    kind: str, code: str, diseases: Mapping[str, Disease], event_types: Mapping[str, str]
) -> Link:
    if kind == SubjectKind.DISEASE and code in diseases:
        disease = diseases[code]
        return Link(disease.name, reverse("standards:disease_detail", args=[disease.uuid]))
    if kind == SubjectKind.DISEASE_CLASS:
        return Link(f"{DiseaseClass(code).label}传染病")
    return Link(event_types.get(code, code))


@dataclass(frozen=True, slots=True)
class AuthorityLine:
    """One measure and who may order it, in words."""

    rule: Authority
    applies_label: str
    level_label: str
    power_label: str
    power_tone: str
    duties: tuple[str, ...]


def authority_lines(rules: Iterable[Authority]) -> list[AuthorityLine]:
    return [
        AuthorityLine(
            rule,
            AppliesTo(rule.applies_to).label,
            DeciderLevel(rule.decider_level).label,
            CountyPower(rule.county_power).label,
            POWER_TONES[CountyPower(rule.county_power)],
            _duties(rule),
        )
        for rule in rules
    ]


def _duties(rule: Authority) -> tuple[str, ...]:
    """What whoever orders the measure owes."""
    said = (
        (rule.must_report_up, "同时报上一级政府"),
        (rule.must_give_notice, "须书面告知或公告"),
        (rule.may_be_complained_of, "当事人可以申诉"),
    )
    return tuple(words for holds, words in said if holds)


PAGES = (
    ("disease_list", "病种目录"),
    ("criterion_list", "分级标准"),
    ("threshold_list", "报告标准"),
    ("deadline_list", "法定时限"),
    ("authority_list", "措施权限"),
    ("level_list", "响应与终止"),
    ("code_list", "代码表"),
)


def page_tabs(current: str) -> list[dict[str, Any]]:
    """The pages of this room, for the tabs on each of them."""
    return [
        {"label": label, "url": reverse(f"standards:{name}"), "active": name == current}
        for name, label in PAGES
    ]
