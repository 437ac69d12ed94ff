"""Words of tasks for pages and spreadsheets, and which buttons a person sees."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed
from lianfang.base.kernel.gauges import Asked, is_known, measure_gauge, measure_units
from lianfang.base.kernel.levels import Level
from lianfang.base.kernel.permissions import Permission
from lianfang.base.kernel.spreadsheets import Column, Value
from lianfang.command.tasks import rules
from lianfang.command.tasks.choices import LIVE_STATES, OPEN_STATES, TaskState
from lianfang.command.tasks.models import Task
from lianfang.command.tasks.queries import BoardRow, HeadlineFigure, headline
from lianfang.command.tasks.services import review_facts

TONES = {
    TaskState.ISSUED: "info",
    TaskState.SIGNED: "busy",
    TaskState.WORKING: "busy",
    TaskState.SUBMITTED: "wait",
    TaskState.RETURNED: "warn",
    TaskState.DECLINED: "warn",
    TaskState.ACCEPTED: "good",
    TaskState.CANCELLED: "muted",
    TaskState.CLOSED: "muted",
}
# Verb: button, icon, colour of the button.
BUTTONS = {
    "sign": ("签收", "check", "btn-primary"),
    "report": ("反馈进展", "message-report", ""),
    "submit": ("提交办结", "send", "btn-primary"),
    "assign": ("分派经办人", "user-check", ""),
    "split": ("分解给下级单位", "subtask", ""),
    "decline": ("报告不能办理", "hand-stop", ""),
    "accept": ("审核通过，销号", "circle-check", "btn-primary"),
    "return": ("退回", "arrow-back-up", ""),
    "excuse": ("同意不办理", "ban", ""),
    "reassign": ("改派其他单位", "transfer", ""),
    "reopen": ("重新办理", "rotate", ""),
    "cancel": ("取消任务", "x", "btn-danger"),
}
STEP_ICONS = {
    "issue": "send", "close": "archive", "lift": "trending-down", "retime": "clock-exclamation",
    **{verb: icon for verb, (_, icon, _) in BUTTONS.items()},
}  # fmt: skip
STEP_TONES = {
    "accept": "good",
    "return": "warn",
    "decline": "warn",
    "reopen": "warn",
    "retime": "warn",
}
NEEDS_RUNNING = {"split", "return", "reassign", "reopen"}


def decorate(tasks: Iterable[Task]) -> list[Task]:
    """Add to each row what its template shows: tone, whether it is late, progress."""
    rows, now = list(tasks), clock.now()
    measured = measure_all(rows)
    for task in rows:
        task.tone = TONES[TaskState(task.state)]
        task.is_late = task.is_overdue_at(now)
        task.is_live = task.state in LIVE_STATES
        # What waits for the command is no longer running late, but may have come late.
        task.is_running = task.state in OPEN_STATES
        task.came_late = task.submitted_at is not None and task.submitted_at > task.due_at
        task.measured = measured.get(task.pk)
    return rows


def measure_all(tasks: Iterable[Task]) -> dict[int, tuple[int, int]]:
    """Done and total of the tasks whose gauge somebody provides; one call per gauge."""
    by_gauge: dict[str, list[Task]] = {}
    for task in tasks:
        if task.gauge and is_known(task.gauge):
            by_gauge.setdefault(task.gauge, []).append(task)
    measured: dict[int, tuple[int, int]] = {}
    for gauge, rows in by_gauge.items():
        measured |= measure_gauge(gauge, [task.pk for task in rows])
        measured |= measure_units(gauge, [_asked(task) for task in rows])
    return measured


def _asked(task: Task) -> Asked:
    """What a room below may know of a task: its unit, place and time; until it was finished, or now."""
    until = task.finished_at or clock.now()
    return Asked(
        task.pk, task.unit_id, task.area_path, task.issued_at, max(until, task.issued_at), task.is_exercise
    )  # fmt: skip


def verbs_for(actor: Actor, task: Task) -> list[str]:
    """What the actor may do to the task now, in the order of the buttons."""
    moves = {move.verb for move in rules.TASK_MOVES.allowed(task.state)}
    verbs = moves & (
        _desk_verbs(actor, task) | _command_verbs(actor, task) | _review_verbs(actor, task)
    )
    if task.state in rules.STARTED and _may_sign(actor, task):
        verbs |= {"assign", "split"}
    if task.response.ended_at is not None:
        verbs -= NEEDS_RUNNING
    return [verb for verb in BUTTONS if verb in verbs]


def may_supervise(actor: Actor, task: Task) -> bool:
    """A button to supervise a live task of another unit; the service asks again."""
    is_other = task.unit_id != actor.unit_id and task.area_path.startswith(actor.area_path)
    return actor.may(Permission.SUPERVISE) and task.state in LIVE_STATES and is_other


def _may_sign(actor: Actor, task: Task) -> bool:
    return task.unit_id in actor.unit_ids and actor.may(Permission.TASK_SIGN)


def _desk_verbs(actor: Actor, task: Task) -> set[str]:
    verbs = {"sign", "decline"} if _may_sign(actor, task) else set()
    may_report = task.unit_id in actor.unit_ids and actor.may(Permission.TASK_REPORT)
    return verbs | ({"report", "submit"} if may_report else set())


def _command_verbs(actor: Actor, task: Task) -> set[str]:
    if task.from_unit_id is None:
        return {"cancel", "reassign"} if actor.may(Permission.TASK_REASSIGN) else set()
    gave = task.from_unit_id in actor.unit_ids and actor.may(Permission.TASK_SIGN)
    return {"cancel"} if gave else set()


def _review_verbs(actor: Actor, task: Task) -> set[str]:
    try:
        rules.check_may_review(review_facts(actor, task))
    except NotAllowed:
        return set()
    return {"accept", "return", "excuse", "reopen"}


@dataclass(frozen=True)
class TimelineItem:
    """One step as the timeline shows it."""

    at: datetime
    title: str
    who: str
    text: str
    icon: str
    tone: str = ""


def timeline(task: Task) -> list[TimelineItem]:
    """The steps, newest first; the first one, the issuing, is told by the task itself."""
    steps = sorted(task.steps.all(), key=lambda step: (step.at, step.pk), reverse=True)
    items = [
        TimelineItem(
            at=step.at, title=rules.STEP_LABELS.get(step.verb, step.verb), who=step.by_name,
            text=step.words, icon=STEP_ICONS.get(step.verb, ""), tone=STEP_TONES.get(step.verb, ""),
        )
        for step in steps
    ]  # fmt: skip
    first = TimelineItem(
        at=task.issued_at, title=rules.STEP_LABELS["issue"], who=_issuer(task),
        text=task.issue_words, icon=STEP_ICONS["issue"],
    )  # fmt: skip
    return [*items, first]


def _issuer(task: Task) -> str:
    if task.from_unit is not None:
        return task.from_unit.short_name
    return task.issued_by.name if task.issued_by else "系统按周期下达"


COLUMNS = [
    Column("number", "编号", width=18),
    Column("title", "任务", width=32),
    Column("unit", "承办单位"),
    Column("from_unit", "交办单位"),
    Column("duty", "职责条款", width=10),
    Column("level", "下达级别", width=10),
    Column("occurrence", "第几期", kind="whole"),
    Column("state", "状态", width=14),
    Column("overdue", "逾期", width=8),
    Column("progress", "进度（%）", kind="whole"),
    Column("issued_at", "下达时间", kind="moment"),
    Column("signed_at", "签收时间", kind="moment"),
    Column("due_at", "时限", kind="moment"),
    Column("submitted_at", "提交时间", kind="moment"),
    Column("finished_at", "了结时间", kind="moment"),
    Column("returned", "退回次数", kind="whole"),
    Column("emergency", "事件", width=32),
    Column("exercise", "性质", width=8),
]


def sheet_rows(tasks: Iterable[Task]) -> Iterator[tuple[Value, ...]]:
    """One line of a spreadsheet per task, in the order of COLUMNS."""
    now = clock.now()
    for task in tasks:
        yield (
            task.number, task.title, task.unit.short_name,
            task.from_unit.short_name if task.from_unit else "", task.duty.code if task.duty else "按指令",
            Level(task.level).label, task.occurrence, TaskState(task.state).label,
            "是" if task.is_overdue_at(now) else "", task.progress, task.issued_at, task.signed_at,
            task.due_at, task.submitted_at, task.finished_at, task.returned_times,
            task.response.emergency.name, "演练" if task.is_exercise else "实战",
        )  # fmt: skip


def board_columns() -> list[tuple[str, str]]:
    """The states of the board, in the order of work."""
    return list(TaskState.choices)


BOARD_LINKS = {
    "issued": "&kind=main", "open": "&kind=main&state=open", "overdue": "&kind=main&overdue=on",
    "accepted": "&kind=main&state=accepted", "parts": "&kind=part",
}  # fmt: skip


def board_figures(total: BoardRow, link: str) -> list[tuple[HeadlineFigure, str]]:
    """The head of the board, each figure with the address of its rows."""
    numbers = {
        "issued": total.total, "open": total.open, "overdue": total.overdue, "accepted": total.accepted,
    }  # fmt: skip
    return [(figure, link + BOARD_LINKS[figure.key]) for figure in headline(numbers, total.parts)]


def board_lines(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Rows of the board with their cells in the order of `board_columns`."""
    states = [state for state, _ in board_columns()]
    return [
        {"row": row, "cells": [(state, row.states.get(state, 0)) for state in states]}
        for row in rows
    ]


def board_sheet_columns() -> list[Column]:
    named = [Column(state, label, kind="whole") for state, label in board_columns()]
    return [
        Column("unit", "承办单位", width=24), *named, Column("overdue", "逾期", kind="whole"),
        Column("total", "下达任务合计", kind="whole"), Column("parts", "分任务", kind="whole"),
        Column("parts_open", "分任务未办结", kind="whole"),
        Column("parts_overdue", "分任务逾期", kind="whole"),
    ]  # fmt: skip


def board_sheet(rows: Iterable[Any]) -> Iterator[tuple[Value, ...]]:
    """One line of a spreadsheet per unit of the board, in the order of `board_sheet_columns`."""
    states = [state for state, _ in board_columns()]
    for row in rows:
        yield (
            row.unit_name, *(row.states.get(s, 0) for s in states), row.overdue, row.total,
            row.parts.total, row.parts.open, row.parts.overdue,
        )  # fmt: skip
