"""The words of every paper, made from records that do not change once decided."""

from collections.abc import Callable

from lianfang.base.kernel import clock
from lianfang.base.kernel.documents import (
    Block,
    Heading,
    OfficialDocument,
    Paragraph,
    Table,
    number_headings,
    official_date,
)
from lianfang.command.measures.choices import PaperKind, Route, Topic
from lianfang.command.measures.models import Measure, Paper
from lianfang.county.orgs.public import Area, AreaLevel

from .words import complaint_words, moment, period, person_blocks, person_title

HEADQUARTERS = "突发公共卫生事件应急指挥部"
NOT_CONCERNED = "不涉及"


def document_of(paper: Paper) -> OfficialDocument:
    """One paper as issued: content, area, period, explanation, hotline, way to complain (art. 67)."""
    measure, kind = paper.measure, PaperKind(paper.kind)
    issuer = issuer_of(measure)
    signed_on = clock.beijing(paper.issued_at).date()
    if paper.subject is not None:
        return OfficialDocument(
            issuer=issuer, number=paper.number, title=person_title(paper),
            body=tuple(person_blocks(paper, issuer)), signed_by=issuer, signed_on=signed_on,
            is_exercise=measure.is_exercise,
        )  # fmt: skip
    title, recipients, body = _BODIES[kind](measure)
    return OfficialDocument(
        issuer=issuer, number=paper.number, title=title, recipients=recipients,
        body=number_headings(body), signed_by=issuer, signed_on=signed_on,
        is_exercise=measure.is_exercise,
    )  # fmt: skip


def issuer_of(measure: Measure) -> str:
    """Who signs: the county's headquarters, or the institution that answers for persons."""
    if measure.route in (Route.INSTITUTION, Route.CONSENT) and measure.deciding_unit:
        return measure.deciding_unit.name
    return f"{_seat(measure.area).name}{HEADQUARTERS}"


def _seat(area: Area) -> Area:
    while area.level not in (AreaLevel.COUNTY, AreaLevel.PREFECTURE, AreaLevel.PROVINCE):
        if area.parent is None:
            return area
        area = area.parent
    return area


def _superior(measure: Measure) -> str:
    parent = _seat(measure.area).parent
    return f"{parent.name}人民政府" if parent else "上一级人民政府"


def _decision(measure: Measure) -> tuple[str, str, list[Block]]:
    above = (
        f"根据{measure.above_by}{official_date(measure.above_on)}的决定（{measure.above_number}）和"
        if measure.above_on
        else "根据"
    )
    opening = (
        f"{above}{measure.basis}，为控制{measure.emergency.name}，经"
        f"{measure.proposing_unit.name if measure.proposing_unit else '有关单位'}提出，决定如下："
    )
    body: list[Block] = [
        Paragraph(opening),
        Heading("措施内容"),
        Paragraph(measure.content),
        Heading("实施范围"),
        Paragraph(f"{measure.area.name}，{measure.scope_words}。"),
        Heading("实施期限"),
        Paragraph(_period_words(measure)),
        Heading("理由"),
        Paragraph(measure.reason),
        Paragraph(f"必要性和适度性：{measure.proportionality}"),
        Paragraph(f"考虑过的替代措施：{measure.alternatives}"),
        *_arrangements(measure),
        Heading("执行和监督"),
        Paragraph(f"由{measure.unit.name}负责执行。{complaint_words(measure)}"),
    ]
    if measure.opinion:
        body += [Heading("决定意见"), Paragraph(measure.opinion)]
    return f"关于{measure.title}的决定", measure.unit.name, body


def _notice(measure: Measure) -> tuple[str, str, list[Block]]:
    body: list[Block] = [
        Paragraph(f"为控制{measure.emergency.name}，依据{measure.basis}，现将有关措施公告如下："),
        Heading("措施内容"),
        Paragraph(measure.content),
        Heading("范围"),
        Paragraph(f"{measure.area.name}，{measure.scope_words}。"),
        Heading("期限"),
        Paragraph(_period_words(measure)),
        Heading("说明"),
        Paragraph(measure.reason),
        *_arrangements(measure),
        Heading("咨询、求助和申诉"),
        Paragraph(f"服务、咨询电话：{measure.hotline}。{complaint_words(measure)}"),
    ]
    return f"关于{measure.title}的公告", "", body


def _lifting(measure: Measure) -> tuple[str, str, list[Block]]:
    at = moment(measure.ended_at or measure.ends_at)
    body: list[Block] = [
        Paragraph(
            f"{measure.title}（{measure.decision_number}）自{at}起{_end_words(measure)}，"
            f"{measure.area.name}，{measure.scope_words}恢复正常秩序。"
        ),
        Paragraph(f"解除原因：{measure.end_reason}。"),
        Paragraph(f"请继续做好个人防护。服务、咨询电话：{measure.hotline}。"),
    ]
    return f"关于解除{measure.title}的公告", "", body


def _report_up(measure: Measure) -> tuple[str, str, list[Block]]:
    body: list[Block] = [
        Paragraph(f"依据{measure.basis}，我县已采取以下措施，现予报告。"),
        Heading("措施"),
        Paragraph(f"{measure.title}（{measure.decision_number}）：{measure.content}"),
        Heading("范围和期限"),
        Paragraph(f"{measure.area.name}，{measure.scope_words}。{_period_words(measure)}"),
        Heading("理由"),
        Paragraph(measure.reason),
        Paragraph(f"必要性和适度性：{measure.proportionality}"),
        Paragraph("特此报告。"),
    ]
    return f"关于{measure.title}的报告", _superior(measure), body


def _suggestion(measure: Measure) -> tuple[str, str, list[Block]]:
    body: list[Block] = [
        Paragraph(
            f"为控制{measure.emergency.name}，依据{measure.basis}，{measure.get_kind_display()}"
            f"由{measure.authority.decider}决定，县级无权决定。经研判，建议如下："
        ),
        Heading("建议采取的措施"),
        Paragraph(measure.content),
        Heading("建议的范围和期限"),
        Paragraph(f"{measure.area.name}，{measure.scope_words}。{_period_words(measure)}"),
        Heading("理由"),
        Paragraph(measure.reason),
        Paragraph(f"必要性和适度性：{measure.proportionality}"),
        Paragraph("在上级作出决定之前，我县不实施上述措施。妥否，请批示。"),
    ]
    return f"关于{measure.title}的请示", _superior(measure), body


_BODIES: dict[PaperKind, Callable[[Measure], tuple[str, str, list[Block]]]] = {
    PaperKind.DECISION: _decision,
    PaperKind.NOTICE: _notice,
    PaperKind.LIFTING: _lifting,
    PaperKind.REPORT_UP: _report_up,
    PaperKind.SUGGESTION: _suggestion,
}


def _period_words(measure: Measure) -> str:
    return (
        f"{period(measure.starts_at, measure.ends_at)}。期满自动结束；需要继续的，另行决定并公告。"
    )


def _end_words(measure: Measure) -> str:
    return {"ended": "期满结束", "lifted": "提前解除", "revoked": "按上级决定撤销"}.get(
        measure.state, "结束"
    )


def _arrangements(measure: Measure) -> list[Block]:
    rows = [
        (Topic(row.topic).label, row.words)
        for row in measure.arrangements.order_by("id")
        if row.words != NOT_CONCERNED
    ]
    if not rows:
        return []
    table = Table(columns=("对象", "安排"), rows=tuple(rows), widths=(1, 3))
    return [Heading("特殊人群和生活保障"), table]
