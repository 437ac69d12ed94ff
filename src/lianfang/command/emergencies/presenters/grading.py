"""Words of grading on the page."""

from collections.abc import Iterable
from dataclasses import dataclass

from lianfang.base.kernel.levels import Grade
from lianfang.command.emergencies.models import Grading, GradingFact
from lianfang.command.emergencies.queries import fact_value, fact_words
from lianfang.command.emergencies.rules import (
    FACT_LABELS,
    MET,
    NOT_MET,
    RESULT_LABELS,
    UNKNOWN,
    Finding,
    Judgement,
    may_be_raised_words,
)

RESULT_TONES = {MET: "bad", NOT_MET: "muted", UNKNOWN: "wait"}


@dataclass(frozen=True)
class ShownFinding:
    """One criterion with the badge of its result."""

    finding: Finding
    label: str
    tone: str


@dataclass(frozen=True)
class ShownFindings:
    """What counts on top; what does not apply is folded away."""

    telling: list[ShownFinding]
    others: list[ShownFinding]


@dataclass(frozen=True)
class GradingSummary:
    """The proposal in words."""

    grade: int
    label: str
    by: str
    boundaries: list[str]
    missing: list[str]
    reach: str
    raising: str
    asks_recognition: bool


def grading_summary(judgement: Judgement) -> GradingSummary:
    met = [finding for finding in judgement.met if finding.rule.grade == judgement.grade]
    is_higher = judgement.possible < judgement.grade
    return GradingSummary(
        grade=judgement.grade,
        label=str(Grade(judgement.grade).label),
        by="、".join(f"{finding.rule.code} {finding.rule.title}" for finding in met),
        boundaries=[f"{finding.rule.code}：{finding.boundary}" for finding in judgement.boundaries],
        missing=[FACT_LABELS.get(key, key) for key in judgement.missing],
        reach=str(Grade(judgement.possible).label) if is_higher else "",
        raising=may_be_raised_words(judgement.raise_reasons),
        asks_recognition=judgement.grade == Grade.NONE
        and not any(f.rule.is_manual for f in judgement.met),
    )


def difference_words(latest: Grading | None, judgement: Judgement) -> list[str]:
    """Why the grade decided is not the one that the criteria propose: then, and with today's facts."""
    if latest is None:
        return []
    decided, today = latest.get_grade_display(), Grade(judgement.grade).label
    words = []
    if latest.grade != latest.proposed:
        words.append(
            f"判定时按标准建议“{latest.get_proposed_display()}”，{latest.unit.short_name}{latest.decided_by.name}"
            f"判定为“{decided}”，理由：{latest.reason}"
        )
    if judgement.grade not in (latest.grade, latest.proposed):
        words.append(f"按现有事实建议“{today}”，与已判定的“{decided}”不同，请复核是否重新判定。")
    return words


def dressed_findings(judgement: Judgement) -> ShownFindings:
    """Met first, then what cannot be said yet; recognition that nobody gave stands with the rest."""
    shown = [
        ShownFinding(finding, RESULT_LABELS[finding.result], RESULT_TONES[finding.result])
        for finding in judgement.findings
    ]
    telling = [
        row
        for row in shown
        if row.finding.result == MET
        or (row.finding.result == UNKNOWN and not row.finding.rule.is_manual)
    ]
    telling.sort(key=lambda row: row.finding.result != MET)
    return ShownFindings(telling, [row for row in shown if row not in telling])


def dressed_facts(rows: Iterable[GradingFact]) -> list[GradingFact]:
    """Rows with their content in words; an empty one took the fact back."""
    dressed = list(rows)
    for row in dressed:
        row.words = (
            fact_words(row.key, fact_value(row.key, row.value)) if row.value else "改为不清楚"
        )
    return dressed
