"""Words of 通报 and samples."""

from collections.abc import Iterable, Iterator

from lianfang.base.kernel.spreadsheets import Column, Value
from lianfang.command.surveillance.models import Notification, Sample

SAMPLE_TONES = {"stored": "info", "moving": "wait", "tested": "good", "used_up": "muted"}
NOTIFICATION_COLUMNS = [
    Column("number", "编号", width=16),
    Column("title", "标题", width=30),
    Column("unit", "通报单位", width=16),
    Column("sent_at", "发出时间", kind="moment"),
    Column("to", "接收单位", width=16),
    Column("received_at", "签收时间", kind="moment"),
    Column("receipt_late", "签收是否超时"),
    Column("replied_at", "回复时间", kind="moment"),
    Column("reply_late", "回复是否超时"),
    Column("reply", "回复内容", width=32),
]
SAMPLE_COLUMNS = [
    Column("number", "编号", width=16),
    Column("sector", "领域"),
    Column("what", "样品", width=20),
    Column("area", "地区"),
    Column("place", "采样地点", width=22),
    Column("taken_at", "采样时间", kind="moment"),
    Column("unit", "采样单位", width=16),
    Column("keeper", "现保管单位", width=16),
    Column("storage", "保存条件和位置", width=22),
    Column("state", "状态"),
    Column("results", "检测结果", width=32),
]


def notification_rows(rows: Iterable[Notification]) -> Iterator[tuple[Value, ...]]:
    """One line per addressee."""
    for row in rows:
        for receipt in row.receipts.all():
            yield (
                row.number, row.title, row.unit.short_name, row.sent_at, receipt.unit.short_name,
                receipt.received_at, late_words(receipt.received_at, receipt.receipt_due_at),
                receipt.replied_at, late_words(receipt.replied_at, receipt.reply_due_at), receipt.reply,
            )  # fmt: skip


def late_words(done: object, due: object) -> str:
    """Whether something was done by its time; open ones say so."""
    if done is None:
        return "未办"
    return "超时" if done > due else "按时"  # type: ignore[operator]


def sample_rows(rows: Iterable[Sample]) -> Iterator[tuple[Value, ...]]:
    for row in rows:
        results = "；".join(f"{r.item} {r.get_verdict_display()}" for r in row.results.all())
        yield (
            row.number, row.get_sector_display(), row.what, row.area.name, row.place, row.taken_at,
            row.unit.short_name, row.keeper.short_name, row.storage, row.get_state_display(), results,
        )  # fmt: skip
