"""Words of the duty log, the call-down and the daily meeting."""

from collections.abc import Iterable, Iterator

from django.urls import reverse

from lianfang.base.kernel import clock
from lianfang.base.kernel.spreadsheets import Column, Value
from lianfang.command.tasks import rules
from lianfang.command.tasks.choices import AgendaKind
from lianfang.command.tasks.models import (
    AgendaItem,
    CallDown,
    CallTarget,
    DispatchMeeting,
    LogEntry,
    Promise,
)

PROMISE_TONES = {"open": "wait", "kept": "good", "broken": "bad", "moved": "warn"}
RESULT_TONES = {"acknowledged": "good", "reached": "warn", "no_answer": "bad", "wrong": "bad"}

LOG_COLUMNS = [
    Column("at", "发生时间", kind="moment"),
    Column("significant", "重要", width=8),
    Column("unit", "单位", width=16),
    Column("position", "岗位", width=16),
    Column("words", "内容", width=60),
    Column("emergency", "事件", width=28),
    Column("recorder", "记录人", width=12),
    Column("recorded_at", "记录时间", kind="moment"),
    Column("corrects", "更正或补充", width=40),
]


def log_sheet(rows: Iterable[LogEntry]) -> Iterator[tuple[Value, ...]]:
    for row in rows:
        wrong = f"对“{row.corrects.words[:60]}”的更正或补充" if row.corrects else ""
        yield (
            row.at, "重要" if row.is_significant else "", row.unit.short_name, row.position, row.words,
            row.emergency.name if row.emergency else "", row.recorder, row.recorded_at, wrong,
        )  # fmt: skip


CALL_COLUMNS = [
    Column("unit", "单位", width=20),
    Column("state", "结果", width=14),
    Column("acknowledged_at", "确认时间", kind="moment"),
    Column("escalated_at", "超时上报", kind="moment"),
    Column("person", "人员", width=14),
    Column("post", "岗位", width=14),
    Column("called_at", "呼叫时间", kind="moment"),
    Column("result", "呼叫结果", width=14),
    Column("words", "说明", width=30),
]


CALLDOWN_COLUMNS = [
    Column("title", "事由", width=36), Column("emergency", "事件", width=28), Column("unit", "发起单位", width=16),
    Column("starter", "发起人", width=12), Column("started_at", "发起时间", kind="moment"),
    Column("ended_at", "结束时间", kind="moment"), Column("within", "限时（分钟）", kind="whole"),
    Column("targets", "单位数", kind="whole"), Column("acknowledged", "已确认", kind="whole"),
    Column("escalated", "超时未应", kind="whole"),
]  # fmt: skip


def calldown_sheet(rows: Iterable[CallDown]) -> Iterator[tuple[Value, ...]]:
    """Rounds of calls with their counts; who was called stands in each round's own sheet."""
    for row in rows:
        yield (
            row.title, row.emergency.name if row.emergency else "", row.unit.short_name,
            row.started_by.name if row.started_by else "系统", row.started_at, row.ended_at,
            row.within_minutes, row.targets_count, row.acknowledged_count, row.escalated_count,
        )  # fmt: skip


MEETING_COLUMNS = [
    Column("number", "会议", width=18), Column("called_at", "时间", kind="moment"),
    Column("ended_at", "结束", kind="moment"), Column("chair", "主持人", width=16),
    Column("emergency", "事件", width=28), Column("promised", "承诺", kind="whole"),
    Column("kept", "已兑现", kind="whole"), Column("words", "议定事项", width=60),
]  # fmt: skip


def meeting_sheet(rows: Iterable[DispatchMeeting]) -> Iterator[tuple[Value, ...]]:
    for row in rows:
        yield (
            row.number, row.called_at, row.ended_at, row.chair,
            row.emergency.name if row.emergency else "", row.promised, row.kept, row.words,
        )  # fmt: skip


def dress_targets(rows: Iterable[CallTarget]) -> list[CallTarget]:
    """Add to each unit who is to be called next, and each call's colour."""
    found = list(rows)
    for target in found:
        callees = list(target.callees.all())
        results = [[call.result for call in callee.calls.all()] for callee in callees]
        place = rules.next_callee(results)
        target.people = callees
        for number, callee in enumerate(callees):
            callee.is_next = number == place
            callee.tried = list(callee.calls.all())
            for call in callee.tried:
                call.tone = RESULT_TONES[call.result]
    return found


def call_sheet(rows: Iterable[CallTarget]) -> Iterator[tuple[Value, ...]]:
    for target in dress_targets(rows):
        state = "已确认" if target.acknowledged_at else "未确认"
        start = (target.unit.short_name, state, target.acknowledged_at, target.escalated_at)
        calls = [(callee, call) for callee in target.people for call in callee.tried]
        for callee, call in calls:
            yield (*start, callee.post.user.name, callee.post.title, call.called_at,
                   call.get_result_display(), call.words)  # fmt: skip
        if not calls:
            yield (*start, "", "", None, "未呼叫", "")


def dress_promises(rows: Iterable[Promise]) -> list[Promise]:
    found, now = list(rows), clock.now()
    for row in found:
        row.tone = PROMISE_TONES[row.state]
        row.is_late = row.state == "open" and row.until < now
    return found


def item_url(item: AgendaItem) -> str:
    """The list that shows what an agenda line counted, as it stands now."""
    unit = item.unit.uuid if item.unit else ""
    return {
        AgendaKind.OVERDUE: f"{reverse('tasks:task_list')}?unit={unit}&overdue=on",
        AgendaKind.SUPERVISED: f"{reverse('tasks:supervision_list')}?unit={unit}&state=open",
        AgendaKind.RETURNED: f"{reverse('tasks:task_list')}?unit={unit}&state=returned",
        AgendaKind.UNSIGNED: f"{reverse('tasks:order_list')}?unsigned=on",
        AgendaKind.PROMISE: reverse("tasks:promise_list"),
    }.get(AgendaKind(item.kind), "")


PROMISE_COLUMNS = [
    Column("unit", "承诺单位", width=18),
    Column("what", "承诺事项", width=48),
    Column("until", "完成时限", kind="moment"),
    Column("state", "核对结果", width=12),
    Column("reason", "说明", width=36),
    Column("meeting", "会议", width=16),
    Column("checked_at", "核对时间", kind="moment"),
]


def promise_sheet(rows: Iterable[Promise]) -> Iterator[tuple[Value, ...]]:
    for row in rows:
        yield (
            row.unit.short_name, row.what, row.until, row.get_state_display(), row.reason,
            row.meeting.number, row.checked_at,
        )  # fmt: skip
