"""How rows of the log look in a spreadsheet."""

from collections.abc import Iterable

from lianfang.base.kernel.spreadsheets import Column, Value

from .lines import Line, lines_of
from .models import AuditRow

COLUMNS = [
    Column("seq", "序号", kind="whole"), Column("at", "时间", kind="moment"), Column("actor", "操作人"),
    Column("post", "岗位"), Column("unit", "单位"), Column("action", "动作"), Column("code", "动作代码"),
    Column("target", "对象"), Column("uuid", "对象标识"), Column("count", "条数", kind="whole"),
    Column("changes", "变更"), Column("address", "地址"), Column("digest", "摘要"),
]  # fmt: skip


def sheet_rows(rows: Iterable[AuditRow]) -> list[list[Value]]:
    return [
        [
            line.row.seq, line.row.at, line.row.actor_name, line.row.post_title, line.row.unit_name,
            line.action, line.row.action, line.row.target_label, line.row.target_uuid, line.row.count,
            in_one_cell(line), line.row.address, line.row.digest,
        ]
        for line in lines_of(rows)
    ]  # fmt: skip


def in_one_cell(line: Line) -> str:
    changes = [
        f"{c.label}：{c.before} → {c.after}" if c.before else f"{c.label}：{c.after}"
        for c in line.changes
    ]
    return "；".join([*changes, *([line.remark] if line.remark else [])])
