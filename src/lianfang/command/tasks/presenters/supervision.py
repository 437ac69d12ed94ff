"""Words of supervised matters for pages and spreadsheets."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from django.urls import reverse

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import Column, Value
from lianfang.command.tasks import rules
from lianfang.command.tasks.choices import Rung, SupervisionState
from lianfang.command.tasks.models import Supervision

from .working import TimelineItem

LIGHTS = {"bad": "红灯 超期", "warn": "黄灯 临期", "good": "绿灯 期内", "muted": "已了结"}
RUNG_TONES = {1: "info", 2: "warn", 3: "bad", 4: "bad"}


def dress_supervisions(rows: Iterable[Supervision]) -> list[Supervision]:
    """Add to each row its light, how often it came back, and where its matter stands."""
    found, now = list(rows), clock.now()
    for row in found:
        opened = row.task.issued_at if row.task else row.opened_at
        is_open = row.state == SupervisionState.OPEN
        row.light = rules.light(opened=opened, limit=row.limit, at=now, is_open=is_open)
        row.light_words = LIGHTS[row.light]
        row.rung_tone = RUNG_TONES[row.rung]
        matter = row.task or row.addressee
        row.returned_times = matter.returned_times if matter else 0
        row.matter_state = matter.get_state_display() if matter else ""
        row.late_words = rules.late_words(now - row.limit) if row.is_red_at(now) else ""
        row.matter_url, row.matter_number = _matter(row)
    return found


def _matter(row: Supervision) -> tuple[str, str]:
    if row.task is not None:
        return reverse("tasks:task_detail", args=[row.task.uuid]), row.task.number
    if row.addressee is not None:
        order = row.addressee.order
        return reverse("tasks:order_detail", args=[order.uuid]), order.number
    return "", ""


def supervision_timeline(row: Supervision) -> list[TimelineItem]:
    return [
        TimelineItem(
            at=step.at, title="了结" if step.is_closing else f"督办：{step.get_rung_display()}",
            who=step.by_name, text=step.words, icon="check" if step.is_closing else "flag",
            tone="good" if step.is_closing else RUNG_TONES[step.rung],
        )
        for step in row.steps.all()
    ]  # fmt: skip


def supervision_may(
    actor: Actor, row: Supervision, ladder: Mapping[tuple[bool, int], timedelta]
) -> dict[str, bool]:
    """Which buttons stand on the page; the services ask again."""
    may = (
        row.state == SupervisionState.OPEN and actor.may(Permission.SUPERVISE)
        and row.area_path.startswith(actor.area_path) and row.unit_id != actor.unit_id
    )  # fmt: skip
    late = clock.now() - row.limit
    is_free = row.criticism is None or row.criticism.state == "withdrawn"
    return {
        "raise": may and row.rung < Rung.COMMAND,
        "close": may,
        "criticise": may and is_free,
        "late_enough": rules.may_propose_criticism(late, ladder, is_urgent=row.is_urgent),
    }


def criticism_start(row: Supervision) -> str:
    """The facts with which the draft of a public criticism begins."""
    late = clock.now() - row.limit
    state = rules.late_words(late) if late > timedelta(0) else "尚未到期"
    return (
        f"{row.unit.name}承办的“{row.title}”（{row.number}）应于"
        f"{clock.beijing(row.limit):%Y年%m月%d日%H:%M}前办结，现逾期 {state}，经督办仍未落实。"
        "请立即办理，并于三日内书面反馈整改情况。其他单位引以为戒，按时办理。"
    )


SUPERVISION_COLUMNS = [
    Column("number", "编号", width=18),
    Column("title", "督办事项", width=36),
    Column("unit", "责任单位", width=16),
    Column("light", "灯", width=12),
    Column("rung", "督办级别", width=12),
    Column("matter", "原件编号", width=20),
    Column("matter_state", "原件状态", width=12),
    Column("limit", "办理时限", kind="moment"),
    Column("late", "逾期", width=14),
    Column("returned", "退回次数", kind="whole"),
    Column("opened_at", "立项时间", kind="moment"),
    Column("closed_at", "了结时间", kind="moment"),
    Column("closing", "了结方式", width=16),
    Column("exercise", "性质", width=8),
]


def supervision_sheet(rows: Iterable[Supervision]) -> Iterator[tuple[Value, ...]]:
    for row in dress_supervisions(rows):
        yield (
            row.number, row.title, row.unit.short_name, row.light_words, row.get_rung_display(),
            row.matter_number, row.matter_state, row.limit, row.late_words, row.returned_times,
            row.opened_at, row.closed_at, row.get_closing_display(),
            "演练" if row.is_exercise else "实战",
        )  # fmt: skip
