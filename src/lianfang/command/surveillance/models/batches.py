"""Spreadsheets on their way in: seen before they count, and undone as a whole."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record
from lianfang.command.surveillance.choices import BatchState

from .programmes import Indicator, Programme
from .sites import Site

USER = settings.AUTH_USER_MODEL


class Batch(Record):
    """One uploaded table of observations: first a preview, then imported as a whole or not at all."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="batches", verbose_name="监测项目"
    )
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, related_name="+", verbose_name="导入单位"
    )
    area_path = models.CharField("区划路径", max_length=120)
    name = models.CharField("文件名", max_length=200)
    digest = models.CharField("文件摘要", max_length=64)
    rows = models.PositiveIntegerField("行数", default=0)
    state = models.CharField("状态", max_length=10, choices=BatchState, default=BatchState.PREVIEW)
    uploaded_at = models.DateTimeField("上传时间", default=clock.now)
    uploaded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )
    settled_at = models.DateTimeField("办结时间", null=True, blank=True)
    settled_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办结人"
    )

    class Meta:
        verbose_name = "导入批次"
        verbose_name_plural = "导入批次"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=BatchState.values), name="surveillance_batch_state_known"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class BatchLine(models.Model):
    """One value of a table that waits for its confirmation; gone once the batch is settled."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="lines", verbose_name="导入批次")
    row = models.PositiveIntegerField("行号")
    site = models.ForeignKey(Site, models.CASCADE, related_name="+", verbose_name="报告点")
    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="+", verbose_name="监测指标"
    )
    part = models.CharField("分项", max_length=40, blank=True)
    period_on = models.DateField("日期")
    value = models.DecimalField("数值", max_digits=14, decimal_places=3)
    before = models.DecimalField("原值", max_digits=14, decimal_places=3, null=True, blank=True)

    class Meta:
        verbose_name = "导入行"
        verbose_name_plural = "导入行"

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"第 {self.row} 行"
