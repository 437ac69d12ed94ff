"""The clocks of the law as rows, what people say for the rules, and moments noted by hand."""

from django.db import models
from django.db.models import Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record
from lianfang.command.emergencies.choices import ClockWarning, FactSubject, StopKind

from .emergency import USER, Emergency


class EventFact(models.Model):
    """
    One word about an emergency that rules ask for: its kind of place, or whether a circumstance holds.

    The last word on a code counts; a correction is a later row.
    """

    emergency = models.ForeignKey(
        Emergency, models.CASCADE, related_name="facts", verbose_name="事件"
    )
    subject = models.CharField("性质", max_length=12, choices=FactSubject)
    code = models.CharField("代码", max_length=60)
    holds = models.BooleanField("成立")
    words = models.CharField("依据", max_length=200, blank=True)
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "认定情况"
        verbose_name_plural = "认定情况"
        constraints = [
            models.CheckConstraint(
                condition=Q(subject__in=FactSubject.values),
                name="emergencies_eventfact_subject_known",
            )
        ]
        indexes = [
            models.Index(fields=["emergency", "recorded_at"], name="emergencies_eventfact_latest")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.emergency_id} {self.subject}:{self.code} {self.pk}"


class EventMoment(models.Model):
    """
    One moment of an emergency noted by a person: told the government, investigation begun.

    Never edited; of two rows for one moment the first recorded is the one that clocks go by.
    """

    emergency = models.ForeignKey(
        Emergency, models.CASCADE, related_name="moments", verbose_name="事件"
    )
    code = models.CharField("时点", max_length=60)
    happened = models.DateTimeField("时间")
    words = models.CharField("对象和方式", max_length=200)
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "报告时点"
        verbose_name_plural = "报告时点"
        indexes = [
            models.Index(fields=["emergency", "recorded_at"], name="emergencies_eventmoment_first")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.emergency_id} {self.code} {self.pk}"


class Clock(Record):
    """
    One running or stopped clock of the law for one emergency.

    `started_at` and `due_at` are copied once from what was recorded then; a trigger of the database
    refuses to change them, or a stop once it is set.
    """

    emergency = models.ForeignKey(
        Emergency, models.PROTECT, related_name="clocks", verbose_name="事件"
    )
    deadline = models.ForeignKey(
        "standards.Deadline", models.PROTECT, related_name="clocks", verbose_name="时限"
    )
    code = models.CharField("时限编号", max_length=60)
    round = models.PositiveSmallIntegerField("轮次", default=1)
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    bearer_unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, blank=True, related_name="clocks",
        verbose_name="责任单位",
    )  # fmt: skip
    started_at = models.DateTimeField("起算时间")
    started_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="起算登记人"
    )
    started_with = models.CharField("起算依据", max_length=200, blank=True)
    due_at = models.DateTimeField("最迟时间", null=True, blank=True)
    stopped_at = models.DateTimeField("完成时间", null=True, blank=True)
    stopped_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="完成登记人"
    )
    stopped_with = models.CharField("完成依据", max_length=200, blank=True)
    stop_kind = models.CharField("结束方式", max_length=6, choices=StopKind, blank=True)
    recorded_at = models.DateTimeField("建立时间", default=clock.now)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="建立人"
    )

    class Meta:
        verbose_name = "报告时限"
        verbose_name_plural = "报告时限"
        constraints = [
            models.UniqueConstraint(
                fields=["emergency", "code", "round"], name="emergencies_clock_once_per_round"
            ),
            models.CheckConstraint(
                condition=Q(stop_kind__in=["", *StopKind.values]),
                name="emergencies_clock_stop_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None, stop_kind="")
                | Q(stopped_at__isnull=False) & ~Q(stop_kind=""),
                name="emergencies_clock_stopped_with_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["stopped_at", "due_at", "id"], name="emergencies_clock_open"),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.code}（{self.uuid}）"


class ClockReminder(models.Model):
    """One letter about one clock at one stage; each stage is written once."""

    clock = models.ForeignKey(
        Clock, models.CASCADE, related_name="reminders", verbose_name="报告时限"
    )
    kind = models.CharField("阶段", max_length=6, choices=ClockWarning)
    round = models.PositiveSmallIntegerField("次数", default=0)
    sent_at = models.DateTimeField("发出时间")

    class Meta:
        verbose_name = "时限提醒"
        verbose_name_plural = "时限提醒"
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "kind", "round"], name="emergencies_clockreminder_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ClockWarning.values),
                name="emergencies_clockreminder_kind_known",
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.clock_id} {self.kind} {self.round}"
