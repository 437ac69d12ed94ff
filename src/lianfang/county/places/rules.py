"""Arithmetic of places: words, numbers and positions that can be true."""

import re
import unicodedata
from decimal import Decimal

from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.identifiers import is_mobile

LARGEST_CAPACITY = 1_000_000
SHORTEST_REASON = 4
# The corners of the country, so that latitude and longitude are not taken for each other.
LATITUDES = (Decimal(3), Decimal(54))
LONGITUDES = (Decimal(73), Decimal(136))
LANDLINE = re.compile(r"(0\d{2,3}-?)?\d{7,8}(-\d{1,6})?")


def check_place_name(name: str) -> str:
    """:raises RuleBroken: no name."""
    text = " ".join(name.split())
    if not text:
        raise RuleBroken("请填写场所名称。", fields={"name": "请填写场所名称"})
    return text


def check_contact_phone(phone: str) -> str:
    """:raises RuleBroken: neither a mobile nor a landline number."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", phone))
    if text and not (is_mobile(text) or LANDLINE.fullmatch(text)):
        raise RuleBroken(
            "电话应为 11 位手机号码，或带区号的固定电话。", fields={"contact_phone": "号码不正确"}
        )
    return text


def check_capacity(capacity: int | None) -> None:
    """:raises RuleBroken: a number of people that no place holds."""
    if capacity is not None and not 0 <= capacity <= LARGEST_CAPACITY:
        raise RuleBroken("容纳人数不正确，请核对。", fields={"capacity": "请核对"})


def check_position(latitude: Decimal | None, longitude: Decimal | None) -> None:
    """:raises RuleBroken: one without the other, or outside the country."""
    if (latitude is None) != (longitude is None):
        raise RuleBroken("经度和纬度应同时填写。", fields={"latitude": "应同时填写"})
    if latitude is None or longitude is None:
        return
    if not LATITUDES[0] <= latitude <= LATITUDES[1]:
        raise RuleBroken("纬度不在国内范围，请核对是否与经度填反。", fields={"latitude": "请核对"})
    if not LONGITUDES[0] <= longitude <= LONGITUDES[1]:
        raise RuleBroken("经度不在国内范围，请核对。", fields={"longitude": "请核对"})


def check_status_change(*, before: str, after: str, reason: str) -> str:
    """:raises RuleBroken: nothing changes, or no reason."""
    if before == after:
        raise RuleBroken("场所已是这一状态，请刷新后查看。", fields={"status": "没有变化"})
    text = reason.strip()
    if len(text) < SHORTEST_REASON:
        raise RuleBroken(
            f"请写明状态变化的原因，不少于 {SHORTEST_REASON} 个字。",
            fields={"reason": "请写明原因"},
        )
    return text
