"""The minutes of a consultation (会商纪要)."""

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
from lianfang.command.emergencies.models import Consultation


def minutes_document(consultation: Consultation) -> OfficialDocument:
    """What was asked, who was heard, what each said, and the conclusion where there is one."""
    unit, emergency = consultation.unit, consultation.emergency
    day = clock.beijing(consultation.concluded_at or consultation.held_on).date()
    draft = "" if consultation.concluded_at else "（未形成结论）"
    return OfficialDocument(
        issuer=unit.name,
        number=consultation.number,
        title=f"{emergency.name}专家会商纪要{draft}",
        body=number_headings(_body(consultation)),
        signed_by=unit.name,
        signed_on=day,
        is_exercise=emergency.is_exercise,
    )


def _body(consultation: Consultation) -> list[Block]:
    at = clock.beijing(consultation.held_on)
    caller = consultation.called_by.name if consultation.called_by else "系统"
    seats = list(consultation.seats.all())
    people = tuple((seat.name, seat.unit_name, seat.speciality) for seat in seats)
    blocks: list[Block] = [
        Paragraph(
            f"{official_date(at.date())}{at.hour}时{at.minute:02d}分，{consultation.unit.name}（召集人{caller}）"
            f"就{consultation.emergency.name}组织专家会商，纪要如下："
        ),
        Heading("会商问题"),
        Paragraph(consultation.question),
        Heading("参加专家"),
        Table(columns=("姓名", "单位", "专业"), rows=people, widths=(1, 2, 1.5)),
        Heading("专家意见"),
    ]
    said = [
        Paragraph(advice.words, lead=f"{seat.name}：")
        for seat in seats
        for advice in seat.advices.all()
    ]
    blocks += said or [Paragraph("尚无记录。")]
    return [*blocks, Heading("会商结论"), Paragraph(consultation.conclusion or "尚未形成结论。")]
