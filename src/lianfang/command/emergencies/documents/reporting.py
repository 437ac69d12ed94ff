"""The report card as a paper, and the report that goes with it (初报, 续报, 终报)."""

from collections.abc import Mapping
from datetime import datetime
from itertools import zip_longest

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
from lianfang.base.kernel.whereabouts import whereabouts
from lianfang.command.emergencies.choices import CardKind, CardState, ProposalState
from lianfang.command.emergencies.models import Proposal, ReportCard
from lianfang.command.emergencies.queries import addressee_of_card, proposals_of

from .card_parts import Entry, Part, card_parts, card_title, full_name, moment_words
from .responding import HEADQUARTERS, matter, seat_name

CARD_NAME = "突发公共卫生事件相关信息报告卡"
PAIR = ("项目", "内容", "项目", "内容")
PAIR_WIDTHS = (3.0, 5.0, 3.0, 5.0)
STAGES = {CardKind.INITIAL: "初报", CardKind.PROGRESS: "续报", CardKind.CLOSING: "终报"}
OWN_NOTE = "本卡由系统按登记内容打印，不替代国家网络直报系统。"


def card_document(card: ReportCard, names: Mapping[str, Mapping[str, str]]) -> OfficialDocument:
    """The card with its annex table, in the order of the official one."""
    blocks: list[Block] = [Paragraph(f"报告类别：{card_title(card)}", is_indented=False)]
    for part in card_parts(card, names):
        blocks += _part(part)
    filings = "；".join(
        f"编号{row.filing_number}，{moment_words(row.filed)}，经办人{row.filer}"
        for row in card.filings.all()
    )
    blocks.append(
        Paragraph(f"网络直报登记：{filings or '尚未登记'}。{OWN_NOTE}", is_indented=False)
    )
    return _paper(card, CARD_NAME, tuple(blocks))


def report_document(card: ReportCard, names: Mapping[str, Mapping[str, str]]) -> OfficialDocument:
    """
    The written report: what happened, judgement, measures, next steps; at the end the whole course.

    Contents of the three reports: china.md 2.3 and 7.2.
    """
    stage = STAGES[CardKind(card.kind)]
    number = f"（{stage}{card.sequence}）" if card.kind == CardKind.PROGRESS else f"（{stage}）"
    title = f"关于{card.event_name}的报告{number}"
    return _paper(card, title, number_headings(_report_body(card, names)))


def _paper(card: ReportCard, title: str, body: tuple[Block, ...]) -> OfficialDocument:
    phone = f"，联系电话{card.unit_phone}" if card.unit_phone else ""
    who = getattr(card.drafted_by, "name", "")
    return OfficialDocument(
        issuer=card.unit.name,
        number=card.number,
        title=title,
        recipients=addressee_of_card(card),
        body=body,
        signed_by=card.unit.name,
        signed_on=clock.beijing(card.approved_at).date() if card.approved_at else card.reported_on,
        annotation=f"报告人{who}{phone}",
        is_exercise=card.emergency.is_exercise,
        is_draft=card.state != CardState.APPROVED,
    )


def _part(part: Part) -> list[Block]:
    """Short answers two to a line, long ones beneath each other."""
    short = [entry for entry in part.entries if not entry.is_long]
    rows = [_cells(left) + _cells(right) for left, right in zip_longest(short[::2], short[1::2])]
    blocks: list[Block] = []
    if rows:
        blocks.append(Table(PAIR, tuple(rows), widths=PAIR_WIDTHS, caption=part.title))
    long = tuple((entry.label, entry.value or "—") for entry in part.entries if entry.is_long)
    if long:
        caption = "" if rows else part.title
        blocks.append(Table(("项目", "内容"), long, widths=(3.0, 13.0), caption=caption))
    return blocks


def _cells(entry: Entry | None) -> tuple[str, str]:
    return (entry.label, entry.value or "—") if entry else ("", "")


