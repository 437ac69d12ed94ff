"""Samples of food, animals, water and surfaces: where they lie, who hands them to whom, what they showed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record
from lianfang.command.surveillance.choices import SampleState, Sector, Verdict

USER = settings.AUTH_USER_MODEL


class Sample(Record):
    """
    One sample taken from food, farm products, animals, water, air or surfaces.

    Specimens of persons belong to the room of cases and are never entered here.
    """

    number = models.CharField("编号", max_length=30, unique=True)
    sector = models.CharField("领域", max_length=12, choices=Sector)
    what = models.CharField("样品", max_length=60)
    place = models.CharField("采样地点", max_length=100)
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, related_name="samples_taken", verbose_name="采样单位"
    )
    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="+", verbose_name="采样地区")
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    signal = models.ForeignKey(
        "surveillance.Signal", models.PROTECT, null=True, blank=True, related_name="samples",
        verbose_name="相关信号",
    )  # fmt: skip
    keeper = models.ForeignKey(
        "orgs.Unit", models.PROTECT, related_name="samples_kept", verbose_name="现保管单位"
    )
    storage = models.CharField("保存条件和位置", max_length=100)
    state = models.CharField("状态", max_length=10, choices=SampleState, default=SampleState.STORED)
    is_exercise = models.BooleanField("演练", default=False)
    taken_at = models.DateTimeField("采样时间")
    taken_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "样品"
        verbose_name_plural = "样品"
        constraints = [
            models.CheckConstraint(
                condition=Q(sector__in=Sector.values), name="surveillance_sample_sector_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SampleState.values), name="surveillance_sample_state_known"
            ),
        ]
        indexes = [models.Index(fields=["-taken_at", "-id"], name="surveillance_sample_last")]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.number} {self.what}"


class Handover(Record):
    """
    One sample passed from one unit to another; signed by the two who stood there.

    The one who receives is never the one who handed over. A refused sample stays with its keeper.
    """

    sample = models.ForeignKey(
        Sample, models.PROTECT, related_name="handovers", verbose_name="样品"
    )
    from_unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, related_name="+", verbose_name="移交单位"
    )
    to_unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, related_name="+", verbose_name="接收单位"
    )
    condition = models.CharField("移交时状况", max_length=100)
    handed_at = models.DateTimeField("移交时间", default=clock.now)
    handed_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="移交人"
    )
    received_at = models.DateTimeField("接收时间", null=True, blank=True)
    received_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接收人"
    )
    is_refused = models.BooleanField("拒收", default=False)
    note = models.CharField("接收说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "样品移交"
        verbose_name_plural = "样品移交"
        constraints = [
            models.UniqueConstraint(
                fields=["sample"], condition=Q(received_at=None),
                name="surveillance_handover_one_open",
            ),
            models.CheckConstraint(
                condition=Q(received_by=None) | ~Q(received_by=F("handed_by")),
                name="surveillance_handover_two_people",
            ),
        ]  # fmt: skip

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"#{self.sample_id} {self.from_unit_id}→{self.to_unit_id}"


class SampleResult(Record):
    """What one test of one sample showed. A wrong result is answered by a further one, never edited."""

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="results", verbose_name="样品")
    item = models.CharField("检测项目", max_length=60)
    method = models.CharField("检测方法", max_length=60, blank=True)
    value = models.CharField("检测值", max_length=60, blank=True)
    verdict = models.CharField("判定", max_length=10, choices=Verdict)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="检测单位")
    reported_at = models.DateTimeField("报告时间", default=clock.now)
    reported_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="报告人"
    )

    class Meta:
        verbose_name = "检测结果"
        verbose_name_plural = "检测结果"
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="surveillance_result_verdict_known"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.item} #{self.sample_id}"
