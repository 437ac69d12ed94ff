"""The duty log by position (值班日志)."""

from django.db import models
from django.db.models import F, Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record

from .task import USER


class LogEntry(Record):
    """
    One line of a position's log: what happened when, written down by whom at which post.

    Never changed and never deleted. A correction is a later entry that names the wrong one, and may
    raise it to significant. Significant entries of an emergency stand in its course and its report.
    """

    at = models.DateTimeField("发生时间")
    recorded_at = models.DateTimeField("记录时间", default=clock.now)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="记录人"
    )
    recorder = models.CharField("记录人姓名", max_length=120, blank=True)
    position = models.CharField("岗位", max_length=60)
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, related_name="log_entries", verbose_name="单位"
    )
    area_path = models.CharField("区划路径", max_length=120)
    emergency = models.ForeignKey(
        "emergencies.Emergency", models.PROTECT, null=True, blank=True, related_name="log_entries",
        verbose_name="事件",
    )  # fmt: skip
    words = models.CharField("内容", max_length=1000)
    is_significant = models.BooleanField("重要", default=False)
    is_exercise = models.BooleanField("演练", default=False)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections",
        verbose_name="更正的记录",
    )  # fmt: skip

    class Meta:
        verbose_name = "值班日志"
        verbose_name_plural = "值班日志"
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(corrects=F("id")),
                name="tasks_logentry_not_of_itself",
            ),
            models.CheckConstraint(
                condition=Q(at__lte=F("recorded_at")), name="tasks_logentry_not_in_advance"
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-at", "-id"], name="tasks_logentry_area"),
            models.Index(fields=["unit", "-at", "-id"], name="tasks_logentry_unit"),
            models.Index(fields=["emergency", "is_significant", "at"], name="tasks_logentry_event"),
        ]

    class Personal:
        fields = ("recorder",)
        why = "值班责任追溯"
        kept = "随应急档案"

    def __str__(self) -> str:
        return f"{self.position} #{self.pk}"