def _report_body(card: ReportCard, names: Mapping[str, Mapping[str, str]]) -> list[Block]:
    kind = CardKind(card.kind)
    blocks: list[Block] = [Heading("事件概况"), Paragraph(_overview(card))]
    seen = _seen(card, names)
    if seen:
        blocks.append(Paragraph(seen))
    if kind == CardKind.CLOSING:
        parts = [("诊断和事件分级", _result(card, names)), ("事件原因", card.cause),
                 ("应急响应", _response_words(card)), ("采取的措施和效果", card.measures),
                 ("事件评估", card.assessment), ("经验教训和建议", card.lessons)]  # fmt: skip
    else:
        judged = "。".join(p.rstrip("。") for p in (_diagnosis(card), card.cause) if p)
        parts = [("初步判断", judged), ("事态评估", card.assessment),
                 ("已采取的措施", card.measures), ("下一步工作", card.next_steps)]  # fmt: skip
    for title, text in parts:
        if text:
            blocks += [Heading(title), Paragraph(f"{text.rstrip('。')}。")]
    return blocks


def _overview(card: ReportCard) -> str:
    words = f"{_moment(card.received)}接到报告，" if card.received else ""
    words += f"发生{card.event_name}，地点为{_where(card)}。"
    if card.exposed is not None:
        words += f"暴露{card.exposed}人。"
    since = "新报告" if card.kind == CardKind.INITIAL else "自上次报告以来新报告"
    words += f"{since}病例{card.new_cases}例、死亡{card.new_deaths}例"
    words += f"，排除{card.excluded}例" if card.excluded else ""
    words += f"；累计报告病例{card.total_cases}例、死亡{card.total_deaths}例。"
    if card.first_onset:
        words += f"首例发病时间{_moment(card.first_onset)}。"
    if card.last_onset:
        words += f"末例发病时间{_moment(card.last_onset)}。"
    return words


def _seen(card: ReportCard, names: Mapping[str, Mapping[str, str]]) -> str:
    """Main symptoms and signs, in words instead of codes."""
    codes = sorted(row.code for row in card.symptoms.all())
    shown = [names["symptoms"].get(code, code) for code in codes]
    shown += [card.symptom_detail] if card.symptom_detail else []
    words = f"主要症状：{'、'.join(shown)}。" if shown else ""
    return words + (f"主要体征：{card.signs.rstrip('。')}。" if card.signs else "")


def _result(card: ReportCard, names: Mapping[str, Mapping[str, str]]) -> str:
    """The diagnosis and the grade that stand at the end."""
    grade = f"事件分级为{names['grade'].get(str(card.grade), card.grade)}"
    return "；".join(words for words in (_diagnosis(card), grade) if words)


def _response_words(card: ReportCard) -> str:
    """Every decision on the response up to the signing: when, what, under which number, by whom."""
    until = card.approved_at or clock.now()
    decided = proposals_of(card.emergency).filter(
        state=ProposalState.APPROVED, decided_at__lte=until
    )
    told = [_decision_words(one) for one in decided.order_by("decided_at", "id")]
    return "；".join(told) if told else "未启动应急响应"


def _decision_words(proposal: Proposal) -> str:
    issuer = f"{seat_name(proposal)}{HEADQUARTERS}"
    return f"{_moment(proposal.decided_at)}，{issuer}决定{matter(proposal)}（{proposal.decision_number}）"


def _diagnosis(card: ReportCard) -> str:
    if card.revised_diagnosis:
        return f"订正诊断为{card.revised_diagnosis}（原为{card.first_diagnosis or '不明'}）"
    return f"初步诊断为{card.first_diagnosis}" if card.first_diagnosis else ""


def _where(card: ReportCard) -> str:
    """The county's own papers name the place from the township down; other areas in full."""
    area = card.area
    name = area.name if area.path.startswith(card.report_area.path) else full_name(area)
    return whereabouts(name, card.place_detail)


def _moment(at: datetime | None) -> str:
    """A moment as reports write it: 2026年11月23日14时05分, Beijing time."""
    if at is None:
        return ""
    local = clock.beijing(at)
    return f"{official_date(local.date())}{local.hour}时{local.minute:02d}分"
