"""Spreadsheet rows of the expert pool, and working groups as their page shows them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lianfang.base.kernel.spreadsheets import Column, Value
from lianfang.command.emergencies.choices import SeatRole
from lianfang.command.emergencies.models import GroupSeat, ResponseGroup

EXPERT_COLUMNS = [
    Column("name", "姓名"),
    Column("unit_name", "单位", width=30),
    Column("speciality", "专业", width=20),
    Column("area", "所属地区"),
    Column("consulted", "参加会商", kind="whole"),
    Column("state", "状态"),
]


def expert_rows(experts: Iterable[Any]) -> Iterator[tuple[Value, ...]]:
    """One line per expert, in the order of EXPERT_COLUMNS."""
    for row in experts:
        state = "在库" if row.is_active else "已移出"
        yield row.name, row.unit_name, row.speciality, row.area.name, row.consulted, state


@dataclass(frozen=True)
class ShownGroup:
    """One group with who leads, who takes part, and who did before."""

    group: ResponseGroup
    lead: GroupSeat | None
    members: list[GroupSeat]
    former: list[GroupSeat]


def shown_groups(groups: Iterable[ResponseGroup]) -> list[ShownGroup]:
    shown = []
    for group in groups:
        seats = list(group.seats.all())
        # Of a group that has ended, those who sat there at its end.
        last = [seat for seat in seats if seat.left_at is None or seat.left_at == group.ended_at]
        leads = [seat for seat in last if seat.role == SeatRole.LEAD]
        members = [seat for seat in last if seat.role == SeatRole.MEMBER]
        former = [seat for seat in seats if seat not in last]
        shown.append(ShownGroup(group, leads[0] if leads else None, members, former))
    return shown
