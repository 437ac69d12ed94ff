"""What is watched: programmes, their indicators, and the rules by which an indicator raises signals."""

from django.db import models
from django.db.models import Q

from lianfang.base.kernel.records import Record
from lianfang.command.surveillance.choices import (
    Combine,
    Method,
    Period,
    Scope,
    Sector,
    WarningColor,
)


class Programme(Record):
    """
    One stream of surveillance: school morning checks, prices of daily goods, animal health, …

    Loaded from a pack. Its sites report once per period, by `due_minutes` after the period began.
    """

    code = models.SlugField("代号", max_length=60, unique=True)
    name = models.CharField("名称", max_length=60)
    sector = models.CharField("领域", max_length=12, choices=Sector)
    period = models.CharField("报告周期", max_length=6, choices=Period)
    due_minutes = models.PositiveIntegerField("报告时限（自周期开始，分钟）")
    part_label = models.CharField("分项名称", max_length=20, blank=True)
    source = models.CharField("信号来源", max_length=12)
    lead_code = models.SlugField("牵头单位代号", max_length=60)
    basis = models.CharField("依据", max_length=300)
    about = models.TextField("说明", blank=True)
    sort = models.PositiveIntegerField("排序", default=0)
    is_verified = models.BooleanField("已核对", default=True)
    is_active = models.BooleanField("在用", default=True)
    loaded_digest = models.CharField("装载摘要", max_length=64, blank=True)

    class Meta:
        verbose_name = "监测项目"
        verbose_name_plural = "监测项目"
        constraints = [
            models.CheckConstraint(
                condition=Q(sector__in=Sector.values), name="surveillance_programme_sector_known"
            ),
            models.CheckConstraint(
                condition=Q(period__in=Period.values), name="surveillance_programme_period_known"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


class Indicator(Record):
    """
    One number that a programme asks of its sites: pupils with vomiting, the price of rice, residual chlorine.

    The limits are shown beside the field where the number is typed; rules say what raises a signal.
    """

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="indicators", verbose_name="监测项目"
    )
    code = models.SlugField("代号", max_length=60, unique=True)
    name = models.CharField("名称", max_length=60)
    measure = models.CharField("计量单位", max_length=20)
    definition = models.CharField("定义", max_length=300)
    combine = models.CharField("汇总方式", max_length=6, choices=Combine)
    decimals = models.PositiveSmallIntegerField("小数位数", default=0)
    lower_limit = models.DecimalField(
        "下限", max_digits=14, decimal_places=3, null=True, blank=True
    )
    upper_limit = models.DecimalField(
        "上限", max_digits=14, decimal_places=3, null=True, blank=True
    )
    limit_basis = models.CharField("限值依据", max_length=200, blank=True)
    disease_code = models.CharField("病种代码", max_length=60, blank=True)
    is_zoonotic = models.BooleanField("人畜共患", default=False)
    sort = models.PositiveIntegerField("排序", default=0)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "监测指标"
        verbose_name_plural = "监测指标"
        constraints = [
            models.CheckConstraint(
                condition=Q(combine__in=Combine.values), name="surveillance_indicator_combine_known"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


class IndicatorDesk(models.Model):
    """One unit, by its code, that must act on the signals of an indicator. A county without it skips it."""

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="desks", verbose_name="监测指标"
    )
    unit_code = models.SlugField("单位代号", max_length=60)

    class Meta:
        verbose_name = "信号处置单位"
        verbose_name_plural = "信号处置单位"
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "unit_code"], name="surveillance_indicatordesk_once"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.unit_code} ← {self.indicator_id}"


class DetectionRule(Record):
    """
    One way in which an indicator raises a signal: a limit, a cluster, a rise, a gap, or statistics.

    `threshold` is a limit, a sum, a share in percent, a number of periods or of standard deviations,
    as the method says. Values below `least` never raise a signal by statistics or by a rise.
    """

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="rules", verbose_name="监测指标"
    )
    code = models.CharField("代号", max_length=80, unique=True)
    method = models.CharField("方法", max_length=12, choices=Method)
    scope = models.CharField("汇总范围", max_length=10, choices=Scope)
    is_by_part = models.BooleanField("分项分别判断", default=False)
    threshold = models.DecimalField("阈值", max_digits=14, decimal_places=3)
    window_days = models.PositiveSmallIntegerField("时间窗（天）", default=1)
    baseline_days = models.PositiveSmallIntegerField("基线（天）", default=7)
    least = models.DecimalField("起报值", max_digits=14, decimal_places=3, default=0)
    color = models.PositiveSmallIntegerField("预警级别", choices=WarningColor)
    basis = models.CharField("依据", max_length=300, blank=True)
    is_verified = models.BooleanField("已核对", default=False)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "预警规则"
        verbose_name_plural = "预警规则"
        constraints = [
            models.CheckConstraint(
                condition=Q(method__in=Method.values), name="surveillance_rule_method_known"
            ),
            models.CheckConstraint(
                condition=Q(scope__in=Scope.values), name="surveillance_rule_scope_known"
            ),
            models.CheckConstraint(
                condition=Q(color__in=WarningColor.values), name="surveillance_rule_color_known"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.get_method_display()}（{self.code}）"
