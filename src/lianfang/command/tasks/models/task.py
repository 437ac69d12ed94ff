"""Tasks: what a unit has to do in a response, every step taken, every word reported."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record
from lianfang.command.tasks.choices import OPEN_STATES, ReminderKind, TaskState

USER = settings.AUTH_USER_MODEL


class Task(Record):
    """
    One unit's piece of work in one response: from an action of the plan, an order, or split from another.

    The unit reports and submits; only the command (for a part: the unit that split it) accepts.
    Overdue is computed from `due_at`, never stored. History is in `TaskStep`; the first step, the
    issuing, is told by `issued_at`, `issued_by` and `issue_words` and has no row of its own.
    """

    number = models.CharField("编号", max_length=30, unique=True)
    response = models.ForeignKey(
        "emergencies.Response",
        models.PROTECT,
        db_index=False,
        related_name="tasks",
        verbose_name="响应",
    )
    action = models.ForeignKey(
        "plans.Action", models.PROTECT, null=True, blank=True, db_index=False, related_name="tasks",
        verbose_name="规定动作",
    )  # fmt: skip
    # Empty for what an order asks of many units: no single clause covers them (ADR 0020).
    duty = models.ForeignKey(
        "plans.Duty", models.PROTECT, null=True, blank=True, related_name="tasks",
        verbose_name="职责条款",
    )  # fmt: skip
    order = models.ForeignKey(
        "tasks.Order", models.PROTECT, null=True, blank=True, db_index=False, related_name="tasks",
        verbose_name="所据指令",
    )  # fmt: skip
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, db_index=False, related_name="tasks", verbose_name="承办单位"
    )
    # Whom the plan (or the splitting unit) gave it to: a reassigned task is not issued anew.
    planned_unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, db_index=False, related_name="+", verbose_name="原定承办单位"
    )
    # The unit that split the parent task and accepts this part; empty for a task of the command.
    from_unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, blank=True, db_index=False, related_name="tasks_given",
        verbose_name="交办单位",
    )  # fmt: skip
    area_path = models.CharField("区划路径", max_length=120)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, db_index=False, related_name="parts",
        verbose_name="上级任务",
    )  # fmt: skip
    occurrence = models.PositiveIntegerField("第几期", default=1)
    title = models.CharField("任务", max_length=100)
    what = models.TextField("要求")
    evidence = models.CharField("办结凭据", max_length=200, blank=True)
    gauge = models.CharField("进度来源", max_length=80, blank=True)
    level = models.PositiveSmallIntegerField("下达时级别")
    is_exercise = models.BooleanField("演练", default=False)
    state = models.CharField("状态", max_length=10, choices=TaskState, default=TaskState.ISSUED)
    issued_at = models.DateTimeField("下达时间")
    issued_by = models.ForeignKey(
        USER, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="下达人"
    )
    issue_words = models.CharField("下达说明", max_length=200, blank=True)
    due_at = models.DateTimeField("办理时限")  # a limit, not an act
    assignee = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, db_index=False, related_name="tasks",
        verbose_name="经办人",
    )  # fmt: skip
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)
    signed_by = models.ForeignKey(
        USER,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="签收人",
    )
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    submitted_by = models.ForeignKey(
        USER,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="提交人",
    )
    finished_at = models.DateTimeField("了结时间", null=True, blank=True)
    finished_by = models.ForeignKey(
        USER,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="了结人",
    )
    # Cancelled because the level was lowered; may be issued again when it is raised.
    is_lifted = models.BooleanField("因降级不再适用", default=False)
    returned_times = models.PositiveSmallIntegerField("退回次数", default=0)
    progress = models.PositiveSmallIntegerField("进度（%）", default=0)

    class Meta:
        verbose_name = "任务"
        verbose_name_plural = "任务"
        constraints = [
            # Doing it twice makes nothing twice.
            models.UniqueConstraint(
                fields=["response", "action", "planned_unit", "occurrence"],
                condition=Q(parent=None, action__isnull=False, is_lifted=False),
                name="tasks_task_once_per_occurrence",
            ),
            models.UniqueConstraint(
                fields=["parent", "unit"],
                condition=Q(parent__isnull=False) & ~Q(state="cancelled"),
                name="tasks_task_one_part_per_unit",
            ),
            models.UniqueConstraint(
                fields=["order", "planned_unit"],
                condition=Q(parent=None, order__isnull=False),
                name="tasks_task_once_per_order",
            ),
            models.CheckConstraint(
                condition=Q(duty__isnull=False) | Q(order__isnull=False),
                name="tasks_task_rests_on_duty_or_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=TaskState.values), name="tasks_task_state_known"
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100), name="tasks_task_progress_percent"
            ),
        ]
        # Partial only where the column is empty in most rows: a start writes them by the thousand.
        # (SQLite matches a partial index to a parameter only when the condition is "not null".)
        indexes = [
            models.Index(fields=["unit", "state", "due_at", "id"], name="tasks_task_unit_state"),
            # Holds all that the scope of a reader asks for: counting and paging read it alone.
            models.Index(
                fields=["due_at", "id", "area_path", "unit", "from_unit"], name="tasks_task_due"
            ),
            models.Index(fields=["response", "due_at", "id"], name="tasks_task_response_due"),
            # Holds what scope asks for as well: counting a list reads no row.
            models.Index(
                fields=["state", "due_at", "id", "area_path", "unit", "from_unit"], name="tasks_task_state_scope"
            ),
            # Holds what the board counts, in the order of its groups: no row is read, nothing sorted.
            models.Index(
                fields=["response", "unit", "state", "due_at", "area_path", "from_unit"],
                name="tasks_task_board",
            ),
            models.Index(
                fields=["from_unit", "state", "due_at"], condition=Q(from_unit__isnull=False),
                name="tasks_task_given",
            ),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="tasks_task_parts"),
            models.Index(
                fields=["assignee"], condition=Q(assignee__isnull=False), name="tasks_task_assignee"
            ),
        ]  # fmt: skip

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_part(self) -> bool:
        return self.parent_id is not None

    def is_overdue_at(self, at: datetime) -> bool:
        """The unit still has something to do and the limit has passed."""
        return self.state in OPEN_STATES and self.due_at < at


class TaskStep(models.Model):
    """
    One step of a task: who, when, by which verb, from which state to which, with what words.

    Never changed. `due_before` stands on a step that moved the limit, so that the limit at any
    earlier moment can be told.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="steps", verbose_name="任务")
    at = models.DateTimeField("时间", default=clock.now)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="操作人")
    by_name = models.CharField("操作人", max_length=120, blank=True)
    verb = models.CharField("动作", max_length=20)
    source = models.CharField("原状态", max_length=10, blank=True)
    target = models.CharField("新状态", max_length=10)
    words = models.TextField("说明", blank=True)
    due_before = models.DateTimeField("原时限", null=True, blank=True)

    class Meta:
        verbose_name = "办理记录"
        verbose_name_plural = "办理记录"
        indexes = [models.Index(fields=["task", "at", "id"], name="tasks_taskstep_order")]

    class Personal:
        fields = ("by_name",)
        why = "任务办理责任追溯"
        kept = "随应急档案"

    def __str__(self) -> str:
        return f"{self.task_id} {self.verb} #{self.pk}"


