"""The papers of a response: the proposal of the health commission, the decision of the county."""

from lianfang.base.kernel import clock
from lianfang.base.kernel.documents import (
    Block,
    Heading,
    OfficialDocument,
    Paragraph,
    number_headings,
    official_date,
)
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.levels import Level
from lianfang.command.emergencies.choices import ProposalKind, ProposalState
from lianfang.command.emergencies.models import Emergency, Proposal, Tally
from lianfang.command.emergencies.queries import latest_tally
from lianfang.county.orgs.public import Area
from lianfang.county.plans.public import plan_in_force

from .deciding import closing_words

LAWS = "《中华人民共和国突发事件应对法》《中华人民共和国突发公共卫生事件应对法》"
HEADQUARTERS = "突发公共卫生事件应急指挥部"


def decision_document(proposal: Proposal) -> OfficialDocument:
    """
    The numbered decision, as issued. Matter, level, period, measures: 突发事件应对法 art. 72.

    :raises RuleBroken: the proposal was not approved, so that there is no decision.
    """
    if proposal.state != ProposalState.APPROVED or proposal.decided_at is None:
        raise RuleBroken("这项建议尚未同意，没有决定文件。可以打印请示稿。")
    issuer = f"{seat_name(proposal)}{HEADQUARTERS}"
    signed_on = clock.beijing(proposal.decided_at).date()
    superior = _seat(proposal).parent
    return OfficialDocument(
        issuer=issuer,
        number=proposal.decision_number,
        title=f"关于{matter(proposal)}的决定",
        recipients="各乡镇人民政府、农场，指挥部各成员单位",
        body=number_headings(_decision_body(proposal)),
        signed_by=issuer,
        signed_on=signed_on,
        copies_to="，".join(
            [*([f"{superior.name}人民政府"] if superior else []), *_neighbours(proposal)]
        ),
        printed_by=f"{issuer}办公室",
        printed_on=signed_on,
        is_exercise=proposal.emergency.is_exercise,
    )


def _neighbours(proposal: Proposal) -> tuple[str, ...]:
    """Whom a decision is told besides the level above: 突发公共卫生事件应对法 art. 38, 64."""
    if proposal.kind == ProposalKind.EXTEND:
        return ()
    return ("毗邻地区人民政府", "驻地部队")


def refusal_document(proposal: Proposal) -> OfficialDocument:
    """
    The numbered answer to a proposal that was not agreed to (批复): what stays, and why.

    :raises RuleBroken: the proposal was not refused.
    """
    if proposal.state != ProposalState.REFUSED or proposal.decided_at is None:
        raise RuleBroken("这项建议没有被否决，没有不同意的批复。可以打印请示稿。")
    issuer = f"{seat_name(proposal)}{HEADQUARTERS}"
    signed_on = clock.beijing(proposal.decided_at).date()
    return OfficialDocument(
        issuer=issuer, number=proposal.decision_number, title=f"关于不同意{matter(proposal)}的批复",
        recipients=proposal.proposing_unit.name, body=number_headings(_refusal_body(proposal)),
        signed_by=issuer, signed_on=signed_on, copies_to="指挥部各成员单位",
        printed_by=f"{issuer}办公室", printed_on=signed_on,
        is_exercise=proposal.emergency.is_exercise,
    )  # fmt: skip


def _refusal_body(proposal: Proposal) -> list[Block]:
    proposed_on = official_date(clock.beijing(proposal.proposed_at).date())
    return [
        Paragraph(f"你单位{proposed_on}提出的《关于{matter(proposal)}的请示》收悉。经研究，批复如下："),
        Heading("决定事项"), Paragraph(f"不同意{matter(proposal)}。{_what_stays(proposal)}"),
        Heading("理由"), Paragraph(proposal.opinion),
        Heading("工作要求"),
        Paragraph("请继续加强监测和研判，按规定报告；情况发生变化的，及时重新提出建议。"),
    ]  # fmt: skip


def _what_stays(proposal: Proposal) -> str:
    if proposal.previous_level is None:
        return "目前不启动应急响应。" if proposal.kind == ProposalKind.START else ""
    return f"现行{Level(proposal.previous_level).label}应急响应继续执行，各项措施不变。"


