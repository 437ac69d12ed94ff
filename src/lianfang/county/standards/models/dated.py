"""What every national rule has: its basis, its dates, and whether anybody checked it."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from lianfang.base.kernel.records import Record


class DatedRules(models.QuerySet["Dated"]):
    """Rules by the day on which they hold."""

    def on(self, day: date) -> Self:
        """The rows that hold on a day."""
        return self.filter(Q(effective_to=None) | Q(effective_to__gte=day), effective_from__lte=day)


class Dated(Record):
    """
    One rule between two dates.

    A rule that changes gets a new row and the old one an end date, so that an event of last year is
    still judged by last year's rule.
    """

    code = models.CharField("编号", max_length=60)
    position = models.PositiveSmallIntegerField("次序", default=0)
    basis = models.CharField("依据", max_length=300)
    effective_from = models.DateField("生效日期")
    effective_to = models.DateField("失效日期", null=True, blank=True)
    verified = models.BooleanField("已核实", default=False)

    objects = DatedRules.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["code", "effective_from"], name="%(app_label)s_%(class)s_once_per_day"
            ),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                name="%(app_label)s_%(class)s_ends_after_start",
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.code} {self.effective_from}"
