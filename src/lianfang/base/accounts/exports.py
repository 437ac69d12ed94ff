"""Accounts as a spreadsheet, telephone numbers masked."""

from urllib.parse import quote

from django.db.models import QuerySet
from django.http import HttpResponse

from lianfang.base.kernel import clock
from lianfang.base.kernel.spreadsheets import Column, write_table

from .models import User

LIMIT = 20_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = [
    Column("username", "账号", width=18),
    Column("name", "姓名", width=12),
    Column("phone", "手机", width=16),
    Column("state", "状态", width=10),
    Column("last_login", "最近登录", kind="moment", width=18),
    Column("created_at", "建立时间", kind="moment", width=18),
]


def user_sheet(users: QuerySet[User], *, words: str) -> HttpResponse:
    rows = (
        (
            user.username,
            user.name,
            user.masked_phone,
            "使用中" if user.is_active else "已停用",
            user.last_login,
            user.created_at,
        )
        for user in users[:LIMIT]
    )
    raw = write_table("账号", COLUMNS, rows, as_of=clock.now(), filters=words)
    name = quote(f"账号-{clock.today():%Y%m%d}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return HttpResponse(raw, content_type=XLSX, headers=headers)
