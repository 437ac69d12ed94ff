"""The shape of the national pack's files, and the checks between them."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from lianfang.base.kernel.levels import Grade, Level, level_from_text
from lianfang.base.kernel.packs import DatedRow, PackReader, PackRow, Row

from .choices import (
    AnswerKind,
    AnswerNeed,
    AppliesTo,
    AreaLevel,
    CountOf,
    CountyPower,
    DeciderLevel,
    DiseaseClass,
    DiseaseKind,
    ThresholdList,
    WarningColor,
)

Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=60)]
Words = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=0)]


def _roman(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return level_from_text(value)
    except KeyError:
        raise ValueError("应写作 I、II、III 或 IV") from None


RomanGrade = Annotated[Grade, BeforeValidator(_roman)]
RomanLevel = Annotated[Level, BeforeValidator(_roman)]


class IncubationRow(PackRow):
    """Incubation in whole hours (rounded down at the short end), observation in days."""

    min_hours: Count
    typical_from_hours: Count
    typical_to_hours: Count
    max_hours: Count | None = None
    observation_days: Count | None = None
    lookback_days: Count | None = None
    lookback_verified: bool = False
    basis: Words
    verified: bool
    note: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        steps = [self.min_hours, self.typical_from_hours, self.typical_to_hours]
        steps += [self.max_hours] if self.max_hours is not None else []
        if steps != sorted(steps):
            raise ValueError("潜伏期应依次为最短、常见、最长，不能倒置")
        return self


class ManagedAsRow(DatedRow):
    """A period in which a disease is handled as class 甲."""

    disease_class: DiseaseClass


class DiseaseRow(DatedRow):
    code: Code
    name: Words
    kind: DiseaseKind = DiseaseKind.INFECTIOUS
    disease_class: DiseaseClass
    is_listed: bool = False
    parent: Code | None = None
    legacy_code: str = ""
    old_names: list[Words] = []
    other_names: list[Words] = []
    english: str = ""
    managed_as: list[ManagedAsRow] = []
    incubation: IncubationRow | None = None
    note: str = ""


class ClauseRow(PackRow):
    """One of the conditions any of which is enough; within it everything must hold."""

    text: Words
    count_of: CountOf = CountOf.CASE
    min_cases: Count | None = None
    max_cases: Count | None = None
    min_deaths: Count | None = None
    max_deaths: Count | None = None
    window_hours: Annotated[int, Field(ge=1)] | None = None
    window_is_incubation: bool = False
    min_areas: Annotated[int, Field(ge=1)] | None = None
    area_level: AreaLevel | None = None
    mean_multiple: Annotated[int, Field(ge=1)] | None = None
    settings: list[Code] = []
    needs: list[Code] = []

    @model_validator(mode="after")
    def _figures_in_order(self) -> Self:
        for low, high in ((self.min_cases, self.max_cases), (self.min_deaths, self.max_deaths)):
            if low is not None and high is not None and high < low:
                raise ValueError("上限小于下限")
        if self.min_areas is not None and self.area_level is None:
            raise ValueError("写了 min_areas 就要写 area_level")
        return self


class RuleRow(DatedRow):
    """What grading criteria and reporting thresholds have in common."""

    code: Code
    title: Words
    diseases: list[Code] = []
    disease_classes: list[DiseaseClass] = []
    event_types: list[str] = []
    condition: Words
    clauses: list[ClauseRow] = []
    is_manual: bool = False
    note: str = ""

    @model_validator(mode="after")
    def _can_be_judged(self) -> Self:
        if bool(self.clauses) == self.is_manual:
            raise ValueError("应写出 clauses，或注明 is_manual: true，二者取一")
        if not (self.diseases or self.disease_classes or self.event_types or self.is_manual):
            raise ValueError("应写出适用的 diseases、disease_classes 或 event_types")
        return self


class CriterionRow(RuleRow):
    ruleset: Code
    grade: RomanGrade


class ThresholdRow(RuleRow):
    in_list: ThresholdList = ThresholdList.REPORT


class DeadlineRow(DatedRow):
    code: Code
    title: Words
    starts_with: Code
    ends_with: Code
    starts_text: Words
    ends_text: Words
    bearer: Words
    applies_to: Words
    at_once: bool = False
    limit_minutes: Annotated[int, Field(ge=1)] | None = None
    limit_text: Words
    note: str = ""


class AuthorityRow(DatedRow):
    code: Code
    measure: Code
    applies_to: AppliesTo
    title: Words
    decider: Words
    decider_level: DeciderLevel
    county_power: CountyPower
    condition: Words
    longest_days: Annotated[int, Field(ge=1)] | None = None
    longest_text: str = ""
    must_report_up: bool = False
    must_give_notice: bool = True
    may_be_complained_of: bool = False
    note: str = ""


class CodeItemRow(PackRow):
    code: Annotated[str, Field(min_length=1, max_length=60)]
    name: Words
    note: str = ""


class CodeListRow(DatedRow):
    code: Code
    name: Words
    items: Annotated[list[CodeItemRow], Field(min_length=1)]

    @model_validator(mode="after")
    def _codes_once(self) -> Self:
        codes = [item.code for item in self.items]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"代码{'、'.join(twice)}在同一代码表里写了两次")
        return self


class ResponseLevelRow(DatedRow):
    code: Code
    level: RomanLevel
    grade_name: Words
    color: WarningColor
    decider: Words
    commander: Words
    note: str = ""


class TerminationRow(DatedRow):
    code: Code
    title: Words
    condition: Words
    waits_longest_incubation: bool = False
    assessed_by: str = ""
    approved_by: str = ""
    from_grade: RomanGrade
    to_grade: RomanGrade
    note: str = ""


class GroupTemplateRow(DatedRow):
    code: Code
    name: Words
    lead: Annotated[list[Words], Field(min_length=1)]
    members: list[Words] = []
    work: Words


class AnnexColumnRow(PackRow):
    """One question of an annex table; a choice names its code list."""

    code: Code
    name: Annotated[str, Field(min_length=1, max_length=60)]
    kind: AnswerKind
    measure: str = ""
    list: str = ""
    need: AnswerNeed = AnswerNeed.NEVER
    note: str = ""

    @model_validator(mode="after")
    def _choice_has_list(self) -> Self:
        if (self.kind == AnswerKind.CHOICE) != bool(self.list):
            raise ValueError("代码类栏目要写 list，其他栏目不写")
        return self


class AnnexRow(DatedRow):
    code: Code
    title: Words
    event_types: Annotated[list[str], Field(min_length=1)]
    columns: Annotated[list[AnnexColumnRow], Field(min_length=1)]
    note: str = ""


@dataclass(frozen=True, slots=True)
class NationalPack:
    """Every row of a national pack, checked."""

    diseases: list[Row[DiseaseRow]]
    criteria: list[Row[CriterionRow]]
    thresholds: list[Row[ThresholdRow]]
    deadlines: list[Row[DeadlineRow]]
    authorities: list[Row[AuthorityRow]]
    code_lists: list[Row[CodeListRow]]
    response_levels: list[Row[ResponseLevelRow]]
    terminations: list[Row[TerminationRow]]
    groups: list[Row[GroupTemplateRow]]
    annexes: list[Row[AnnexRow]]


def read_national_pack(folder: Path) -> NationalPack:
    """
    Read a national pack.

    :raises PackFaulty: with every fault of every file.
    """
    reader = PackReader(folder)
    pack = NationalPack(
        diseases=reader.yaml_rows("diseases.yaml", DiseaseRow),
        criteria=reader.yaml_rows("grading.yaml", CriterionRow),
        thresholds=reader.yaml_rows("thresholds.yaml", ThresholdRow),
        deadlines=reader.yaml_rows("deadlines.yaml", DeadlineRow),
        authorities=reader.yaml_rows("authorities.yaml", AuthorityRow),
        code_lists=reader.yaml_rows("codelists.yaml", CodeListRow),
        response_levels=reader.yaml_rows("response_levels.yaml", ResponseLevelRow),
        terminations=reader.yaml_rows("termination.yaml", TerminationRow),
        groups=reader.yaml_rows("working_groups.yaml", GroupTemplateRow),
        annexes=reader.yaml_rows("annexes.yaml", AnnexRow),
    )
    _check_codes(reader, pack)
    _check_references(reader, pack)
    reader.finish()
    return pack


def _check_codes(reader: PackReader, pack: NationalPack) -> None:
    tables: list[list[Row[Any]]] = [
        pack.diseases, pack.criteria, pack.thresholds, pack.deadlines, pack.authorities,
        pack.code_lists, pack.response_levels, pack.terminations, pack.groups, pack.annexes,
    ]  # fmt: skip
    for table in tables:
        reader.require_unique(table, lambda row: (row.code, str(row.effective_from)))
        _check_periods(reader, table)


def _check_periods(reader: PackReader, table: list[Row[Any]]) -> None:
    """Two rows of one code may not hold on the same day."""
    last: dict[str, Row[Any]] = {}
    for row in sorted(table, key=lambda row: (row.data.effective_from, row.line)):
        before = last.get(row.data.code)
        last[row.data.code] = row
        if before is None or before.data.effective_from == row.data.effective_from:
            continue
        ends = before.data.effective_to
        if ends is None or ends >= row.data.effective_from:
            reader.faults.append(
                row.fault(
                    f"编号“{row.data.code}”自 {row.data.effective_from} 起又有一条，"
                    f"请为 {before.data.effective_from} 起的一条填写失效日期。",
                    "effective_from",
                )
            )


def _check_references(reader: PackReader, pack: NationalPack) -> None:
    known = {row.data.code for row in pack.diseases}
    for disease in pack.diseases:
        if disease.data.parent:
            reader.require_known(disease, [disease.data.parent], known, "上级病种", "parent")
    lists = {row.data.code: {item.code for item in row.data.items} for row in pack.code_lists}
    rules: Iterable[Row[Any]] = [*pack.criteria, *pack.thresholds]
    for row in rules:
        reader.require_known(row, row.data.diseases, known, "病种", "diseases")
        kinds = lists.get("event_type", set())
        reader.require_known(row, row.data.event_types, kinds, "信息类别", "event_types")
        for index, clause in enumerate(row.data.clauses):
            _check_clause(reader, row, clause, index, lists)
    for deadline in pack.deadlines:
        for item in ("starts_with", "ends_with"):
            moments = lists.get("milestone", set())
            reader.require_known(deadline, [getattr(deadline.data, item)], moments, "时点", item)
    for authority in pack.authorities:
        measures = lists.get("measure", set())
        reader.require_known(authority, [authority.data.measure], measures, "措施", "measure")
    for annex in pack.annexes:
        _check_annex(reader, annex, lists)


def _check_annex(reader: PackReader, annex: Row[AnnexRow], lists: dict[str, set[str]]) -> None:
    kinds = lists.get("event_type", set())
    reader.require_known(annex, annex.data.event_types, kinds, "信息类别", "event_types")
    for index, column in enumerate(annex.data.columns):
        if column.list:
            at = ("columns", index, "list")
            reader.require_known(annex, [column.list], set(lists), "代码表", *at)


def _check_clause(
    reader: PackReader, row: Row[Any], clause: ClauseRow, index: int, lists: dict[str, set[str]]
) -> None:
    at = ("clauses", index)
    places = lists.get("setting", set())
    reader.require_known(row, clause.settings, places, "场所范围", *at, "settings")
    circumstances = lists.get("circumstance", set())
    reader.require_known(row, clause.needs, circumstances, "附加情形", *at, "needs")
