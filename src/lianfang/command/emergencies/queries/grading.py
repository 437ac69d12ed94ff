"""Reading what grading needs: criteria, diseases, facts on record, and the gradings so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.scope import concerning_area, paths_to
from lianfang.command.emergencies.choices import EmergencyKind, FactKey, FactSubject, Milestone
from lianfang.command.emergencies.models import Emergency, EventFact, Grading, GradingFact, Response
from lianfang.command.emergencies.rules import (
    FACT_LABELS,
    YES_OR_NO,
    ClauseRule,
    CriterionRule,
    Judgement,
    KnownDisease,
    judge,
    read_facts,
)
from lianfang.county.orgs.public import Area, AreaLevel
from lianfang.county.standards.public import (
    GradingCriterion,
    SubjectKind,
    list_criteria,
    list_diseases,
)

from .responding import latest_tally, milestones_as_known
from .thresholds import known_facts, setting_of

RECORDED = "事件登记"
COUNTED = ("cases", "suspected", "deaths")
PLACE_WORDS = {
    "school": "学校、托幼机构", "hospital": "医疗机构", "collective": "其他集体单位",
    "village": "农村", "building_site": "建筑工地", "city": "大、中城市", "other": "其他场所",
}  # fmt: skip
PLACE_OF_SETTING = {
    "kindergarten": "school", "community": "collective", "other_collective": "collective",
    "blood_centre": "hospital", "vaccination_unit": "hospital",
}  # fmt: skip
RECOGNISER_WORDS = {
    "county": "县级卫生健康主管部门", "prefecture": "市（州）级卫生健康主管部门",
    "province": "省级卫生健康主管部门", "state": "国务院卫生健康主管部门",
}  # fmt: skip


@dataclass(frozen=True)
class FactLine:
    """One fact as it stands: what is known, in words, from whom and when."""

    key: str
    label: str
    value: Any
    words: str
    source: str
    who: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Assessment:
    """An emergency held against the criteria as they stand today."""

    ruleset: str
    facts: tuple[FactLine, ...]
    judgement: Judgement

    @property
    def told(self) -> dict[str, Any]:
        return {fact.key: fact.value for fact in self.facts}


def assess(emergency: Emergency) -> Assessment:
    """
    Grade an emergency from its own records and what people added.

    :raises RuleBroken: no criteria hold today, or the facts contradict each other.
    """
    facts = facts_on_record(emergency)
    ruleset, rules = criteria_on(clock.today())
    catalogue = disease_catalogue()
    given = read_facts({fact.key: fact.value for fact in facts}, catalogue)
    return Assessment(ruleset, tuple(facts), judge(rules, given.facts, catalogue))


def criteria_on(day: date) -> tuple[str, list[CriterionRule]]:
    """
    The set of criteria that holds on a day; of two sets the one that came into force last.

    :raises RuleBroken: none holds.
    """
    rows = list(list_criteria(day))
    if not rows:
        raise RuleBroken("没有现行的分级标准，请先装载国家规则（lianfang load）。")
    newest = max(rows, key=lambda row: row.effective_from).ruleset
    return newest, [_rule(row) for row in rows if row.ruleset == newest]


def disease_catalogue() -> dict[str, KnownDisease]:
    return {row.code: _disease(row) for row in list_diseases()}


def facts_on_record(emergency: Emergency) -> list[FactLine]:
    """What the records say, and over it what people said; a fact taken back is gone again."""
    lines = {line.key: line for line in [*_recorded(emergency), *_said(emergency)]}
    for row in latest_facts(emergency):
        if row.value:
            who = row.recorded_by.name if row.recorded_by else "系统"
            lines[row.key] = _line(
                row.key, fact_value(row.key, row.value), row.source, who, row.recorded_at
            )
    return [lines[key] for key in FACT_LABELS if key in lines]


def latest_facts(emergency: Emergency) -> list[GradingFact]:
    """The last word on each fact."""
    rows = GradingFact.objects.filter(emergency=emergency).select_related("recorded_by")
    return list({row.key: row for row in rows.order_by("recorded_at", "id")}.values())


def list_facts(emergency: Emergency) -> QuerySet[GradingFact]:
    """Everything that was ever said, latest first."""
    rows = GradingFact.objects.filter(emergency=emergency).select_related("recorded_by")
    return rows.order_by("-recorded_at", "-id")


def fact_value(key: str, text: str) -> Any:
    """The value of a stored fact: yes or no, a number, or a word."""
    if text in ("true", "false"):
        return text == "true"
    if key in (FactKey.COUNTIES, FactKey.PREFECTURES, FactKey.PROVINCES):
        return int(text)
    if key in (FactKey.WINDOW_DAYS, FactKey.WEEKLY_RATIO):
        return float(text)
    return text


def fact_words(key: str, value: Any) -> str:
    """A fact as officials read it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if key == FactKey.PLACE_KIND:
        return PLACE_WORDS.get(value, value)
    if key == FactKey.RECOGNISED_BY:
        return RECOGNISER_WORDS.get(value, value)
    measure = {"cases": "例", "suspected": "例", "deaths": "例", "window_days": "天",
               "weekly_ratio_to_5y_mean": "倍"}.get(key, "个" if key in ("counties", "prefectures", "provinces") else "")  # fmt: skip
    return f"{value:g}{measure}" if isinstance(value, int | float) else str(value)


def _line(key: str, value: Any, source: str, who: str = "", at: datetime | None = None) -> FactLine:
    return FactLine(key, FACT_LABELS[key], value, fact_words(key, value), source, who, at)


