"""Signals: something that may be the beginning of an emergency."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record

from .choices import SignalSource, SignalState

USER = settings.AUTH_USER_MODEL


class Signal(Record):
    """
    One thing heard or seen that may be the beginning of an emergency.

    It holds counts and a place, never a patient. Verified or dismissed by a person, with a reason.
    """

    number = models.CharField("编号", max_length=30, unique=True)
    title = models.CharField("事由", max_length=100)
    source = models.CharField("来源", max_length=12, choices=SignalSource)
    reporter_unit = models.ForeignKey(
        "orgs.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signals",
        verbose_name="报告单位",
    )
    area = models.ForeignKey(
        "orgs.Area", models.PROTECT, related_name="signals", verbose_name="发生地区"
    )
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    place = models.CharField("地点", max_length=100, blank=True)
    disease = models.ForeignKey(
        "standards.Disease", models.PROTECT, null=True, blank=True, related_name="signals",
        verbose_name="怀疑病种",
    )  # fmt: skip
    description = models.TextField("情况")
    cases = models.PositiveIntegerField("发病人数", null=True, blank=True)
    deaths = models.PositiveIntegerField("死亡人数", null=True, blank=True)
    began_at = models.DateTimeField(
        "首例发病时间", null=True, blank=True
    )  # when it began, not an act
    found_at = models.DateTimeField("发现时间")  # statutory clocks start here; never edited
    is_exercise = models.BooleanField("演练", default=False)
    state = models.CharField("状态", max_length=10, choices=SignalState, default=SignalState.NEW)
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    judged_at = models.DateTimeField("核实时间", null=True, blank=True)
    judged_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核实人"
    )
    judgement = models.TextField("核实结论", blank=True)

    class Meta:
        verbose_name = "信号"
        verbose_name_plural = "信号"
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=SignalSource.values), name="surveillance_signal_source_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SignalState.values), name="surveillance_signal_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["new", "raised"])
                | (Q(judged_at__isnull=False) & ~Q(judgement="")),
                name="surveillance_signal_judged_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(deaths=None)
                | Q(deaths=0)
                | Q(cases__isnull=False, deaths__lte=F("cases")),
                name="surveillance_signal_deaths_within_cases",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-found_at", "-id"], name="surveillance_signal_open")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
