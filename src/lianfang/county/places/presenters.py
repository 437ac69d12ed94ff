"""Words of places for pages and spreadsheets."""

from collections.abc import Iterable, Iterator

from lianfang.base.kernel.spreadsheets import Column, Value

from .choices import PlaceStatus
from .models import Place

STATUS_TONES = {
    PlaceStatus.OPEN: "good",
    PlaceStatus.LIMITED: "warn",
    PlaceStatus.CLOSED: "bad",
    PlaceStatus.RETIRED: "muted",
}

COLUMNS = [
    Column("number", "编号", width=18),
    Column("name", "名称", width=30),
    Column("sector", "行业"),
    Column("status", "状态"),
    Column("unit", "责任单位", width=18),
    Column("area", "区划"),
    Column("address", "地址", width=30),
    Column("capacity", "容纳人数", kind="whole"),
    Column("contact_name", "联系人"),
    Column("contact_phone", "联系电话（遮蔽）", width=16),
    Column("latitude", "纬度", kind="number"),
    Column("longitude", "经度", kind="number"),
    Column("exercise", "性质"),
]


def sheet_rows(places: Iterable[Place]) -> Iterator[tuple[Value, ...]]:
    """One line of a spreadsheet per place, in the order of COLUMNS."""
    for place in places:
        yield (
            place.number, place.name, place.get_sector_display(), place.get_status_display(),
            place.unit.short_name, place.area.name, place.address, place.capacity,
            place.contact_name, place.masked_phone, place.latitude, place.longitude,
            "演练" if place.is_exercise else "实战",
        )  # fmt: skip


def tone_of(place: Place) -> str:
    return STATUS_TONES[PlaceStatus(place.status)]