class Feedback(Record):
    """What a unit reported about a task: words, percent done, figures, attachments. Never edited."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="feedbacks", verbose_name="任务")
    at = models.DateTimeField("时间", default=clock.now)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="反馈人")
    words = models.TextField("进展")
    progress = models.PositiveSmallIntegerField("进度（%）")
    attachments = models.ManyToManyField("files.Attachment", related_name="+", verbose_name="附件")

    class Meta:
        verbose_name = "进展反馈"
        verbose_name_plural = "进展反馈"
        constraints = [
            models.CheckConstraint(
                condition=Q(progress__lte=100), name="tasks_feedback_progress_percent"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.task_id} {self.progress}%（{self.uuid}）"


class FeedbackFigure(models.Model):
    """One figure in a feedback, typed by hand."""

    feedback = models.ForeignKey(
        Feedback, models.CASCADE, related_name="figures", verbose_name="反馈"
    )
    name = models.CharField("指标", max_length=40)
    value = models.DecimalField("数值", max_digits=14, decimal_places=2)
    measure = models.CharField("单位", max_length=20, blank=True)

    class Meta:
        verbose_name = "反馈数字"
        verbose_name_plural = "反馈数字"
        constraints = [
            models.UniqueConstraint(fields=["feedback", "name"], name="tasks_feedbackfigure_once")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.feedback_id} {self.name}"


class Reassignment(models.Model):
    """A task moved from one unit to another by the command, with the reason both were told."""

    task = models.ForeignKey(
        Task, models.CASCADE, related_name="reassignments", verbose_name="任务"
    )
    from_unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, related_name="+", verbose_name="原承办单位"
    )
    to_unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, related_name="+", verbose_name="新承办单位"
    )
    at = models.DateTimeField("时间", default=clock.now)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="改派人")
    reason = models.CharField("理由", max_length=300)

    class Meta:
        verbose_name = "改派"
        verbose_name_plural = "改派"

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.task_id} {self.from_unit_id}→{self.to_unit_id} #{self.pk}"


class Reminder(models.Model):
    """
    One reminder sent for one task: before, at or after its due time. Each is sent once.

    `round` counts the daily reminders after the due time; it is 0 for the others.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="reminders", verbose_name="任务")
    kind = models.CharField("种类", max_length=8, choices=ReminderKind)
    round = models.PositiveSmallIntegerField("逾期后第几次", default=0)
    # A moved due time may be reminded of anew.
    due_at = models.DateTimeField("所提时限")
    sent_at = models.DateTimeField("发送时间")

    class Meta:
        verbose_name = "催办提醒"
        verbose_name_plural = "催办提醒"
        constraints = [
            models.UniqueConstraint(
                fields=["task", "kind", "due_at", "round"], name="tasks_reminder_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ReminderKind.values), name="tasks_reminder_kind_known"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.task_id} {self.kind} #{self.pk}"