def proposal_document(proposal: Proposal) -> OfficialDocument:
    """The paper with which the health commission asks the county government to decide (请示)."""
    unit = proposal.proposing_unit
    return OfficialDocument(
        issuer=unit.name,
        title=f"关于{matter(proposal)}的请示",
        recipients=f"{seat_name(proposal)}人民政府",
        body=number_headings(_proposal_body(proposal)),
        signed_by=unit.name,
        signed_on=clock.beijing(proposal.proposed_at).date(),
        is_exercise=proposal.emergency.is_exercise,
        is_draft=proposal.state == ProposalState.WITHDRAWN,
    )


def seat_name(proposal: Proposal) -> str:
    """The name of the area whose government decides."""
    return _seat(proposal).name


def _seat(proposal: Proposal) -> Area:
    """The area of the plan that the response follows: a county's, even for one of its townships."""
    if proposal.response is not None:
        return proposal.response.plan.area
    plan = plan_in_force(proposal.area.path)
    return plan.area if plan else proposal.area


def notice_document(proposal: Proposal) -> OfficialDocument:
    """
    The public notice of a decision: matter, level, area, period, measures.

    The decision is published (突发公共卫生事件应对法 art. 38; 突发事件应对法 art. 72).

    :raises RuleBroken: there is no decision yet.
    """
    if proposal.state != ProposalState.APPROVED or proposal.decided_at is None:
        raise RuleBroken("这项建议尚未同意，没有可以发布的通告。")
    issuer = f"{seat_name(proposal)}{HEADQUARTERS}"
    signed_on = clock.beijing(proposal.decided_at).date()
    return OfficialDocument(
        issuer=issuer,
        title=f"关于{matter(proposal)}的通告",
        body=number_headings(_notice_body(proposal)),
        signed_by=issuer,
        signed_on=signed_on,
        is_exercise=proposal.emergency.is_exercise,
    )


def _notice_body(proposal: Proposal) -> list[Block]:
    kind = ProposalKind(proposal.kind)
    blocks: list[Block] = [
        Paragraph(f"依照{LAWS}，按照{proposal.decision_number}决定，现通告如下："),
        Heading("响应事项"), Paragraph(_matter_words(proposal)),
    ]  # fmt: skip
    if kind != ProposalKind.END:
        blocks += [
            Heading("响应级别和区域"),
            Paragraph(f"{proposal.get_level_display()}，{proposal.area.name}。"),
            Heading("预计期限"), Paragraph(_period_words(proposal)),
        ]  # fmt: skip
    if proposal.measures:
        head = "后续工作" if kind == ProposalKind.END else "应急处置措施"
        blocks += [Heading(head), Paragraph(proposal.measures)]
    return [*blocks, Paragraph("本通告自发布之日起施行。")]


def matter(proposal: Proposal) -> str:
    """What the paper is about: 启动…Ⅲ级应急响应."""
    name = proposal.emergency.name
    level = Level(proposal.level).label if proposal.level else ""
    return {
        ProposalKind.START: f"启动{name}{level}应急响应",
        ProposalKind.RAISE: f"将{name}应急响应级别提高至{level}",
        ProposalKind.LOWER: f"将{name}应急响应级别降低至{level}",
        ProposalKind.EXTEND: f"延长{name}应急响应期限",
        ProposalKind.END: f"终止{name}应急响应",
    }[ProposalKind(proposal.kind)]


def _decision_body(proposal: Proposal) -> list[Block]:
    emergency, kind = proposal.emergency, ProposalKind(proposal.kind)
    opening = (
        f"根据{LAWS}和{_plan_title(proposal)}，经{proposal.proposing_unit.name}组织研判并提出建议，"
        f"现就{emergency.name}应急响应有关事项决定如下："
    )
    blocks: list[Block] = [
        Paragraph(opening),
        Heading("响应事项"),
        Paragraph(_matter_words(proposal)),
    ]
    if kind == ProposalKind.END:
        blocks += [Heading("终止条件"), Paragraph(proposal.closing_conditions)]
        blocks += [Paragraph(f"{closing_words(proposal)}。")] if proposal.closing_ground else []
        blocks += [Heading("后续工作"), Paragraph(proposal.measures)] if proposal.measures else []
    else:
        blocks += [
            Heading("响应级别和区域"),
            Paragraph(
                f"响应级别为{proposal.get_level_display()}，响应区域为{proposal.area.name}。"
            ),
            Heading("预计期限"),
            Paragraph(_period_words(proposal)),
        ]
        blocks += (
            [Heading("应急处置措施"), Paragraph(proposal.measures)] if proposal.measures else []
        )
    blocks += [Heading("工作要求"), Paragraph(_demands(kind))]
    if proposal.opinion:
        blocks += [Heading("决定意见"), Paragraph(proposal.opinion)]
    return blocks


