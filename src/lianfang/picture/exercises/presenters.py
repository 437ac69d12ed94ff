"""Words of exercises for pages and spreadsheets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from lianfang.base.kernel.spreadsheets import Column, Value
from lianfang.command.emergencies.public import Response

from .choices import Origin
from .models import Exercise, InjectLog
from .scoring import UnitScore

ICONS = {Origin.SCRIPT: "flag", Origin.UNIT: "building", Origin.CLOCK: "clock"}
LIST_COLUMNS = [
    Column("title", "名称", width=32),
    Column("state", "状态"),
    Column("emergency", "事件编号", width=16),
    Column("begins_at", "剧情开始", kind="moment"),
    Column("reached_at", "剧情进展到", kind="moment"),
    Column("started_at", "运行时间", kind="moment"),
    Column("interruption", "中断原因", width=32),
]
SCORE_COLUMNS = [
    Column("unit", "单位", width=20),
    *(
        Column(name, title, kind="whole")
        for name, title in (
            ("issued", "下达"),
            ("signed", "签收"),
            ("signed_in_time", "按时签收"),
            ("submitted", "提交"),
            ("submitted_in_time", "按时提交"),
            ("returned", "被退回"),
            ("overdue", "逾期"),
            ("accepted", "销号"),
            ("cancelled", "取消或终止"),
            ("open", "未结"),
        )
    ),
]


def state_of(exercise: Exercise) -> tuple[str, str]:
    """The state of a run as code and words."""
    if exercise.interruption:
        return "failed", "已中断"
    return ("finished", "已结束") if exercise.finished_at else ("running", "进行中")


@dataclass(frozen=True)
class Line:
    """One line of the log as the timeline shows it."""

    at: datetime
    title: str
    who: str
    text: str
    tone: str
    icon: str


def timeline(exercise: Exercise, lines: Iterable[InjectLog]) -> list[Line]:
    """The log with how long the story had lasted at each line."""
    return [
        Line(
            at=line.story_at,
            title=f"{lasted(line.story_at - exercise.begins_at)}　{line.verb}",
            who=line.by,
            text=f"{line.summary}\n→ {line.result}",
            tone="" if line.has_worked else "bad",
            icon=ICONS[Origin(line.origin)],
        )
        for line in lines
    ]


def lasted(span: timedelta) -> str:
    """第2天 06:10: the day of the story and the time since that day began."""
    minutes = int(span.total_seconds() // 60)
    return f"第{minutes // 1440 + 1}天 +{minutes // 60}时{minutes % 60:02d}分"


@dataclass(frozen=True)
class ScoreLine:
    """One unit's row of the scoreboard, with the address of its tasks."""

    score: UnitScore
    url: str


def score_lines(scores: Iterable[UnitScore], response: Response | None) -> list[ScoreLine]:
    return [ScoreLine(score, _tasks_url(score, response)) for score in scores]


def _tasks_url(score: UnitScore, response: Response | None) -> str:
    asked = {"unit": str(score.unit_uuid), "kind": "main"}
    if response is not None:
        asked["response"] = str(response.uuid)
    return f"{reverse('tasks:task_list')}?{urlencode(asked)}"


def tasks_url(response: Response | None, **asked: str) -> str:
    """The command's tasks of a response, narrowed further."""
    if response is None:
        return ""
    chosen = {"response": str(response.uuid), "kind": "main", **asked}
    return f"{reverse('tasks:task_list')}?{urlencode(chosen)}"


def list_rows(exercises: Iterable[Exercise]) -> Iterator[tuple[Value, ...]]:
    """One line of a spreadsheet per exercise, in the order of LIST_COLUMNS."""
    for exercise in exercises:
        yield (
            exercise.title, state_of(exercise)[1],
            exercise.emergency.number if exercise.emergency else "", exercise.begins_at,
            exercise.reached_at, exercise.started_at, exercise.interruption,
        )  # fmt: skip


def score_rows(scores: Iterable[UnitScore]) -> Iterator[tuple[Value, ...]]:
    """One line of a spreadsheet per unit, in the order of SCORE_COLUMNS."""
    for score in scores:
        yield tuple(getattr(score, column.name) for column in SCORE_COLUMNS)
