"""The words of papers to one person, and times as papers write them."""

from datetime import datetime

from lianfang.base.kernel import clock
from lianfang.base.kernel.documents import Block, Paragraph, official_date
from lianfang.command.measures.choices import ConsentBy, PaperKind, Route, SubjectState
from lianfang.command.measures.models import Measure, Paper, Subject

TITLES = {
    PaperKind.PERSON_NOTICE: "告知书",
    PaperKind.RELEASE: "解除告知书",
    PaperKind.CERTIFICATE: "期间证明",
}
COMPLAINT_ARTICLE = "依照《中华人民共和国传染病防治法》第七十四条"
# 传染病防治法 art. 67; 突发公共卫生事件应对法 art. 46.
WORK = "措施期间，用人单位应当支付工作报酬，不得因此解除劳动关系。"


def moment(at: datetime) -> str:
    """A moment as papers write it: 2026年11月23日14时05分, Beijing time."""
    local = clock.beijing(at)
    return f"{official_date(local.date())}{local.hour}时{local.minute:02d}分"


def period(start: datetime, end: datetime) -> str:
    return f"自{moment(start)}起，至{moment(end)}止"


def complaint_words(measure: Measure) -> str:
    """
    Where to complain, and what else there is; reads well whatever was typed as the route.

    Art. 74 gives the complaint against measures under art. 58 and 63–66: it is named here, as the
    ground of the complaint, and never among the grounds of the measure.
    """
    route = measure.complaint_route.strip().rstrip("。；，")
    ground = COMPLAINT_ARTICLE if measure.authority.may_be_complained_of else ""
    return (
        f"对措施不服的，可以{ground}申诉（受理：{route}），也可以依法申请行政复议或者"
        "提起行政诉讼；申诉期间措施不停止执行。"
    )


def person_title(paper: Paper) -> str:
    return f"{paper.measure.get_kind_display()}{TITLES[PaperKind(paper.kind)]}"


def person_blocks(paper: Paper, issuer: str) -> list[Block]:
    """The body of a paper to one person, without head and signature."""
    subject = paper.subject
    if subject is None:
        raise ValueError("a paper to a person has a person")
    write = {
        PaperKind.PERSON_NOTICE: _notice,
        PaperKind.RELEASE: _release,
        PaperKind.CERTIFICATE: _certificate,
    }[PaperKind(paper.kind)]
    return write(paper, subject)


def _address(subject: Subject) -> list[Block]:
    person = subject.person
    papers = (
        f"，{person.get_identity_kind_display()}{person.masked_identity}" if person.identity else ""
    )
    guardian = f"（监护人：{person.guardian.name}）" if person.guardian else ""
    return [Paragraph(f"{person.name}{guardian}{papers}：", is_indented=False)]


def _notice(paper: Paper, subject: Subject) -> list[Block]:
    measure = paper.measure
    ground = f"经判定：{subject.finding}。"
    if measure.route == Route.CONSENT:
        by = "监护人" if subject.consent_by == ConsentBy.GUARDIAN else "您"
        ground += f"经{by}同意，现对您采取{measure.get_kind_display()}，您可以随时撤回同意。"
    else:
        ground += f"依据{measure.basis}，现对您采取{measure.get_kind_display()}。"
    return [
        *_address(subject),
        Paragraph(ground),
        Paragraph(f"措施：{measure.content}"),
        Paragraph(f"地点：{subject.whereabouts}。"),
        Paragraph(
            f"期限：{period(subject.starts_at, subject.ends_at)}。期满自动解除，不会延长；"
            "需要继续的，须另行决定并重新书面告知。"
        ),
        Paragraph(WORK),
        Paragraph(f"遇有困难或身体不适，请拨打{measure.hotline}。{complaint_words(measure)}"),
        Paragraph("签收人：　　　　　　　与本人关系：　　　　　　　时间：　　　　　　　"),
        Paragraph("送达人（两人）：　　　　　　　　　　　　　　"),
    ]


def _release(paper: Paper, subject: Subject) -> list[Block]:
    at = subject.ended_at or subject.ends_at
    return [
        *_address(subject),
        Paragraph(
            f"对您采取的{paper.measure.get_kind_display()}（{paper.measure.decision_number}）已于"
            f"{moment(at)}{_out(subject)}，自此不再受该措施限制。"
        ),
        Paragraph(f"如需工作单位证明，可向本单位索取期间证明。服务电话：{paper.measure.hotline}。"),
        Paragraph("签收人：　　　　　　　与本人关系：　　　　　　　时间：　　　　　　　"),
    ]


def _certificate(paper: Paper, subject: Subject) -> list[Block]:
    person = subject.person
    papers = (
        f"（{person.get_identity_kind_display()}{person.masked_identity}）"
        if person.identity
        else ""
    )
    at = subject.ended_at or subject.ends_at
    return [
        Paragraph(
            f"兹证明{person.name}{papers}{period(subject.starts_at, at)}，依据"
            f"{paper.measure.basis}，接受{paper.measure.get_kind_display()}"
            f"（{paper.measure.decision_number}）。"
        ),
        Paragraph(WORK),
        Paragraph("特此证明。"),
    ]


def _out(subject: Subject) -> str:
    return {
        SubjectState.ENDED: "期满解除",
        SubjectState.RELEASED: "提前解除",
        SubjectState.WITHDRAWN: "因撤回同意而解除",
        SubjectState.TRANSFERRED: "转为其他措施",
    }.get(SubjectState(subject.state), "解除")
