"""The review as an official paper: 7-1-7, the seven early actions, units, gaps, lessons."""

from collections.abc import Iterable

from lianfang.base.kernel import clock
from lianfang.base.kernel.documents import (
    Block,
    Heading,
    OfficialDocument,
    Paragraph,
    Table,
    number_headings,
)
from lianfang.base.kernel.templatetags.lf_times import span_words
from lianfang.command.tasks.public import Performance

from .choices import EarlyActionKind, FindingKind, Stage
from .models import Review
from .queries import Gaps, ReviewFigures, Timeliness, early_action_facts

ISSUER = "{county}突发公共卫生事件应急指挥部办公室"


def review_document(review: Review, figures: ReviewFigures) -> OfficialDocument:
    """The paper of a review; figures as of its cut-off."""
    issuer = ISSUER.format(county=review.emergency.area.name)
    day = clock.beijing(review.issued_at or clock.now()).date()
    is_draft = not review.number
    return OfficialDocument(
        issuer=issuer, title=review.title, number=review.number, recipients="县人民政府",
        body=number_headings(_body(review, figures)), signed_by=issuer, signed_on=day, is_draft=is_draft,
        is_exercise=review.emergency.is_exercise,
        annotation=f"数据截至{moment(review.cutoff_at)}（北京时间），均由系统记录计算",
        copies_to="各成员单位", printed_by=issuer, printed_on=None if is_draft else day,
        signatory=review.approved_by.name if review.approved_by else "",
    )  # fmt: skip


def moment(at: object) -> str:
    return clock.beijing(at).strftime("%Y年%-m月%-d日%H时%M分")


def percent(value: float | None) -> str:
    return "—" if value is None else f"{value:g}%"


def _body(review: Review, figures: ReviewFigures) -> list[Block]:
    blocks: list[Block] = [Heading("总体评价"), Paragraph(review.conclusion or "（待填写）")]
    if review.held_on:
        blocks.append(
            Paragraph(
                f"复盘会于{review.held_on.year}年{review.held_on.month}月{review.held_on.day}日召开。{review.participants}"
            )
        )
    blocks += [Heading("发现、报告和早期处置的及时性"), *_timeliness(figures.timeliness)]
    blocks += [Heading("七项早期行动"), _early(review)]
    blocks += [Heading("有利因素和瓶颈"), *_findings(review)]
    blocks += [Heading("任务落实情况"), *_work(figures)]
    blocks += [Heading("预案的不足"), *_gaps(figures.gaps)]
    return [*blocks, Heading("整改任务和预案修改"), *_lessons(review)]


def _timeliness(timeliness: Timeliness) -> Iterable[Block]:
    rows = tuple(
        (
            f"{interval.starts.label}至{interval.ends.label}", span_words(interval.span),
            span_words(interval.target) if interval.target else "—",
            "" if not interval.target else "超过" if interval.is_late else "达到",
        )
        for interval in timeliness.intervals
    )  # fmt: skip
    if rows:
        yield Table(("区间", "实际", "目标", "结果"), rows)
    if timeliness.missing:
        yield Paragraph(f"以下节点没有记录，相应区间不能计算：{'、'.join(timeliness.missing)}。")


def _early(review: Review) -> Table:
    facts = early_action_facts(review)
    rows = []
    for kind in EarlyActionKind:
        fact = facts.get(kind)
        done = moment(fact.happened) if fact and fact.happened else "不适用" if fact else "未填写"
        rows.append((kind.label, done, fact.words if fact else ""))
    return Table(("早期行动", "完成时间", "依据或说明"), tuple(rows))


def _findings(review: Review) -> Iterable[Block]:
    found = list(review.findings.all())
    if not found:
        yield Paragraph("无。")
    for kind in (FindingKind.BOTTLENECK, FindingKind.ENABLER):
        for row in found:
            if row.kind == kind:
                yield Paragraph(row.words, lead=f"{kind.label}（{Stage(row.stage).label}）：")


def _work(figures: ReviewFigures) -> Iterable[Block]:
    yield Paragraph(
        f"共下达任务{figures.expected}件（不含取消），销号率{percent(figures.accepted_share)}，"
        f"按时提交率{percent(figures.on_time_share)}，退回率{percent(figures.returned_share)}。"
    )
    yield Table(
        ("单位", "任务", "销号", "按时", "逾期", "退回", "平均签收"),
        tuple(_line(unit) for unit in figures.units),
        note="按时：不晚于时限提交；逾期：晚于时限提交，或到期未提交；退回：被退回过的任务数。",
    )


def _line(unit: Performance) -> tuple[str, ...]:
    return (
        unit.name, str(unit.expected), str(unit.accepted), str(unit.on_time), str(unit.late),
        str(unit.returned), span_words(unit.sign_time) if unit.sign_time else "—",
    )  # fmt: skip


def _gaps(gaps: Gaps) -> Iterable[Block]:
    if not gaps.count:
        yield Paragraph("未从记录中发现。")
    if gaps.without_action:
        codes = "、".join(duty.code for duty in gaps.without_action)
        yield Paragraph(f"没有规定动作的职责：{codes}。")
    if gaps.never_done:
        names = "、".join(f"{duty.name}（{duty.expected}件）" for duty in gaps.never_done)
        yield Paragraph(f"没有一件任务销号的职责：{names}。")
    for row in gaps.declined:
        yield Paragraph(
            row.words, lead=f"{row.task.unit.short_name}报告不能办理“{row.task.title}”："
        )
    for task in gaps.returned:
        yield Paragraph(f"{task.unit.short_name}“{task.title}”被退回{task.returned_times}次。")


def _lessons(review: Review) -> Iterable[Block]:
    rows = tuple(
        (
            lesson.get_kind_display(), lesson.title, lesson.words + (f"\n建议条文：{lesson.proposed_words}" if lesson.proposed_words else ""),
            lesson.unit.short_name, f"{lesson.due_on:%Y-%m-%d}",
        )
        for lesson in review.lessons.all().order_by("due_on", "id").select_related("unit")
    )  # fmt: skip
    if rows:
        yield Table(
            ("种类", "事项", "问题与要求", "责任单位", "期限"), rows, widths=(2, 4, 8, 3, 3)
        )
    else:
        yield Paragraph("无。")
