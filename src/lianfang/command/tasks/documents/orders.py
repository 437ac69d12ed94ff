"""The paper of an order, as it goes out: 指令单, 工作通知, 交办单, 通报."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from lianfang.base.kernel import clock
from lianfang.base.kernel.documents import (
    Attachment,
    Block,
    Heading,
    OfficialDocument,
    Paragraph,
    Table,
    number_headings,
    official_date,
)
from lianfang.command.tasks.choices import OrderKind, OrderState, OrderUrgency, OrderWants
from lianfang.command.tasks.models import Addressee, Order

URGENCIES: dict[str, Literal["", "特急", "加急", "平急"]] = {
    OrderUrgency.TOP: "特急",
    OrderUrgency.URGENT: "加急",
}


def order_document(order: Order, addressees: Sequence[Addressee]) -> OfficialDocument:
    """The order with its basis, limits and, once issued, the table of who has signed."""
    day = clock.beijing(order.issued_at or order.drafted_at).date()
    kind = OrderKind(order.kind)
    signed = [Attachment("签收情况", (_signatures(addressees),))] if order.issued_at else []
    files = [Attachment(file.name) for file in order.attachments.all()]
    return OfficialDocument(
        issuer=order.unit.name,
        number=order.number,
        urgency=URGENCIES.get(order.urgency, ""),
        title=order.title if kind == OrderKind.CRITICISM else f"{kind.label}：{order.title}",
        recipients="、".join(row.unit.short_name for row in addressees),
        body=number_headings(_body(order)),
        attachments=(*files, *signed),
        signed_by=order.unit.name,
        signed_on=day,
        annotation=f"签发：{order.issued_name}" if order.issued_name else "",
        printed_by=order.unit.name,
        printed_on=day,
        is_draft=order.state != OrderState.ISSUED,
        is_exercise=order.is_exercise,
    )


def _body(order: Order) -> list[Block]:
    blocks: list[Block] = []
    if order.state == OrderState.WITHDRAWN:
        blocks.append(Paragraph(f"本件已撤回。原因：{order.withdrawal}", lead="已撤回"))
    blocks += [Paragraph(line) for line in order.words.splitlines() if line.strip()]
    if order.basis or order.emergency:
        blocks += [Heading("依据"), Paragraph(_basis(order))]
    blocks += [Heading("时限和要求"), Paragraph(_demands(order))]
    return blocks


def _basis(order: Order) -> str:
    event = (
        f"处置事件：{order.emergency.name}（{order.emergency.number}）。" if order.emergency else ""
    )
    return f"{order.basis.rstrip('。')}。{event}" if order.basis else event


def _demands(order: Order) -> str:
    said = [f"请于{_moment(order.sign_until)}前签收"]
    if order.answer_until:
        work = "办结并提交销号" if order.wants == OrderWants.TASK else "书面反馈办理情况"
        said.append(f"{_moment(order.answer_until)}前{work}")
    if order.evidence:
        said.append(f"办结凭据：{order.evidence}")
    return "；".join(said) + "。"


def _moment(at: datetime) -> str:
    local = clock.beijing(at)
    return f"{official_date(local.date())}{local:%H:%M}"


def _signatures(addressees: Sequence[Addressee]) -> Table:
    rows = tuple(
        (
            row.unit.short_name,
            row.get_state_display(),
            _moment(row.signed_at) if row.signed_at else "—",
            row.signed_name or "—",
        )
        for row in addressees
    )
    return Table(("主送单位", "状态", "签收时间", "签收人"), rows, widths=(3, 2, 3, 3))