def _recorded(emergency: Emergency) -> list[FactLine]:
    kind = EmergencyKind(emergency.kind)
    lines = [FactLine("type", FACT_LABELS["type"], kind.value, kind.label, RECORDED)]
    if emergency.disease:
        name = emergency.disease.name
        lines.append(
            FactLine("disease", FACT_LABELS["disease"], emergency.disease.code, name, RECORDED)
        )
    tally = latest_tally(emergency)
    if tally is not None:
        who = tally.recorded_by.name if tally.recorded_by else "系统"
        lines += [
            _line(key, getattr(tally, key), "病例数登记", who, tally.as_of) for key in COUNTED
        ]
        lines += _window(emergency, tally.as_of)
    if _is_in_a_county(emergency):
        lines += [
            _line(key, value=False, source="发生地区为县")
            for key in (FactKey.LARGE_CITY, FactKey.FIRST_IN_CITY)
        ]
    return lines


def _said(emergency: Emergency) -> list[FactLine]:
    """What was said for the reporting lines answers the same questions here."""
    keys = {code: key for key, code in YES_OR_NO.items()} | {
        "major_activity": FactKey.MAJOR_EVENT.value
    }
    known = known_facts(emergency)
    lines = _place_kind(emergency, known)
    for row in known:
        who = row.recorded_by.name if row.recorded_by else "系统"
        if row.subject == FactSubject.CIRCUMSTANCE and row.code in keys:
            lines.append(_line(keys[row.code], row.holds, "报告标准核对", who, row.recorded_at))
    return lines


def _place_kind(emergency: Emergency, known: list[EventFact]) -> list[FactLine]:
    """The kind of place in the words of grading, with who said so where somebody did."""
    setting = setting_of(emergency, known)
    if not setting.code:
        return []
    kind = PLACE_OF_SETTING.get(setting.code, setting.code)
    said = next((row for row in known if row.subject == FactSubject.SETTING), None)
    if said is None or not said.holds:
        return [_line(FactKey.PLACE_KIND, kind, setting.source)]
    who = said.recorded_by.name if said.recorded_by else "系统"
    return [_line(FactKey.PLACE_KIND, kind, setting.source, who, said.recorded_at)]


def _window(emergency: Emergency, as_of: datetime) -> list[FactLine]:
    """From the first case to the last count: all cases lie within that time."""
    began = milestones_as_known(emergency).get(Milestone.EMERGED)
    if began is None or began.happened >= as_of:
        return []
    days = round((as_of - began.happened) / timedelta(days=1) + 0.005, 2)
    return [_line(FactKey.WINDOW_DAYS, days, "事件发生至病例数截至时间")]


def _is_in_a_county(emergency: Emergency) -> bool:
    """A 县 is neither a large nor a medium city, nor the urban area of a prefecture's city."""
    county = Area.objects.filter(
        path__in=paths_to(emergency.area_path), level=AreaLevel.COUNTY
    ).first()
    return county is not None and county.name.endswith(("县", "旗"))


def list_gradings(emergency: Emergency, *, at: datetime | None = None) -> QuerySet[Grading]:
    """The gradings of an emergency, latest first; with `at`, those made by then."""
    rows = Grading.objects.filter(emergency=emergency).select_related("decided_by", "unit")
    if at is not None:
        rows = rows.filter(decided_at__lte=at)
    return rows.order_by("-decided_at", "-id")


def latest_grading(emergency: Emergency) -> Grading | None:
    return list_gradings(emergency).first()


def get_grading(actor: Actor, uuid: object) -> Grading:
    """:raises NotFound: no such grading, or the actor may not know of it."""
    require(actor, Permission.EMERGENCY_VIEW)
    answered = Response.objects.filter(concerning_area(actor)).values("emergency")
    rows = Grading.objects.select_related("emergency__area", "unit__area", "decided_by")
    rows = rows.filter(concerning_area(actor, "emergency__area_path") | Q(emergency__in=answered))
    grading = rows.filter(uuid=uuid).first()
    if grading is None:
        raise NotFound
    return grading


def _disease(row: Any) -> KnownDisease:
    names: Mapping[str, None] = dict.fromkeys(alias.name for alias in row.aliases.all())
    return KnownDisease(
        code=row.code, name=row.name, parent=row.parent_code, disease_class=row.disease_class,
        kind=row.kind, names=tuple(names),
    )  # fmt: skip


def _rule(row: GradingCriterion) -> CriterionRule:
    subjects: dict[str, list[str]] = {kind: [] for kind in SubjectKind.values}
    for subject in row.subjects.all():
        subjects[subject.kind].append(subject.code)
    clauses = sorted(row.clauses.all(), key=lambda clause: clause.position)
    return CriterionRule(
        code=row.code, grade=row.grade, title=row.title, condition=row.condition, basis=row.basis,
        note=row.note, verified=row.verified, diseases=tuple(sorted(subjects[SubjectKind.DISEASE])),
        disease_classes=tuple(sorted(subjects[SubjectKind.DISEASE_CLASS])),
        event_types=tuple(sorted(subjects[SubjectKind.EVENT_TYPE])),
        clauses=tuple(
            ClauseRule(
                text=clause.text, count_of=clause.count_of, min_cases=clause.min_cases,
                max_cases=clause.max_cases, min_deaths=clause.min_deaths,
                max_deaths=clause.max_deaths, window_hours=clause.window_hours,
                min_areas=clause.min_areas, area_level=clause.area_level,
                mean_multiple=clause.mean_multiple, needs=tuple(clause.needs),
            )
            for clause in clauses
        ),
    )  # fmt: skip
