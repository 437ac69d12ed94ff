"""Units and posts as spreadsheets."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import HttpResponse

from lianfang.base.accounts.public import ROLES
from lianfang.base.kernel import clock
from lianfang.base.kernel.spreadsheets import Column, Value, write_table

from .importers import COLUMNS as SHIFT_COLUMNS
from .models import BoundarySet, Handover, Post, Shift, Team, Unit

LIMIT = 20_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNITS = [
    Column("code", "代号", width=24),
    Column("name", "名称", width=32),
    Column("short_name", "简称", width=18),
    Column("aliases", "别名", width=40),
    Column("kind", "类别", width=14),
    Column("area", "区划", width=16),
    Column("parent", "上级单位", width=28),
    Column("is_active", "在用", kind="yes_no", width=8),
    Column("is_verified", "已核对", kind="yes_no", width=8),
]
POSTS = [
    Column("unit", "单位", width=32),
    Column("title", "岗位名称", width=20),
    Column("role", "角色", width=18),
    Column("name", "姓名", width=12),
    Column("username", "账号", width=18),
    Column("phone", "手机", width=16),
    Column("area", "管辖区划", width=16),
    Column("starts_at", "任职起", kind="moment", width=18),
]


def unit_sheet(units: QuerySet[Unit], *, filters: str) -> HttpResponse:
    rows = (
        (
            unit.code,
            unit.name,
            unit.short_name,
            "、".join(alias.name for alias in unit.aliases.all()),
            unit.get_kind_display(),
            unit.area.name,
            unit.parent.name if unit.parent else "",
            unit.is_active,
            unit.is_verified,
        )
        for unit in units.prefetch_related("aliases")[:LIMIT]
    )
    return _sheet("单位", UNITS, rows, filters)


def post_sheet(posts: QuerySet[Post], *, filters: str) -> HttpResponse:
    rows = (
        (
            post.unit.name,
            post.title,
            ROLES[post.role].label if post.role in ROLES else post.role,
            post.user.name,
            post.user.username,
            post.user.masked_phone,
            post.area.name,
            post.starts_at,
        )
        for post in posts[:LIMIT]
    )
    return _sheet("岗位", POSTS, rows, filters)


def roster_sheet(shifts: QuerySet[Shift], *, filters: str) -> HttpResponse:
    """The roster in the columns in which it can be read in again, with the unit before them."""
    rows = (
        (
            shift.unit.name, shift.get_position_display(), shift.post.user.name, shift.starts_at,
            shift.ends_at, shift.note,
        )
        for shift in shifts[:LIMIT]
    )  # fmt: skip
    return _sheet("值班表", [Column("unit", "单位", width=28), *SHIFT_COLUMNS], rows, filters)


def handover_sheet(notes: QuerySet[Handover], *, filters: str) -> HttpResponse:
    """Handover notes as written and accepted."""
    columns = [
        Column("unit", "单位", width=28), Column("starts_at", "班次开始", kind="moment"),
        Column("ends_at", "班次结束", kind="moment"), Column("open_items", "未办结事项", width=50),
        Column("watch", "重点关注", width=40), Column("written_by", "交班人"),
        Column("written_at", "交班时间", kind="moment"), Column("accepted_by", "接班人"),
        Column("accepted_at", "接班时间", kind="moment"), Column("remark", "接班意见", width=30),
    ]  # fmt: skip
    rows = (
        (
            note.shift.unit.name, note.shift.starts_at, note.shift.ends_at, note.open_items, note.watch,
            note.written_by.name if note.written_by else "", note.written_at,
            note.accepted_by.name if note.accepted_by else "", note.accepted_at, note.remark,
        )
        for note in notes[:LIMIT]
    )  # fmt: skip
    return _sheet("交接班记录", columns, rows, filters)


def _sheet(
    title: str, columns: list[Column], rows: Iterable[Sequence[Value]], filters: str
) -> HttpResponse:
    raw = write_table(title, columns, rows, as_of=clock.now(), filters=filters)
    name = quote(f"{title}-{clock.today():%Y%m%d}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return HttpResponse(raw, content_type=XLSX, headers=headers)


def boundary_sheet(sets: QuerySet[BoundarySet]) -> HttpResponse:
    """Boundary files with what became of them."""
    columns = [
        Column("file_name", "文件", width=30), Column("source", "来源", width=30), Column("state", "状态", width=12),
        Column("matched", "对上", kind="whole"), Column("shapes", "图形", kind="whole"),
        Column("uploaded_at", "上传时间", kind="moment"), Column("adopted_at", "启用时间", kind="moment"),
        Column("ended_at", "停用时间", kind="moment"), Column("digest", "文件校验值（SHA-256）", width=66),
    ]  # fmt: skip
    rows = (
        (
            row.file_name, row.source, row.get_state_display(), row.matched_count, row.shapes_count,
            row.uploaded_at, row.adopted_at, row.ended_at, row.digest,
        )
        for row in sets[:LIMIT]
    )  # fmt: skip
    return _sheet("区划边界", columns, rows, "")


def team_sheet(teams: QuerySet[Team], *, filters: str) -> HttpResponse:
    """Teams with where they stand now; members stay on the pages."""
    columns = [
        Column("unit", "单位", width=28), Column("name", "队伍", width=24), Column("kind", "类别", width=14),
        Column("state", "状态", width=12), Column("people", "人数", kind="whole", width=8),
        Column("faulty", "待修待补装备", kind="whole", width=12), Column("note", "说明", width=30),
    ]  # fmt: skip
    rows = (
        (
            team.unit.name, team.name, team.get_kind_display(), team.get_state_display(), team.people,
            team.faulty, team.state_note,
        )
        for team in teams[:LIMIT]
    )  # fmt: skip
    return _sheet("应急队伍", columns, rows, filters)
