"""Supervision (督办): what is followed up, on which rung of the ladder, and every step of it."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record
from lianfang.command.tasks.choices import Closing, Rung, SupervisionState

from .orders import Addressee, Order
from .task import USER, Task


class LadderRule(Record):
    """
    After how many minutes past the limit a matter climbs to one rung; urgent ones have a row of their own.

    Without a row the usual time of `rules.DEFAULT_LADDER` holds. Of the last rung (通报) the row
    only says from when it may be proposed: no clock ever issues it.
    """

    rung = models.PositiveSmallIntegerField("督办级别", choices=Rung)
    is_urgent = models.BooleanField("急件")
    minutes = models.PositiveIntegerField("逾期分钟数")
    changed_at = models.DateTimeField("修改时间", default=clock.now)
    changed_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="修改人"
    )

    class Meta:
        verbose_name = "督办规则"
        verbose_name_plural = "督办规则"
        constraints = [
            models.UniqueConstraint(fields=["rung", "is_urgent"], name="tasks_ladderrule_once"),
            models.CheckConstraint(
                condition=Q(rung__in=Rung.values), name="tasks_ladderrule_rung_known"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.rung} {self.is_urgent} {self.minutes}"


class Supervision(Record):
    """
    One matter that the command follows up: a unit's task, or its line on an order.

    It closes when the task or the line is struck off, cancelled or withdrawn, or when the command
    drops it with a reason; never by the doing unit. The rung never falls.
    """

    number = models.CharField("编号", max_length=30, unique=True)
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, db_index=False, related_name="supervisions",
        verbose_name="任务",
    )  # fmt: skip
    addressee = models.ForeignKey(
        Addressee, models.PROTECT, null=True, blank=True, db_index=False, related_name="supervisions",
        verbose_name="指令主送单位",
    )  # fmt: skip
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, db_index=False, related_name="supervisions", verbose_name="责任单位"
    )  # fmt: skip
    area_path = models.CharField("区划路径", max_length=120)
    title = models.CharField("督办事项", max_length=100)
    limit = models.DateTimeField("办理时限")
    is_urgent = models.BooleanField("急件", default=False)
    is_exercise = models.BooleanField("演练", default=False)
    rung = models.PositiveSmallIntegerField("督办级别", choices=Rung, default=Rung.REMINDER)
    state = models.CharField(
        "状态", max_length=8, choices=SupervisionState, default=SupervisionState.OPEN
    )
    opened_at = models.DateTimeField("立项时间")
    opened_by = models.ForeignKey(
        USER, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="立项人"
    )
    closed_at = models.DateTimeField("了结时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, db_index=False, related_name="+", verbose_name="了结人"
    )  # fmt: skip
    closing = models.CharField("了结方式", max_length=10, choices=Closing, blank=True)
    # The public criticism that was drafted about it, whether or not it has been approved.
    criticism = models.ForeignKey(
        Order,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supervisions",
        verbose_name="通报",
    )

    class Meta:
        verbose_name = "督办件"
        verbose_name_plural = "督办件"
        constraints = [
            models.CheckConstraint(
                condition=Q(task__isnull=False, addressee=None) | Q(task=None, addressee__isnull=False),
                name="tasks_supervision_of_one_matter",
            ),
            models.UniqueConstraint(
                fields=["task"], condition=Q(closed_at=None, task__isnull=False),
                name="tasks_supervision_one_open_per_task",
            ),
            models.UniqueConstraint(
                fields=["addressee"], condition=Q(closed_at=None, addressee__isnull=False),
                name="tasks_supervision_one_open_per_line",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None, closing="")
                | Q(state="closed", closed_at__isnull=False) & ~Q(closing=""),
                name="tasks_supervision_closed_with_how",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SupervisionState.values), name="tasks_supervision_state_known"
            ),
            models.CheckConstraint(
                condition=Q(closing__in=["", *Closing.values]), name="tasks_supervision_closing_known"
            ),
            models.CheckConstraint(
                condition=Q(rung__in=Rung.values), name="tasks_supervision_rung_known"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["state", "limit", "id"], name="tasks_supervision_state"),
            models.Index(fields=["unit", "state"], name="tasks_supervision_unit"),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def is_red_at(self, at: datetime) -> bool:
        return self.closed_at is None and self.limit < at


class SupervisionStep(Record):
    """One step of a supervision: opened, climbed, closed; by the clock or by a person, and why."""

    supervision = models.ForeignKey(
        Supervision, models.CASCADE, db_index=False, related_name="steps", verbose_name="督办件"
    )
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        USER, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="操作人"
    )
    by_name = models.CharField("操作人姓名", max_length=120, blank=True)
    rung = models.PositiveSmallIntegerField("督办级别", choices=Rung)
    is_closing = models.BooleanField("了结", default=False)
    words = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "督办记录"
        verbose_name_plural = "督办记录"
        constraints = [
            models.CheckConstraint(
                condition=Q(rung__in=Rung.values), name="tasks_supervisionstep_rung_known"
            ),
        ]
        indexes = [models.Index(fields=["supervision", "at", "id"], name="tasks_supstep_order")]

    class Personal:
        fields = ("by_name",)
        why = "督办责任追溯"
        kept = "随应急档案"

    def __str__(self) -> str:
        return f"{self.supervision_id} {self.rung} #{self.pk}"
