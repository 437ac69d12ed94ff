"""The grading criteria straight from a pack's files, for commands that run without a database."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lianfang.base.kernel.packs import PackFaulty
from lianfang.command.emergencies.rules import ClauseRule, CriterionRule, KnownDisease
from lianfang.config.stop import Stop
from lianfang.county.standards.pack import (
    CriterionRow,
    DiseaseRow,
    NationalPack,
    read_national_pack,
)

PACKS = Path(__file__).resolve().parents[3] / "packs"


@dataclass(frozen=True)
class GradingBook:
    """One set of criteria as it holds on a day, and the diseases that it speaks of."""

    ruleset: str
    rules: list[CriterionRule]
    catalogue: Mapping[str, KnownDisease]


def read_grading(on: date, ruleset: str = "") -> GradingBook:
    """:raises Stop: no such set holds on that day, or the pack has faults."""
    folder = Path(os.environ.get("LIANFANG_PACKS", PACKS)) / "china"
    try:
        pack = read_national_pack(folder)
    except PackFaulty as faulty:
        lines = "\n".join(f"  {fault}" for fault in faulty.faults)
        raise Stop(f"国家规则包有错误，不能判定，请更正后重试：\n{lines}") from faulty
    rows = [row.data for row in pack.criteria if _holds(row.data, on)]
    if ruleset:
        rows = [row for row in rows if row.ruleset == ruleset]
    if not rows:
        which = f"规则集“{ruleset}”" if ruleset else "分级标准"
        raise Stop(f"{which}在 {on} 没有有效的条款，请核对日期或规则包。")
    # Two sets on one day: the one that came into force last replaces the other.
    newest = max(rows, key=lambda row: row.effective_from).ruleset
    rules = [_rule(row) for row in rows if row.ruleset == newest]
    return GradingBook(newest, rules, _catalogue(pack))


def _holds(row: CriterionRow, on: date) -> bool:
    return row.effective_from <= on and (row.effective_to is None or on <= row.effective_to)


def _catalogue(pack: NationalPack) -> dict[str, KnownDisease]:
    """Every disease by code, the newest row of each; names do not expire with the law's edition."""
    rows = sorted((row.data for row in pack.diseases), key=lambda row: row.effective_from)
    return {row.code: _disease(row) for row in rows}


def _disease(row: DiseaseRow) -> KnownDisease:
    names = [*row.old_names, *row.other_names, row.english, row.legacy_code]
    return KnownDisease(
        code=row.code, name=row.name, parent=row.parent or "", kind=row.kind.value,
        disease_class=row.disease_class.value, names=tuple(name for name in names if name),
    )  # fmt: skip


def _rule(row: CriterionRow) -> CriterionRule:
    return CriterionRule(
        code=row.code, grade=int(row.grade), title=row.title, condition=row.condition,
        basis=row.basis, note=row.note, verified=row.verified, diseases=tuple(sorted(row.diseases)),
        disease_classes=tuple(sorted(one.value for one in row.disease_classes)),
        event_types=tuple(sorted(row.event_types)),
        clauses=tuple(
            ClauseRule(
                text=clause.text, count_of=clause.count_of.value, min_cases=clause.min_cases,
                max_cases=clause.max_cases, min_deaths=clause.min_deaths,
                max_deaths=clause.max_deaths, window_hours=clause.window_hours,
                min_areas=clause.min_areas,
                area_level=clause.area_level.value if clause.area_level else "",
                mean_multiple=clause.mean_multiple, needs=tuple(clause.needs),
            )
            for clause in row.clauses
        ),
    )  # fmt: skip
