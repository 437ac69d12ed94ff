"""What the tasks' API takes and gives."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from lianfang.command.tasks import services
from lianfang.command.tasks.choices import TaskState

MOST_WORDS = 2000


class TaskOut(Schema):
    """One task as a list shows it."""

    uuid: UUID
    number: str
    title: str
    state: TaskState
    unit: UUID
    unit_name: str
    from_unit_name: str
    duty_code: str
    action_code: str
    occurrence: int
    level: int
    issued_at: datetime
    due_at: datetime
    signed_at: datetime | None
    submitted_at: datetime | None
    finished_at: datetime | None
    returned_times: int
    progress: int
    measured: list[int] | None = Field(None, description="实测进度：已完成、应完成")
    is_overdue: bool
    is_part: bool
    is_exercise: bool
    response: UUID
    emergency: UUID
    emergency_name: str


class StepOut(Schema):
    at: datetime
    title: str
    who: str
    text: str


class FigureOut(Schema):
    name: str
    value: Decimal
    measure: str


class FileOut(Schema):
    uuid: UUID
    name: str
    size: int


class FeedbackOut(Schema):
    uuid: UUID
    at: datetime
    words: str
    progress: int
    figures: list[FigureOut]
    attachments: list[FileOut]


class TaskDetailOut(TaskOut):
    """One task with its clause, steps, feedback and parts, and what the caller may do."""

    what: str
    evidence: str
    gauge: str
    duty_text: str
    issue_words: str
    steps: list[StepOut]
    feedbacks: list[FeedbackOut]
    parts: list[TaskOut]
    may: list[str]


class TaskPage(Schema):
    items: list[TaskOut]
    next: str | None


class BoardPartsOut(Schema):
    """Parts that other units gave this one; not among its tasks."""

    total: int
    open: int
    overdue: int


class BoardRowOut(Schema):
    unit: UUID
    unit_name: str
    states: dict[str, int]
    overdue: int
    total: int
    parts: BoardPartsOut


class TaskQuery(Schema):
    """What a list is narrowed by."""

    q: str = Field("", max_length=60)
    response: UUID | None = None
    state: TaskState | None = None
    unit: UUID | None = None
    duty: UUID | None = None
    action: UUID | None = None
    level: int | None = Field(None, ge=1, le=4)
    kind: str = Field("", pattern="^(main|part)?$")
    overdue: bool | None = None
    mine: bool = False
    cursor: str = Field("", max_length=300)
    limit: int = Field(50, ge=1, le=200)


class FigureIn(Schema):
    name: str = Field(max_length=40)
    value: Decimal = Field(max_digits=14, decimal_places=2)
    measure: str = Field("", max_length=20)


class SignManyIn(Schema):
    tasks: list[UUID] = Field(max_length=services.SIGN_AT_ONCE)


class SignedOut(Schema):
    signed: int


class AssignIn(Schema):
    assignee: UUID
    words: str = Field("", max_length=300)


class PartIn(Schema):
    unit: UUID
    what: str = Field(max_length=MOST_WORDS)
    due_at: AwareDatetime


class TaskSplitIn(Schema):
    parts: list[PartIn] = Field(max_length=services.MOST_PARTS)


class ReportIn(Schema):
    words: str = Field(max_length=MOST_WORDS)
    progress: int = Field(ge=0, le=100)
    figures: list[FigureIn] = Field([], max_length=20)


class SubmitIn(Schema):
    words: str = Field(max_length=MOST_WORDS)
    figures: list[FigureIn] = Field([], max_length=20)


class WordsIn(Schema):
    words: str = Field("", max_length=300)


class ReasonIn(Schema):
    reason: str = Field(max_length=300)


class ReassignIn(Schema):
    to_unit: UUID
    reason: str = Field(max_length=300)
