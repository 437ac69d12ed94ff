"""Loading the national rules."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.urls import reverse

from lianfang.base.audit.public import record
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.packs import DatedRow, Row
from lianfang.base.kernel.permissions import Permission
from lianfang.base.search.public import Finding, forget, index_many
from lianfang.county.standards.choices import AliasKind, DiseaseClass, SubjectKind
from lianfang.county.standards.loading import LoadResult, Values, Wanted, store
from lianfang.county.standards.models import (
    Authority,
    CodeList,
    Deadline,
    Disease,
    GradingCriterion,
    GroupTemplate,
    ReportAnnex,
    ReportingThreshold,
    ResponseLevelRule,
    TerminationRule,
)
from lianfang.county.standards.pack import (
    AnnexRow,
    CodeListRow,
    DiseaseRow,
    NationalPack,
    RuleRow,
    read_national_pack,
)
from lianfang.county.standards.queries import list_diseases

_DISEASE_NAMES = {"old_names", "other_names", "english", "managed_as", "incubation", "parent"}
_RULE_SUBJECTS = {"diseases", "disease_classes", "event_types", "clauses"}


@transaction.atomic
def load_standards(*, actor: Actor, folder: Path) -> LoadResult:
    """
    Bring the national rules to what a pack says; loading the same pack again changes nothing.

    :raises NotAllowed: the actor may not load rules.
    :raises PackFaulty: the pack has faults; then nothing at all is loaded.
    """
    require(actor, Permission.STANDARDS_LOAD)
    result = _store_all(read_national_pack(folder))
    if result.created or result.updated:
        _renew_search()
        record(
            actor=actor,
            action="standards.pack.loaded",
            count=result.created + result.updated,
            note=f"新增 {result.created} 条，更新 {result.updated} 条，未变 {result.unchanged} 条",
        )
    return result


def _renew_search() -> None:
    """Let search find the diseases of today under all their names, and no others."""
    current = list(list_diseases())
    index_many(_finding(disease) for disease in current)
    kept = {disease.uuid for disease in current}
    for uuid in Disease.objects.values_list("uuid", flat=True):
        if uuid not in kept:
            forget("disease", uuid)


def _finding(disease: Disease) -> Finding:
    names = [alias.name for alias in disease.aliases.all()]
    return Finding(
        kind="disease",
        uuid=disease.uuid,
        title=disease.name,
        summary=f"病种 · {DiseaseClass(disease.disease_class).label}",
        words=" ".join([disease.code, *names]),
        url=reverse("standards:disease_detail", args=[disease.uuid]),
        permission=Permission.STANDARDS_VIEW,
        area_path="",
        reaches_down=True,
    )


def _store_all(pack: NationalPack) -> LoadResult:
    tables = [
        store(Disease, [_disease(row.data, index) for index, row in enumerate(pack.diseases)]),
        store(GradingCriterion, _rules(pack.criteria)),
        store(ReportingThreshold, _rules(pack.thresholds)),
        store(CodeList, [_codes(row.data, index) for index, row in enumerate(pack.code_lists)]),
        store(Deadline, _plain(pack.deadlines)),
        store(Authority, _plain(pack.authorities)),
        store(ResponseLevelRule, _plain(pack.response_levels)),
        store(TerminationRule, _plain(pack.terminations)),
        store(GroupTemplate, _plain(pack.groups)),
        store(ReportAnnex, [_annex(row.data, n) for n, row in enumerate(pack.annexes)]),
    ]
    return sum(tables, start=LoadResult())


def _columns(row: DatedRow, position: int, *, without: Iterable[str] = ()) -> dict[str, Any]:
    """The row's own columns; an empty choice is stored as an empty text."""
    return {**row.model_dump(exclude=set(without)), "position": position}


def _plain(rows: Iterable[Row[Any]]) -> list[Wanted]:
    return [Wanted(_columns(row.data, index)) for index, row in enumerate(rows)]


def _disease(row: DiseaseRow, position: int) -> Wanted:
    columns = _columns(row, position, without=_DISEASE_NAMES)
    columns["parent_code"] = row.parent or ""
    names = [(AliasKind.OLD, name) for name in row.old_names]
    names += [(AliasKind.OTHER, name) for name in row.other_names]
    names += [(AliasKind.ENGLISH, row.english)] if row.english else []
    return Wanted(
        columns,
        {
            "aliases": [{"kind": kind.value, "name": name} for kind, name in names],
            "managed_as": [period.model_dump() for period in row.managed_as],
            "incubation": [row.incubation.model_dump()] if row.incubation else [],
        },
    )


def _annex(row: AnnexRow, position: int) -> Wanted:
    columns = [
        {**column.model_dump(exclude={"list"}), "list_code": column.list, "position": index}
        for index, column in enumerate(row.columns)
    ]
    return Wanted(_columns(row, position, without=("columns",)), {"columns": columns})


def _rules(rows: Iterable[Row[Any]]) -> list[Wanted]:
    return [_rule(row.data, index) for index, row in enumerate(rows)]


def _rule(row: RuleRow, position: int) -> Wanted:
    columns = _columns(row, position, without=_RULE_SUBJECTS)
    subjects = [(SubjectKind.DISEASE, code) for code in row.diseases]
    subjects += [(SubjectKind.DISEASE_CLASS, code.value) for code in row.disease_classes]
    subjects += [(SubjectKind.EVENT_TYPE, code) for code in row.event_types]
    clauses: list[Values] = [
        {**clause.model_dump(), "area_level": clause.area_level or "", "position": index}
        for index, clause in enumerate(row.clauses)
    ]
    return Wanted(
        columns,
        {
            "subjects": [{"kind": kind.value, "code": code} for kind, code in subjects],
            "clauses": clauses,
        },
    )


def _codes(row: CodeListRow, position: int) -> Wanted:
    items = [{**item.model_dump(), "position": index} for index, item in enumerate(row.items)]
    return Wanted(_columns(row, position, without={"items"}), {"items": items})
