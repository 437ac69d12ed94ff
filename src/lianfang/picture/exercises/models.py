"""Exercises: a scenario played through the real services, and how it went."""

from django.conf import settings
from django.db import models

from lianfang.base.kernel.records import Record

USER = settings.AUTH_USER_MODEL


class Exercise(Record):
    """One run of a scenario. Its emergency is marked as an exercise; its clock is moved."""

    scenario = models.CharField("脚本", max_length=80)
    title = models.CharField("名称", max_length=120)
    emergency = models.ForeignKey(
        "emergencies.Emergency", models.PROTECT, null=True, blank=True, related_name="exercises", verbose_name="事件"
    )
    begins_at = models.DateTimeField("剧情开始")  # story time
    reached_at = models.DateTimeField("剧情进展到")  # story time
    started_at = models.DateTimeField("运行开始")
    started_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="组织人")
    finished_at = models.DateTimeField("运行结束", null=True, blank=True)
    finished_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="结束人")

    class Meta:
        verbose_name = "演练"
        verbose_name_plural = "演练"

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.title}（{self.uuid}）"


class InjectLog(models.Model):
    """One inject as it was played: when in the story, by whom, what came of it."""

    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="injects", verbose_name="演练")
    sort = models.PositiveIntegerField("次序")
    story_at = models.DateTimeField("剧情时间")
    by = models.CharField("执行者", max_length=120)
    verb = models.CharField("动作", max_length=40)
    summary = models.CharField("内容", max_length=300)
    result = models.CharField("结果", max_length=300)

    class Meta:
        verbose_name = "演练注入"
        verbose_name_plural = "演练注入"
        constraints = [models.UniqueConstraint(fields=["exercise", "sort"], name="exercises_injectlog_order")]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.exercise_id} {self.sort} {self.verb}"
