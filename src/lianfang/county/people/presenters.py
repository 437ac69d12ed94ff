"""Words of persons for pages and spreadsheets; what is sensitive stands there masked."""

from collections.abc import Iterable, Iterator
from typing import Any

from lianfang.base.kernel import clock
from lianfang.base.kernel.spreadsheets import Column, Value

from .models import Person
from .rules import age_on, is_minor

COLUMNS = [
    Column("number", "编号", width=18),
    Column("name", "姓名", width=18),
    Column("sex", "性别"),
    Column("born_on", "出生日期", kind="date"),
    Column("identity_kind", "证件类型"),
    Column("identity", "证件号码（遮蔽）", width=22),
    Column("phone", "电话（遮蔽）", width=16),
    Column("area", "现住区划", width=16),
    Column("unit", "管理单位", width=16),
    Column("recorded_at", "登记时间", kind="moment"),
    Column("exercise", "性质"),
]


def sheet_rows(persons: Iterable[Person]) -> Iterator[tuple[Value, ...]]:
    """One line of a spreadsheet per person, in the order of COLUMNS."""
    for person in persons:
        yield (
            person.number, person.name, person.get_sex_display(), person.born_on,
            person.get_identity_kind_display(), person.masked_identity, person.masked_phone,
            person.area.name, person.unit.short_name if person.unit else "", person.recorded_at,
            "演练" if person.is_exercise else "实战",
        )  # fmt: skip


def dress(person: Any) -> Any:
    """Give a person the age of today, and whether somebody has to answer for them."""
    today = clock.today()
    person.age = age_on(person.born_on, today)
    person.is_minor = is_minor(person.born_on, today)
    person.lacks_guardian = person.is_minor and person.guardian_id is None
    return person