def _proposal_body(proposal: Proposal) -> list[Block]:
    blocks: list[Block] = [
        Heading("事件概况"),
        Paragraph(_overview(proposal.emergency, _counts_then(proposal))),
        Heading("研判意见"),
        Paragraph(f"事件分级：{proposal.get_grade_display()}。{_criteria_words(proposal)}"),
        Paragraph(proposal.evidence),
        Heading("建议"),
        Paragraph(_matter_words(proposal)),
    ]
    if proposal.kind == ProposalKind.END:
        blocks += [Paragraph(f"终止条件：{proposal.closing_conditions}")]
        blocks += [Paragraph(f"{closing_words(proposal)}。")] if proposal.closing_ground else []
    else:
        blocks += [Paragraph(_period_words(proposal))]
    if proposal.measures:
        blocks += [Heading("拟采取的应急处置措施"), Paragraph(proposal.measures)]
    return [*blocks, Paragraph("妥否，请批示。")]


def _matter_words(proposal: Proposal) -> str:
    before = Level(proposal.previous_level).label if proposal.previous_level else ""
    name, level = proposal.emergency.name, Level(proposal.level).label if proposal.level else ""
    return {
        ProposalKind.START: f"就{name}启动{level}应急响应。",
        ProposalKind.RAISE: f"{name}应急响应级别由{before}提高至{level}。",
        ProposalKind.LOWER: f"{name}应急响应级别由{before}降低至{level}。",
        ProposalKind.EXTEND: f"{name}{level}应急响应期限予以延长。",
        ProposalKind.END: f"终止{name}应急响应（原为{before}）。",
    }[ProposalKind(proposal.kind)]


def _period_words(proposal: Proposal) -> str:
    until = official_date(proposal.expected_until) if proposal.expected_until else "另行决定"
    return f"预计至{until}，届时视情况调整、延长或者终止。"


def _demands(kind: ProposalKind) -> str:
    if kind == ProposalKind.END:
        return "各成员单位应停止执行本次响应的应急措施，做好总结评估和后续防控工作，结果报指挥部办公室。"
    return "各成员单位应按照预案规定的职责和时限开展工作，及时签收任务、反馈进展，重要情况随时报告指挥部办公室。"


def _plan_title(proposal: Proposal) -> str:
    return f"《{proposal.response.plan.title}》" if proposal.response else "本级应急预案"


def _criteria_words(proposal: Proposal) -> str:
    return f"对应标准：{proposal.criteria.rstrip('。')}。" if proposal.criteria else ""


def _counts_then(proposal: Proposal) -> Tally | None:
    """The counts as known when the proposal was made, so that the paper never changes."""
    return latest_tally(proposal.emergency, at=proposal.proposed_at)


def opening_words(emergency: Emergency) -> str:
    """What happened where, without saying the place twice when it stands in the name."""
    area, place = emergency.area.name, emergency.place
    if emergency.name.startswith((area, place or area)):
        return f"发生{emergency.name}。"
    return f"{emergency.whereabouts}发生{emergency.name}。"


def _overview(emergency: Emergency, tally: Tally | None) -> str:
    words = opening_words(emergency)
    if tally is not None:
        at = clock.beijing(tally.as_of)
        words += (
            f"截至{official_date(at.date())}{at.hour}时{at.minute:02d}分，累计报告病例{tally.cases}例，"
            f"其中确诊{tally.confirmed}例、重症{tally.severe}例、死亡{tally.deaths}例。"
        )
    return words + emergency.summary
