"""Watch lines that an area does not look at for a time."""

from django.db import models
from django.db.models import F, Q

from lianfang.base.kernel.records import Record

from .rules import ReportingThreshold


class WatchSetAside(Record):
    """
    One time during which one area does not look at one watch line.

    Taken up again, the row gets its end; set aside once more, there is a new row. The pack, loaded
    again, leaves it alone, and other areas of the installation go on looking.
    """

    rule = models.ForeignKey(
        ReportingThreshold, models.CASCADE, related_name="set_asides", verbose_name="关注线"
    )
    # Empty: everywhere, as lines were set aside before each area had its own.
    area_path = models.CharField("区划路径", max_length=120, blank=True)
    since = models.DateField("停用日期")
    until = models.DateField("恢复日期", null=True, blank=True)

    class Meta:
        verbose_name = "关注线停用"
        verbose_name_plural = "关注线停用"
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "area_path"], condition=Q(until=None),
                name="standards_watchsetaside_one_open",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="standards_watchsetaside_ends_after_start",
            ),
        ]  # fmt: skip

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.rule_id} {self.area_path} {self.since}"
