"""Saved analyses: what was asked of which data, what came of it, and the chart."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record

from .choices import Interval, Method, Origin

USER = settings.AUTH_USER_MODEL


class Analysis(Record):
    """
    One analysis as it was kept: method, settings, data digest, words and chart.

    Never edited: another look at the data is another analysis. It holds counts only, no person.
    """

    number = models.CharField("编号", max_length=30, unique=True)
    title = models.CharField("标题", max_length=100)
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    emergency = models.ForeignKey(
        "emergencies.Emergency", models.PROTECT, null=True, blank=True, related_name="analyses",
        verbose_name="事件",
    )  # fmt: skip
    method = models.CharField("方法", max_length=20, choices=Method)
    interval = models.CharField("间隔", max_length=10, choices=Interval)
    origin = models.CharField("数据来源", max_length=10, choices=Origin)
    data_name = models.CharField("数据名称", max_length=200)
    data_disease = models.CharField("病种", max_length=60, blank=True)
    data_area = models.CharField("数据地区", max_length=60, blank=True)
    digest = models.CharField("数据摘要", max_length=64)
    summary = models.CharField("结论", max_length=300)
    explanation = models.TextField("说明", blank=True)
    definition = models.CharField("定义", max_length=300)
    source = models.CharField("方法出处", max_length=200)
    chart = models.TextField("图")
    made_at = models.DateTimeField("保存时间", default=clock.now)
    made_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="分析人"
    )

    class Meta:
        verbose_name = "流行病学分析"
        verbose_name_plural = "流行病学分析"
        constraints = [
            models.CheckConstraint(
                condition=Q(method__in=Method.values), name="analysis_analysis_method_known"
            ),
            models.CheckConstraint(
                condition=Q(interval__in=Interval.values), name="analysis_analysis_interval_known"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values), name="analysis_analysis_origin_known"
            ),
        ]
        indexes = [models.Index(fields=["-made_at", "-id"], name="analysis_analysis_latest")]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class AnalysisSetting(models.Model):
    """One setting that the method looked at, as it stood."""

    analysis = models.ForeignKey(
        Analysis, models.CASCADE, related_name="settings", verbose_name="分析"
    )
    key = models.CharField("参数", max_length=40)
    label = models.CharField("名称", max_length=40)
    value = models.CharField("取值", max_length=40)

    class Meta:
        verbose_name = "分析参数"
        verbose_name_plural = "分析参数"
        constraints = [
            models.UniqueConstraint(fields=["analysis", "key"], name="analysis_setting_once")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.analysis_id} {self.key}"


class AnalysisFigure(models.Model):
    """One figure of an analysis with its range and definition; without a value the note says why."""

    analysis = models.ForeignKey(
        Analysis, models.CASCADE, related_name="figures", verbose_name="分析"
    )
    key = models.CharField("指标", max_length=40)
    sort = models.PositiveIntegerField("次序")
    label = models.CharField("名称", max_length=60)
    definition = models.CharField("定义", max_length=300)
    value = models.FloatField("数值", null=True, blank=True)
    low = models.FloatField("下限", null=True, blank=True)
    high = models.FloatField("上限", null=True, blank=True)
    measure = models.CharField("单位", max_length=20, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "分析结果"
        verbose_name_plural = "分析结果"
        constraints = [
            models.UniqueConstraint(fields=["analysis", "key"], name="analysis_figure_once")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.analysis_id} {self.key}"


class AnalysisPoint(models.Model):
    """One interval of an analysis: the count, what was expected, the range, and whether it stands out."""

    analysis = models.ForeignKey(
        Analysis, models.CASCADE, related_name="points", verbose_name="分析"
    )
    start_on = models.DateField("时段")
    value = models.FloatField("数值", null=True, blank=True)
    expected = models.FloatField("预期", null=True, blank=True)
    low = models.FloatField("下限", null=True, blank=True)
    high = models.FloatField("上限", null=True, blank=True)
    is_flagged = models.BooleanField("高于上限", default=False)
    note = models.CharField("说明", max_length=60, blank=True)

    class Meta:
        verbose_name = "分析时段"
        verbose_name_plural = "分析时段"
        constraints = [
            models.UniqueConstraint(fields=["analysis", "start_on"], name="analysis_point_once")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.analysis_id} {self.start_on}"
