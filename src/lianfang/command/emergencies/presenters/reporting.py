"""Report cards and flash reports as people read them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lianfang.base.kernel.spreadsheets import Column, Value
from lianfang.base.kernel.whereabouts import whereabouts
from lianfang.command.emergencies.choices import CardKind, CardState
from lianfang.command.emergencies.documents import card_title
from lianfang.command.emergencies.models import FlashReport, ReportCard

CARD_TONES = {
    CardState.DRAFT: "wait",
    CardState.CHECKED: "busy",
    CardState.APPROVED: "good",
    CardState.VOID: "muted",
}
CARD_COLUMNS = [
    Column("number", "编号", width=16),
    Column("kind", "报告类别", width=16),
    Column("state", "状态"),
    Column("event", "事件名称", width=30),
    Column("unit", "填报单位", width=22),
    Column("new_cases", "新报告病例", kind="whole"),
    Column("total_cases", "累计病例", kind="whole"),
    Column("total_deaths", "累计死亡", kind="whole"),
    Column("drafted_at", "起草时间", kind="moment"),
    Column("approved_at", "签发时间", kind="moment"),
    Column("emergency", "事件编号", width=16),
    Column("exercise", "性质"),
]
FLASH_COLUMNS = [
    Column("number", "编号", width=16),
    Column("what", "发生了什么", width=34),
    Column("where", "地点", width=24),
    Column("happened", "发生时间", kind="moment"),
    Column("cases", "发病人数", kind="whole"),
    Column("deaths", "死亡人数", kind="whole"),
    Column("unit", "报送单位", width=20),
    Column("sent_at", "报送时间", kind="moment"),
    Column("noted_at", "签收时间", kind="moment"),
    Column("exercise", "性质"),
]


@dataclass(frozen=True)
class CardView:
    """A card of a list with its title and the tone of its state."""

    row: ReportCard
    title: str
    tone: str


def card_view(card: ReportCard) -> CardView:
    """A card as lists show it."""
    return CardView(card, card_title(card), CARD_TONES[CardState(card.state)])


def next_kinds(cards: Iterable[ReportCard]) -> list[CardKind]:
    """Which report may be drafted next; none while one is open or after the closing one."""
    live = [card for card in cards if card.state != CardState.VOID]
    kinds = {card.kind for card in live if card.state == CardState.APPROVED}
    if any(card.state != CardState.APPROVED for card in live) or CardKind.CLOSING in kinds:
        return []
    if CardKind.INITIAL not in kinds:
        return [CardKind.INITIAL]
    return [CardKind.PROGRESS, CardKind.CLOSING]


def card_sheet(cards: Iterable[ReportCard]) -> Iterator[tuple[Value, ...]]:
    """One line of a spreadsheet per card, in the order of CARD_COLUMNS."""
    for card in cards:
        yield (
            card.number, card_title(card), card.get_state_display(), card.event_name, card.unit.name,
            card.new_cases, card.total_cases, card.total_deaths, card.drafted_at, card.approved_at,
            card.emergency.number, "演练" if card.emergency.is_exercise else "实战",
        )  # fmt: skip


def flash_sheet(rows: Iterable[FlashReport]) -> Iterator[tuple[Value, ...]]:
    """One line of a spreadsheet per flash report, in the order of FLASH_COLUMNS."""
    for row in rows:
        yield (
            row.number, row.what, whereabouts(row.area.name, row.place), row.happened, row.cases, row.deaths,
            row.unit.short_name if row.unit else "", row.sent_at, row.noted_at,
            "演练" if row.is_exercise else "实战",
        )  # fmt: skip
