"""Exercises: a scenario played through the real services, and how it went."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record

from .choices import Origin

USER = settings.AUTH_USER_MODEL


class Exercise(Record):
    """
    One run of a scenario. Its emergency is marked as an exercise; its clock is moved.

    One that is neither finished nor interrupted stands where its story has got to, on purpose (the
    demonstration) or because the machine stopped.
    """

    scenario = models.CharField("脚本", max_length=80)
    title = models.CharField("名称", max_length=120)
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    emergency = models.ForeignKey(
        "emergencies.Emergency", models.PROTECT, null=True, blank=True, related_name="exercises",
        verbose_name="事件",
    )  # fmt: skip
    begins_at = models.DateTimeField("剧情开始")  # story time
    reached_at = models.DateTimeField("剧情进展到")  # story time
    started_at = models.DateTimeField("运行开始", default=clock.now)
    started_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="组织人"
    )
    finished_at = models.DateTimeField("运行结束", null=True, blank=True)
    finished_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="结束人"
    )
    interruption = models.CharField("中断原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "演练"
        verbose_name_plural = "演练"
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(interruption=""),
                name="exercises_exercise_finished_or_interrupted",
            )
        ]
        indexes = [models.Index(fields=["-started_at", "-id"], name="exercises_exercise_latest")]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.title}（{self.uuid}）"


class InjectLog(models.Model):
    """One line of what happened: when in the story, at which desk, what came of it. Never a name."""

    exercise = models.ForeignKey(
        Exercise, models.CASCADE, related_name="injects", verbose_name="演练"
    )
    sort = models.PositiveIntegerField("次序")
    story_at = models.DateTimeField("剧情时间")
    origin = models.CharField("来源", max_length=8, choices=Origin)
    by = models.CharField("执行岗位", max_length=120)
    verb = models.CharField("动作", max_length=40)
    summary = models.CharField("内容", max_length=300)
    result = models.CharField("结果", max_length=300)
    has_worked = models.BooleanField("已办成", default=True)

    class Meta:
        verbose_name = "演练注入"
        verbose_name_plural = "演练注入"
        constraints = [
            models.UniqueConstraint(fields=["exercise", "sort"], name="exercises_injectlog_order"),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values), name="exercises_injectlog_origin_known"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.exercise_id} {self.sort} {self.verb}"
