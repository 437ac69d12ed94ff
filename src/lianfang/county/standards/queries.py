"""Reading the rules as they hold on a day: the same for every area, but for the watch lines."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.scope import paths_to

from .choices import SubjectKind, ThresholdList
from .models import (
    Authority,
    CodeItem,
    CodeList,
    Deadline,
    Disease,
    GradingCriterion,
    GroupTemplate,
    ReportAnnex,
    ReportingThreshold,
    ResponseLevelRule,
    TerminationRule,
    WatchSetAside,
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
    on: date | None = None,
    ruleset: str = "",
    grade: int | None = None,
    about: Disease | None = None,
) -> QuerySet[GradingCriterion]:
    """The grading criteria that hold on a day, gravest first."""
    rows = GradingCriterion.objects.on(on or clock.today())
    if ruleset:
        rows = rows.filter(ruleset=ruleset)
    if grade:
        rows = rows.filter(grade=grade)
    if about is not None:
        rows = rows.filter(_names(about)).distinct()
    return rows.order_by("position", "pk").prefetch_related("subjects", "clauses")


def list_thresholds(
    on: date | None = None,
    in_list: str = "",
    about: Disease | None = None,
    *,
    area_path: str = "",
) -> QuerySet[ReportingThreshold]:
    """
    The reporting thresholds that hold on a day, and the watch lines that an area looks at then.

    Those of the law hold everywhere. Without an area, of the watch lines those of the pack.
    """
    day = on or clock.today()
    rows = _seen_from(ReportingThreshold.objects.on(day), area_path, day)
    rows = rows.filter(Q(set_aside_on=None) | Q(in_list=ThresholdList.REPORT))
    if in_list in ThresholdList.values:
        rows = rows.filter(in_list=in_list)
    if about is not None:
        rows = rows.filter(_names(about)).distinct()
    return rows.order_by("position", "pk").prefetch_related("subjects", "clauses")


def list_set_aside(area_path: str) -> QuerySet[ReportingThreshold]:
    """The watch lines that an area has set aside, the latest first."""
    rows = _watch_lines(area_path).filter(set_aside_on__isnull=False)
    return rows.order_by("-set_aside_on", "-pk").prefetch_related("subjects", "clauses")


def get_watch_line(uuid: object, *, area_path: str) -> ReportingThreshold:
    """:raises NotFound: the area has no such watch line; thresholds of the law are none."""
    rows = _watch_lines(area_path).prefetch_related("subjects", "clauses")
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise NotFound(NO_SUCH_RULE)
    return found


def lock_watch_line(uuid: object, *, area_path: str) -> ReportingThreshold:
    """Fetch a watch line of an area to change it; :raises NotFound: there is none."""
    rows = _watch_lines(area_path).select_for_update(of=("self",))
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise NotFound(NO_SUCH_RULE)
    return found


def _watch_lines(area_path: str) -> QuerySet[ReportingThreshold]:
    rows = ReportingThreshold.objects.filter(in_list=ThresholdList.WATCH)
    return _seen_from(rows, area_path, clock.today())


def _seen_from(
    rows: QuerySet[ReportingThreshold], area_path: str, day: date
) -> QuerySet[ReportingThreshold]:
    """Lines that an area has to do with, each with the day since which the area has set it aside."""
    places = ["", *paths_to(area_path)]
    asides = WatchSetAside.objects.filter(
        Q(until=None) | Q(until__gt=day), rule=OuterRef("pk"), area_path__in=places, since__lte=day
    )
    since = Subquery(asides.order_by("since", "id").values("since")[:1])
    return rows.filter(area_path__in=places).annotate(set_aside_on=since)


def _names(disease: Disease) -> Q:
    """Rules that name the disease, the disease that it is a form of, or its class."""
    codes = [disease.code, *([disease.parent_code] if disease.parent_code else [])]
    return Q(subjects__kind=SubjectKind.DISEASE, subjects__code__in=codes) | Q(
        subjects__kind=SubjectKind.DISEASE_CLASS, subjects__code=disease.disease_class
    )


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


def list_authorities(
    on: date | None = None, *, applies_to: str = "", county_power: str = ""
) -> QuerySet[Authority]:
    """Who may order what on a day."""
    rows = Authority.objects.on(on or clock.today())
    if applies_to:
        rows = rows.filter(applies_to=applies_to)
    if county_power:
        rows = rows.filter(county_power=county_power)
    return rows.order_by("position", "pk")


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


def search_rules(
    rows: QuerySet[Any], words: str, *, fields: Sequence[str], verified: str = ""
) -> QuerySet[Any]:
    """Rules in which one of the fields contains the words; `verified` is "1", "0" or either."""
    if verified:
        rows = rows.filter(verified=verified == "1")
    text = words.strip()
    if not text:
        return rows
    matches = Q()
    for name in fields:
        matches |= Q(**{f"{name}__icontains": text})
    return rows.filter(matches)


def disease_names(on: date | None = None) -> dict[str, Disease]:
    """The diseases of a day by code, for naming them in other rules."""
    rows = Disease.objects.on(on or clock.today()).only("uuid", "code", "name")
    return {row.code: row for row in rows.order_by("effective_from", "pk")}


def event_type_names(on: date | None = None) -> dict[str, str]:
    """The kinds of event of the report card by code."""
    return {item.code: item.name for item in list_codes("event_type", on)}


def list_annexes(event_type: str = "", on: date | None = None) -> list[ReportAnnex]:
    """The annex tables of the report card that hold on a day, for one kind of event or for all."""
    rows = ReportAnnex.objects.on(on or clock.today()).order_by("position", "pk")
    found = rows.prefetch_related("columns")
    return [row for row in found if not event_type or event_type in row.event_types]
