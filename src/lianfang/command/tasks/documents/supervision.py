"""The paper of one supervised matter: 督办单."""

from datetime import datetime

from lianfang.base.kernel import clock
from lianfang.base.kernel.documents import (
    Heading,
    OfficialDocument,
    Paragraph,
    Table,
    number_headings,
    official_date,
)
from lianfang.command.tasks.models import Supervision
from lianfang.command.tasks.queries import command_office_of


def supervision_document(row: Supervision) -> OfficialDocument:
    """
    The matter, its unit, limit and rung, dated by the day on which it came to that rung.

    Its steps are those on record when it is printed; the paper says until when.
    """
    office = command_office_of(row.area_path)
    issuer = office.name if office else "应急指挥部办公室"
    original = row.task.number if row.task else row.addressee.order.number if row.addressee else ""
    facts = Table(
        ("项目", "内容"),
        (
            ("督办编号", row.number),
            ("责任单位", row.unit.name),
            ("督办事项", row.title),
            ("原件编号", original),
            ("办理时限", _moment(row.limit)),
            ("督办级别", row.get_rung_display()),
            ("状态", row.get_closing_display() or row.get_state_display()),
        ),
        widths=(1, 4),
    )
    steps = Table(
        ("时间", "级别", "操作人", "说明"),
        tuple(
            (_moment(step.at), "了结" if step.is_closing else step.get_rung_display(), step.by_name, step.words)
            for step in reversed(row.steps.all())
        ),
        widths=(3, 2, 3, 5),
    )  # fmt: skip
    body = [
        Paragraph("下列事项列入督办，请按时限办结，办结后提交凭据，由指挥部办公室审核销号。承办单位不得自行销号。"),
        Heading("督办事项"), facts, Heading("督办记录"), steps,
        Paragraph(f"督办记录截至{_moment(clock.now())}。"),
    ]  # fmt: skip
    return OfficialDocument(
        issuer=issuer, title="督办单", number=row.number, urgency="加急" if row.is_urgent else "",
        recipients=row.unit.name, body=number_headings(body), signed_by=issuer,
        signed_on=clock.beijing(_raised_at(row)).date(), is_exercise=row.is_exercise,
    )  # fmt: skip


def _raised_at(row: Supervision) -> datetime:
    """When it came to the rung on which it stands: the first step there."""
    reached = [step.at for step in row.steps.all() if step.rung == row.rung and not step.is_closing]
    return min(reached, default=row.opened_at)


def _moment(at: datetime) -> str:
    local = clock.beijing(at)
    return f"{official_date(local.date())}{local:%H:%M}"
