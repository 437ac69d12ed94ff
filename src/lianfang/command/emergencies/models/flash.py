"""Flash reports: told in one minute, beside the formal report."""

from django.db import models
from django.db.models import Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record

from .emergency import USER, Emergency


class FlashReport(Record):
    """
    One flash report, with its text as it was sent. Never edited; what follows is another one.

    It goes to the duty desk, the health commission and the government at once and replaces neither
    the report card nor the national direct-report system.
    """

    number = models.CharField("编号", max_length=30, unique=True)
    emergency = models.ForeignKey(
        Emergency, models.PROTECT, null=True, blank=True, related_name="flashes",
        verbose_name="事件",
    )  # fmt: skip
    signal = models.ForeignKey(
        "surveillance.Signal", models.PROTECT, null=True, blank=True, related_name="flashes",
        verbose_name="信号",
    )  # fmt: skip
    is_exercise = models.BooleanField("演练", default=False)
    what = models.CharField("发生了什么", max_length=100)
    area = models.ForeignKey(
        "orgs.Area", models.PROTECT, related_name="flashes", verbose_name="地区"
    )
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    place = models.CharField("地点", max_length=100, blank=True)
    happened = models.DateTimeField("发生时间")
    cases = models.PositiveIntegerField("发病人数", null=True, blank=True)
    deaths = models.PositiveIntegerField("死亡人数", null=True, blank=True)
    more = models.TextField("其他情况", blank=True)
    teller = models.CharField("报告人", max_length=60)
    words = models.TextField("报送文字")
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, related_name="flashes", verbose_name="报送单位"
    )
    sent_at = models.DateTimeField("报送时间", default=clock.now)
    sent_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="报送人"
    )
    noted_at = models.DateTimeField("值班签收时间", null=True, blank=True)
    noted_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签收人"
    )
    note = models.CharField("处置意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "快报"
        verbose_name_plural = "快报"
        constraints = [
            models.CheckConstraint(
                condition=Q(deaths=None) | Q(deaths=0) | Q(deaths__lte=models.F("cases")),
                name="emergencies_flashreport_deaths_within_cases",
            )
        ]
        indexes = [models.Index(fields=["-sent_at", "-id"], name="emergencies_flash_latest")]

    class Personal:
        fields = ("teller", "words")
        why = "报告人姓名，用于核实回拨（突发公共卫生事件应对法第三十条、第三十二条）"
        kept = "随事件档案保存"

    def __str__(self) -> str:
        return f"快报 {self.number}"
