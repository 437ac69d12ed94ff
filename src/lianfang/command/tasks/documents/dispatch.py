"""The minutes of a daily meeting: 调度会议纪要."""

from datetime import datetime

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
from lianfang.command.tasks.models import DispatchMeeting


def minutes_document(meeting: DispatchMeeting) -> OfficialDocument:
    """Agenda as it was drawn, earlier promises and what became of them, new promises, what was agreed."""
    day = clock.beijing(meeting.called_at).date()
    chair = f"会议由{meeting.chair}主持。" if meeting.chair else ""
    about = f"就“{meeting.emergency.name}”" if meeting.emergency else ""
    body: list[Block] = [Paragraph(f"{_moment(meeting.called_at)}{about}召开日调度会议。{chair}")]
    items = list(meeting.items.order_by("place"))
    rows = tuple((str(item.place), item.get_kind_display(), item.words) for item in items)
    body += [Heading("议程"), Table(("序", "类别", "事项"), rows, widths=(1, 2, 7)) if rows else Paragraph("各项工作无逾期、督办、退回和未签收事项。")]  # fmt: skip
    checked = meeting.checks.select_related("unit").order_by("checked_at", "id")
    answers = tuple(
        (p.unit.short_name, p.what, p.get_state_display(), p.reason or "—") for p in checked
    )
    if answers:
        body += [Heading("上次承诺核对"), Table(("单位", "承诺事项", "结果", "说明"), answers, widths=(2, 4, 2, 3))]  # fmt: skip
    promised = meeting.promises.select_related("unit").order_by("until", "id")
    new = tuple((p.unit.short_name, p.what, _moment(p.until)) for p in promised)
    if new:
        body += [
            Heading("本次承诺"),
            Table(("单位", "承诺事项", "完成时限"), new, widths=(2, 5, 3)),
        ]
    if meeting.words:
        body += [Heading("议定事项"), *(Paragraph(line) for line in meeting.words.splitlines() if line.strip())]  # fmt: skip
    return OfficialDocument(
        issuer=meeting.unit.name, number=meeting.number,
        title=f"{'【演练】' if meeting.is_exercise else ''}日调度会议纪要",
        body=number_headings(body), signed_by=meeting.unit.name, signed_on=day,
        is_draft=meeting.ended_at is None,
    )  # fmt: skip


def _moment(at: datetime) -> str:
    local = clock.beijing(at)
    return f"{official_date(local.date())}{local:%H:%M}"
