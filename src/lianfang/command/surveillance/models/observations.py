"""What was reported: values, the reports they came in, and the runs of detection over them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record
from lianfang.command.surveillance.choices import ObservationState, Origin

from .batches import Batch
from .programmes import Indicator
from .sites import Site

USER = settings.AUTH_USER_MODEL


class SiteReport(Record):
    """
    One site's report for one period: when it first came, whether in time, whether a zero report.

    Completeness and timeliness are counted on these rows; a site without one has not reported.
    """

    site = models.ForeignKey(Site, models.PROTECT, related_name="reports", verbose_name="报告点")
    area_path = models.CharField("区划路径", max_length=120)
    period_on = models.DateField("报告期")
    is_zero = models.BooleanField("零报告", default=False)
    is_late = models.BooleanField("迟报", default=False)
    is_exercise = models.BooleanField("演练", default=False)
    # Which run of an exercise alone the record belongs to, as the exercises room numbers them.
    run = models.PositiveBigIntegerField("演练场次", null=True, blank=True)
    key = models.CharField("幂等键", max_length=64, blank=True)
    recorded_at = models.DateTimeField("报告时间", default=clock.now)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="报告人"
    )

    class Meta:
        verbose_name = "监测报告"
        verbose_name_plural = "监测报告"
        constraints = [
            # Two constraints, not one over four columns: to a database two missing runs differ.
            models.UniqueConstraint(
                fields=["site", "period_on", "is_exercise"], condition=Q(run=None),
                name="surveillance_sitereport_once",
            ),
            models.UniqueConstraint(
                fields=["site", "period_on", "run"], condition=Q(run__isnull=False),
                name="surveillance_sitereport_once_a_run",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["period_on", "area_path"], name="surveillance_sitereport_day")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.period_on} #{self.site_id}"


class Observation(models.Model):
    """
    One value of one indicator at one site (and part) for one period.

    Never changed: a correction is a new row that names the old one, and the old one stays, replaced.
    Without a value the site says that it could not be measured, and why. No person is named in it.
    """

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="observations", verbose_name="监测指标",
        db_index=False,
    )  # fmt: skip
    # No index on the site and on the replaced row alone: the ones below answer every question, and
    # each index costs a day's million rows some seconds.
    site = models.ForeignKey(
        Site, models.PROTECT, related_name="observations", verbose_name="报告点", db_index=False
    )
    part = models.CharField("分项", max_length=40, blank=True)
    area_path = models.CharField("区划路径", max_length=120)
    period_on = models.DateField("报告期")
    value = models.DecimalField("数值", max_digits=14, decimal_places=3, null=True, blank=True)
    reason = models.CharField("缺测或订正原因", max_length=200, blank=True)
    is_late = models.BooleanField("迟报", default=False)
    is_exercise = models.BooleanField("演练", default=False)
    # Which run of an exercise alone the record belongs to, as the exercises room numbers them.
    run = models.PositiveBigIntegerField("演练场次", null=True, blank=True)
    origin = models.CharField("来源", max_length=10, choices=Origin)
    state = models.CharField(
        "状态", max_length=10, choices=ObservationState, default=ObservationState.CURRENT
    )
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="订正的记录",
        db_index=False,
    )  # fmt: skip
    batch = models.ForeignKey(
        Batch, models.PROTECT, null=True, blank=True, related_name="observations",
        verbose_name="导入批次", db_index=False,
    )  # fmt: skip
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人", db_index=False
    )

    class Meta:
        verbose_name = "监测数据"
        verbose_name_plural = "监测数据"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ObservationState.values),
                name="surveillance_observation_state_known",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values), name="surveillance_observation_origin_known"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(reason=""),
                name="surveillance_observation_missing_with_reason",
            ),
            models.UniqueConstraint(
                fields=["indicator", "period_on", "site", "part", "is_exercise"],
                condition=Q(state="current", run=None),
                name="surveillance_observation_one_current",
            ),
            models.UniqueConstraint(
                fields=["indicator", "period_on", "site", "part", "run"],
                condition=Q(state="current", run__isnull=False),
                name="surveillance_observation_one_current_a_run",
            ),
        ]
        indexes = [
            models.Index(fields=["site", "-period_on"], name="surveillance_observation_site"),
            # Detection and charts: one indicator over some days. The unique index is partial, which
            # SQLite does not use for a state given as a parameter.
            models.Index(fields=["indicator", "period_on"], name="surveillance_observation_day"),
            # The list of values, latest first; a day's million rows go in at one end. Not led by the state:
            # SQLite, which counts nothing, would think that a state picks out ten rows.
            models.Index(fields=["period_on", "id"], name="surveillance_observation_last"),
            # Hold the rows of exercises, the late and the superseded ones alone, so the rest pay nothing. A
            # statement names these conditions without parameters: only so does SQLite use such an index.
            models.Index(
                fields=["period_on", "id", "run"], condition=Q(is_exercise=True),
                name="surveillance_observation_drill",
            ),
            models.Index(
                fields=["period_on", "id"], condition=Q(is_late=True),
                name="surveillance_observation_late",
            ),
            models.Index(
                fields=["period_on", "id"], condition=~Q(state="current"),
                name="surveillance_observation_past",
            ),
        ]  # fmt: skip

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.period_on} #{self.pk}"


class DetectionRun(Record):
    """One run of detection: up to which observation, how much was looked at, and what came of it."""

    cause = models.CharField("起因", max_length=40)
    upto = models.PositiveBigIntegerField("截至记录号", default=0)
    rules = models.PositiveIntegerField("规则数", default=0)
    observations = models.PositiveIntegerField("筛查数据数", default=0)
    hits = models.PositiveIntegerField("触发次数", default=0)
    muted = models.PositiveIntegerField("静默次数", default=0)
    signals = models.PositiveIntegerField("新信号数", default=0)
    is_exercise = models.BooleanField("演练", default=False)
    # Which run of an exercise alone the record belongs to, as the exercises room numbers them.
    run = models.PositiveBigIntegerField("演练场次", null=True, blank=True)
    started_at = models.DateTimeField("开始时间", default=clock.now)
    finished_at = models.DateTimeField("结束时间", default=clock.now)

    class Meta:
        verbose_name = "自动筛查"
        verbose_name_plural = "自动筛查"

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.cause} #{self.pk}"
