"""The grading paper (分级判定书)."""

from lianfang.base.kernel import clock
from lianfang.base.kernel.documents import (
    Block,
    Heading,
    OfficialDocument,
    Paragraph,
    Table,
    number_headings,
)
from lianfang.command.emergencies.choices import CriterionResult
from lianfang.command.emergencies.models import Grading, GradingLine
from lianfang.command.emergencies.queries import fact_words
from lianfang.command.emergencies.rules import FACT_LABELS
from lianfang.county.standards.public import Disease

from .responding import opening_words

ROMAN = {1: "Ⅰ", 2: "Ⅱ", 3: "Ⅲ", 4: "Ⅳ", 5: "—"}
PLAN = "《国家突发公共卫生事件应急预案》"
# Recognition by an authority is unknown in nearly every event; the paper names it once, in words.
FOOT = "其余各条不符合，或须由主管部门另行认定。"


def grading_document(grading: Grading) -> OfficialDocument:
    """One grading as decided: facts, criteria met and open, the grade and the reason."""
    unit, signed_on = grading.unit, clock.beijing(grading.decided_at).date()
    return OfficialDocument(
        issuer=unit.name,
        number=grading.number,
        title=f"{grading.emergency.name}分级判定书",
        body=number_headings(_body(grading)),
        signed_by=unit.name,
        signed_on=signed_on,
        is_exercise=grading.emergency.is_exercise,
    )


def _body(grading: Grading) -> list[Block]:
    lines = list(grading.lines.order_by("position", "id"))
    blocks: list[Block] = [
        Paragraph(
            f"依据{PLAN}和规则集 {grading.ruleset}，对{grading.emergency.name}（{grading.emergency.number}）判定如下："
        ),
        Heading("事件概况"),
        Paragraph(f"{opening_words(grading.emergency)}{grading.emergency.summary}"),
        Heading("所依事实"),
        _facts_table(grading),
        Heading("逐条判定"),
        _lines_table(lines),
        Heading("判定意见"),
        Paragraph(_opinion(grading)),
    ]
    if grading.reason:
        blocks.append(Paragraph(f"理由：{grading.reason}"))
    if grading.missing:
        blocks.append(Paragraph(f"尚不清楚的事实：{grading.missing}。查明后应及时重新判定。"))
    if grading.raising:
        blocks.append(Paragraph(grading.raising))
    return [*blocks, Paragraph("事件分级与应急响应级别分别确定，本判定不代替响应决定。")]


def _facts_table(grading: Grading) -> Table:
    rows = tuple((FACT_LABELS.get(key, key), _words(grading, key)) for key in _ordered(grading))
    return Table(columns=("事实", "内容"), rows=rows, widths=(2, 1))


def _ordered(grading: Grading) -> list[str]:
    return [key for key in FACT_LABELS if key in grading.facts]


def _words(grading: Grading, key: str) -> str:
    value = grading.facts[key]
    if key == "type":
        return str(grading.emergency.get_kind_display())
    disease: Disease | None = grading.emergency.disease
    if key == "disease" and disease is not None:
        return str(disease.name)
    return fact_words(key, value)


def _lines_table(lines: list[GradingLine]) -> Table:
    shown = [line for line in lines if line.result == CriterionResult.MET or _is_open(line)]
    rows = tuple(
        (line.code, ROMAN[line.grade], line.get_result_display(), line.why) for line in shown
    ) or (("—", "—", "—", "没有一条标准符合。"),)
    return Table(
        columns=("标准", "级别", "结果", "理由"), rows=rows, widths=(1, 0.8, 1.4, 6), note=FOOT
    )


def _is_open(line: GradingLine) -> bool:
    return line.result == CriterionResult.UNKNOWN and "认定" not in line.why


def _opinion(grading: Grading) -> str:
    words = f"按标准建议为{grading.get_proposed_display()}，判定为{grading.get_grade_display()}。"
    if grading.possible < grading.proposed:
        words += f"所缺事实查明后，最高可能为{grading.get_possible_display()}。"
    return words
