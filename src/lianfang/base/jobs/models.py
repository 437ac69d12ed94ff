"""Jobs that run by the clock, and how their last runs went."""

from django.db import models


class Job(models.Model):
    """
    One job of the schedule and its last run.

    A worker takes a job by moving `claimed_until` forward in one guarded UPDATE: two workers
    never run it at once, and a killed worker's claim lapses by itself.
    """

    name = models.CharField("名称", max_length=80, unique=True)
    label = models.CharField("说明", max_length=80)
    every_seconds = models.PositiveIntegerField("间隔（秒）")
    next_run_at = models.DateTimeField("下次运行")
    claimed_until = models.DateTimeField("占用至", null=True, blank=True)
    last_started_at = models.DateTimeField("上次开始", null=True, blank=True)
    last_finished_at = models.DateTimeField("上次结束", null=True, blank=True)
    last_result = models.CharField("上次结果", max_length=200, blank=True)
    last_failed = models.BooleanField("上次失败", default=False)
    failures_in_row = models.PositiveIntegerField("连续失败次数", default=0)

    class Meta:
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"

    class Personal:
        none = True

    def __str__(self) -> str:
        return self.name
