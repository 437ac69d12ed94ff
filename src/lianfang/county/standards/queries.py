"""Reading the rules as they hold on a day. Rules are the same for every area."""

from datetime import date

from django.db.models import Q, QuerySet

from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import NotFound

from .choices import SubjectKind, ThresholdList
from .models import (
    Authority,
    CodeItem,
    CodeList,
    Deadline,
    Disease,
    GradingCriterion,
    GroupTemplate,
    ReportingThreshold,
    ResponseLevelRule,
    TerminationRule,
)
from .rules import Period, managed_class

NO_SUCH_RULE = "没有找到这条规则：编号有误，或在所查日期尚未生效、已经失效。"


def list_diseases(on: date | None = None) -> QuerySet[Disease]:
    """The diseases that hold on a day (today), in the order of the law."""
    rows = Disease.objects.on(on or clock.today()).order_by("position", "pk")
    return rows.select_related("incubation").prefetch_related("aliases", "managed_as")


def find_diseases(
    words: str = "", *, disease_class: str = "", on: date | None = None, listed_only: bool = False
) -> QuerySet[Disease]:
    """Diseases whose name, other name or code contains the words."""
    rows = list_diseases(on)
    if words.strip():
        text = words.strip()
        named = Q(name__icontains=text) | Q(aliases__name__icontains=text)
        rows = rows.filter(named | Q(code__icontains=text) | Q(legacy_code=text)).distinct()
    if disease_class:
        rows = rows.filter(disease_class=disease_class)
    return rows.filter(is_listed=True) if listed_only else rows


def get_disease(code: str, on: date | None = None) -> Disease:
    """
    One disease by its code, as it holds on a day.

    :raises NotFound: there is none.
    """
    found = list_diseases(on).filter(code=code).first()
    if found is None:
        raise NotFound(NO_SUCH_RULE)
    return found


def disease_by_uuid(uuid: object) -> Disease:
    """
    One row of the catalogue, also one that no longer holds: old emergencies point to it.

    :raises NotFound: there is none.
    """
    rows = Disease.objects.select_related("incubation").prefetch_related("aliases", "managed_as")
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise NotFound(NO_SUCH_RULE)
    return found


def list_forms(disease: Disease, on: date | None = None) -> QuerySet[Disease]:
    """The forms of a disease (鼠疫 → 肺鼠疫、腺鼠疫)."""
    return list_diseases(on).filter(parent_code=disease.code)


def managed_class_on(disease: Disease, on: date | None = None) -> str:
    """The class under which a disease is handled on a day (today)."""
    periods = [
        (row.disease_class, Period(row.effective_from, row.effective_to))
        for row in disease.managed_as.all()
    ]
    return managed_class(disease.disease_class, periods, on or clock.today())


def list_criteria(
    on: date | None = None, ruleset: str = "", grade: int | None = None
) -> QuerySet[GradingCriterion]:
    """The grading criteria that hold on a day, gravest first."""
    rows = GradingCriterion.objects.on(on or clock.today())
    if ruleset:
        rows = rows.filter(ruleset=ruleset)
    if grade:
        rows = rows.filter(grade=grade)
    return rows.order_by("position", "pk").prefetch_related("subjects", "clauses")


def list_thresholds(on: date | None = None, in_list: str = "") -> QuerySet[ReportingThreshold]:
    """The reporting thresholds and watch lines that hold on a day."""
    rows = ReportingThreshold.objects.on(on or clock.today())
    if in_list in ThresholdList.values:
        rows = rows.filter(in_list=in_list)
    return rows.order_by("position", "pk").prefetch_related("subjects", "clauses")


def _about(disease: Disease) -> Q:
    """
    Rules that name the disease, the disease it is a form of, or its class.

    A rule for 甲/乙/丙 classes is one for the listed diseases and their forms.
    """
    codes = [disease.code, *([disease.parent_code] if disease.parent_code else [])]
    return Q(subjects__kind=SubjectKind.DISEASE, subjects__code__in=codes) | Q(
        subjects__kind=SubjectKind.DISEASE_CLASS, subjects__code=disease.disease_class
    )


def criteria_for(disease: Disease, on: date | None = None) -> QuerySet[GradingCriterion]:
    """The grading criteria about a disease."""
    return list_criteria(on).filter(_about(disease)).distinct()


def thresholds_for(disease: Disease, on: date | None = None) -> QuerySet[ReportingThreshold]:
    """The reporting thresholds and watch lines about a disease."""
    return list_thresholds(on).filter(_about(disease)).distinct()


def list_deadlines(on: date | None = None) -> QuerySet[Deadline]:
    return Deadline.objects.on(on or clock.today()).order_by("position", "pk")


def get_deadline(code: str, on: date | None = None) -> Deadline:
    """
    One time limit by its code.

    :raises NotFound: there is none on that day.
    """
    found = list_deadlines(on).filter(code=code).first()
    if found is None:
        raise NotFound(NO_SUCH_RULE)
    return found


def list_authorities(on: date | None = None) -> QuerySet[Authority]:
    return Authority.objects.on(on or clock.today()).order_by("position", "pk")


def find_authority(measure: str, disease_class: str, on: date | None = None) -> Authority | None:
    """
    Who may order a measure for a class of disease; a rule for that class goes before one for all.

    None means that no known rule allows the measure.
    """
    rows = list_authorities(on).filter(measure=measure, applies_to__in=[disease_class, "any"])
    return min(rows, key=lambda row: (row.applies_to == "any", row.position), default=None)


def list_code_lists(on: date | None = None) -> QuerySet[CodeList]:
    rows = CodeList.objects.on(on or clock.today()).order_by("position", "pk")
    return rows.prefetch_related("items")


def list_codes(list_code: str, on: date | None = None) -> QuerySet[CodeItem]:
    """The codes of one official list, in its order."""
    lists = CodeList.objects.on(on or clock.today()).filter(code=list_code)
    return CodeItem.objects.filter(list__in=lists).order_by("position", "pk")


def list_response_levels(on: date | None = None) -> QuerySet[ResponseLevelRule]:
    return ResponseLevelRule.objects.on(on or clock.today()).order_by("level", "pk")


def list_termination_rules(on: date | None = None) -> QuerySet[TerminationRule]:
    return TerminationRule.objects.on(on or clock.today()).order_by("position", "pk")


def list_group_templates(on: date | None = None) -> QuerySet[GroupTemplate]:
    return GroupTemplate.objects.on(on or clock.today()).order_by("position", "pk")
