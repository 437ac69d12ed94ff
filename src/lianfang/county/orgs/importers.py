"""A roster from a spreadsheet: its columns, each row as a shift or as what is wrong with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import Refused, RuleBroken
from lianfang.base.kernel.spreadsheets import Column, RowFault, read_table

from . import queries, rules
from .choices import Position
from .models import Post
from .services import ShiftFacts

SEATS = {label: value for value, label in Position.choices}
COLUMNS = [
    Column("position", "岗位", kind="choice", choices=tuple(SEATS), is_required=True, width=14),
    Column(
        "name", "姓名", aliases=("值班人", "值班人员"), is_required=True, max_length=60, width=14
    ),
    Column("starts_at", "开始", aliases=("开始时间",), kind="moment", is_required=True, width=20),
    Column("ends_at", "结束", aliases=("结束时间",), kind="moment", is_required=True, width=20),
    Column("note", "备注", max_length=100, width=24),
]


@dataclass(frozen=True)
class RosterPreview:
    """What a file holds: rows that can be planned, and what is wrong with the others."""

    rows: list[dict[str, Any]]
    faults: list[RowFault]
    ignored_titles: tuple[str, ...]


def preview_roster(actor: Actor, name: str, raw: bytes) -> RosterPreview:
    """
    Read a roster of the actor's unit and check every row as planning would; nothing is stored.

    :raises SpreadsheetRefused: the file as a whole cannot be read.
    """
    table = read_table(name, raw, COLUMNS)
    people = people_of(actor)
    faults = list(table.faults)
    rows: list[dict[str, Any]] = []
    spans: list[rules.Span] = []
    for row in table.rows:
        try:
            facts = facts_of(row.values, people)
            rules.check_span(facts.starts_at, facts.ends_at)
            span = rules.Span(
                facts.position, facts.post.user_id, facts.post.unit_id, facts.starts_at, facts.ends_at,
                f"表内第 {row.number} 行",
            )  # fmt: skip
            known = queries.list_spans(
                unit_id=span.unit_id, user_ids=[span.user_id], starts_at=span.starts_at, ends_at=span.ends_at
            )  # fmt: skip
            rules.check_undisturbed(span, [*spans, *known])
        except Refused as refusal:
            faults.append(_fault(row.number, row.values, refusal))
        else:
            spans.append(span)
            rows.append({**row.values, "row": row.number})
    return RosterPreview(rows, sorted(faults, key=lambda f: (f.row, f.place)), table.ignored_titles)


def people_of(actor: Actor) -> dict[str, list[Post]]:
    """Those who sit in the actor's unit, by name: two of a name are two."""
    people: dict[str, list[Post]] = {}
    for post in queries.list_posts_for_duty([actor.unit_id or 0]):
        people.setdefault(post.user.name, []).append(post)
    return people


def facts_of(values: dict[str, Any], people: dict[str, list[Post]]) -> ShiftFacts:
    """
    One row as a shift.

    :raises RuleBroken: nobody or several of that name in the unit.
    """
    name = str(values["name"])
    found = people.get(name, [])
    if not found:
        raise RuleBroken(f"本单位在任人员中没有“{name}”。", fields={"name": "查无此人"})
    if len({post.user_id for post in found}) > 1:
        raise RuleBroken(f"本单位有多位“{name}”，请在页面上排班。", fields={"name": "重名"})
    return ShiftFacts(
        SEATS[str(values["position"])], found[0], _moment(values["starts_at"]), _moment(values["ends_at"]),
        str(values.get("note") or ""),
    )  # fmt: skip


def _moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))


def _fault(number: int, values: dict[str, Any], refusal: Refused) -> RowFault:
    names = [column.name for column in COLUMNS]
    name = next((field for field in refusal.fields if field in names), "name")
    place = names.index(name)
    return RowFault(
        number, COLUMNS[place].title, str(values.get(name) or ""), refusal.message, place
    )
