"""Call-down lists (叫应): whom to call about something, who was reached, who comes next."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record
from lianfang.command.tasks.choices import CallResult

from .task import USER


class CallDown(Record):
    """One round of calls about one matter, to several units, until each has acknowledged."""

    title = models.CharField("事由", max_length=100)
    words = models.CharField("通知内容", max_length=500)
    emergency = models.ForeignKey(
        "emergencies.Emergency", models.PROTECT, null=True, blank=True, related_name="calldowns",
        verbose_name="事件",
    )  # fmt: skip
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, related_name="calldowns", verbose_name="发起单位"
    )
    area_path = models.CharField("区划路径", max_length=120)
    is_exercise = models.BooleanField("演练", default=False)
    within_minutes = models.PositiveSmallIntegerField("应答时限（分钟）", default=15)
    started_at = models.DateTimeField("开始时间", default=clock.now)
    started_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="发起人"
    )
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="结束人"
    )

    class Meta:
        verbose_name = "叫应"
        verbose_name_plural = "叫应"
        constraints = [
            models.CheckConstraint(
                condition=Q(within_minutes__gt=0), name="tasks_calldown_has_time"
            )
        ]
        indexes = [
            models.Index(fields=["area_path", "-started_at", "-id"], name="tasks_calldown_area")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.title} #{self.pk}"

    @property
    def deadline(self) -> datetime:
        """Until when somebody of every unit should have acknowledged."""
        return self.started_at + timedelta(minutes=self.within_minutes)


class CallTarget(Record):
    """One unit of a call-down: acknowledged when, escalated when nobody was reached in time."""

    calldown = models.ForeignKey(
        CallDown, models.CASCADE, db_index=False, related_name="targets", verbose_name="叫应"
    )
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    acknowledged_at = models.DateTimeField("确认时间", null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    escalated_at = models.DateTimeField("上报时间", null=True, blank=True)
    # Empty when the clock did it.
    escalated_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上报人"
    )

    class Meta:
        verbose_name = "叫应单位"
        verbose_name_plural = "叫应单位"
        constraints = [
            models.UniqueConstraint(fields=["calldown", "unit"], name="tasks_calltarget_once")
        ]
        indexes = [
            models.Index(
                fields=["calldown"], condition=Q(acknowledged_at=None), name="tasks_calltarget_open"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.calldown_id}→{self.unit_id}"


class Callee(Record):
    """One person on the list of a unit, in the order of calling; numbers stay in the post, masked."""

    target = models.ForeignKey(
        CallTarget, models.CASCADE, db_index=False, related_name="callees", verbose_name="叫应单位"
    )
    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="+", verbose_name="岗位")
    rank = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = "叫应人员"
        verbose_name_plural = "叫应人员"
        constraints = [
            models.UniqueConstraint(fields=["target", "rank"], name="tasks_callee_one_per_rank"),
            models.UniqueConstraint(fields=["target", "post"], name="tasks_callee_once"),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.target_id} {self.rank}"


class Call(Record):
    """One call to one person and what it came to. Never changed."""

    callee = models.ForeignKey(
        Callee, models.CASCADE, related_name="calls", verbose_name="叫应人员"
    )
    called_at = models.DateTimeField("呼叫时间", default=clock.now)
    called_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="呼叫人"
    )
    result = models.CharField("结果", max_length=12, choices=CallResult)
    words = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "呼叫记录"
        verbose_name_plural = "呼叫记录"
        constraints = [
            models.CheckConstraint(
                condition=Q(result__in=CallResult.values), name="tasks_call_result_known"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.callee_id} {self.result} #{self.pk}"
