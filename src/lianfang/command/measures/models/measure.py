"""Measures that bind people: proposed, decided, ended; what was thought of; their review."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record
from lianfang.command.measures.choices import (
    MeasureKind,
    MeasureState,
    ReviewResult,
    Route,
    Topic,
)
from lianfang.command.measures.rules import is_in_force

USER = settings.AUTH_USER_MODEL


def who(words: str, **options: Any) -> Any:
    """A column for whoever did something; the system has no account, so it may be empty."""
    return models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=words, **options
    )


def known(model: str, field: str, values: list[Any]) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": values}), name=f"measures_{model}_{field}_known"
    )


class Measure(Record):
    """
    One measure for an area, a place, persons or things: what, on whose word, from when until when.

    Proposed by one person and decided by another; a decided one is never edited. It ends by itself
    at `ends_at`; to keep it longer takes a new one that `continues` it. History is in `MeasureStep`.
    """

    number = models.CharField("编号", max_length=30, unique=True)
    emergency = models.ForeignKey(
        "emergencies.Emergency", models.PROTECT, related_name="measures", verbose_name="事件"
    )
    kind = models.CharField("措施种类", max_length=20, choices=MeasureKind)
    route = models.CharField("决定方式", max_length=12, choices=Route)
    title = models.CharField("名称", max_length=100)
    content = models.TextField("措施内容")
    area = models.ForeignKey(
        "orgs.Area", models.PROTECT, related_name="measures", verbose_name="区域"
    )
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    scope_words = models.CharField("范围", max_length=200)
    place = models.ForeignKey(
        "places.Place", models.PROTECT, null=True, blank=True, related_name="measures",
        verbose_name="场所",
    )  # fmt: skip
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, related_name="measures", verbose_name="执行单位"
    )
    # The class under which the disease was managed on that day; the authority was asked for it.
    disease_class = models.CharField("病种类别", max_length=8)
    authority = models.ForeignKey(
        "standards.Authority", models.PROTECT, related_name="measures", verbose_name="职权依据"
    )
    basis = models.CharField("法律依据", max_length=400)
    above_by = models.CharField("上级决定机关", max_length=60, blank=True)
    above_number = models.CharField("上级决定文号", max_length=60, blank=True)
    above_on = models.DateField("上级决定日期", null=True, blank=True)
    reason = models.TextField("理由")
    proportionality = models.TextField("必要性和适度性")
    alternatives = models.TextField("考虑过的替代措施")
    starts_at = models.DateTimeField("开始时间")  # the measure's own time, not an act
    ends_at = models.DateTimeField("结束时间")
    review_on = models.DateField("复核日期")
    reminded_on = models.DateField("已提醒复核", null=True, blank=True)
    hotline = models.CharField("服务、咨询电话", max_length=60)
    complaint_route = models.CharField("申诉途径", max_length=200)
    continues = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="continued_by",
        verbose_name="延续自",
    )  # fmt: skip
    is_exercise = models.BooleanField("演练", default=False)
    state = models.CharField(
        "状态", max_length=10, choices=MeasureState, default=MeasureState.PROPOSED
    )
    proposing_unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, related_name="+", verbose_name="提出单位"
    )
    proposed_at = models.DateTimeField("提出时间", default=clock.now)
    proposed_by = who("提出人")
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decided_by = who("决定人")
    deciding_unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="决定单位",
    )  # fmt: skip
    opinion = models.TextField("决定意见", blank=True)
    decision_number = models.CharField("决定文号", max_length=60, blank=True)
    ended_at = models.DateTimeField("结束时间（实际）", null=True, blank=True)
    ended_by = who("结束人")
    end_reason = models.CharField("结束原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "管控措施"
        verbose_name_plural = "管控措施"
        constraints = [
            known("measure", "kind", MeasureKind.values),
            known("measure", "route", Route.values),
            known("measure", "state", MeasureState.values),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="measures_measure_has_an_end"
            ),
            models.CheckConstraint(
                condition=Q(proposed_by=None) | Q(decided_by=None) | ~Q(proposed_by=F("decided_by")),
                name="measures_measure_two_people",
            ),
            # 传染病防治法 art. 66: a county may suggest a lockdown and never order one.
            models.CheckConstraint(
                condition=~Q(kind__in=["lockdown", "traffic_quarantine"])
                | Q(state__in=["proposed", "refused", "withdrawn", "sent_up"]),
                name="measures_measure_no_lockdown_by_a_county",
            ),
            models.CheckConstraint(
                condition=~Q(route="suggest")
                | Q(state__in=["proposed", "refused", "withdrawn", "sent_up"]),
                name="measures_measure_suggestion_binds_nobody",
            ),
            models.CheckConstraint(
                condition=~Q(route="above") | (~Q(above_number="") & Q(above_on__isnull=False)),
                name="measures_measure_decision_above_named",
            ),
            models.UniqueConstraint(
                fields=["decision_number"], condition=~Q(decision_number=""),
                name="measures_measure_number_once",
            ),
            models.UniqueConstraint(
                fields=["continues"],
                condition=Q(state__in=["proposed", "ordered"]),
                name="measures_measure_continued_once",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["-proposed_at", "-id"], name="measures_measure_latest"),
            models.Index(fields=["state", "ends_at"], name="measures_measure_running"),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）"

    def is_in_force(self, at: datetime) -> bool:
        return is_in_force(
            state=self.state, starts_at=self.starts_at, ends_at=self.ends_at, at=at,
            ended_at=self.ended_at,
        )  # fmt: skip


class MeasureStep(models.Model):
    """One move of a measure from state to state: when, by whom, in whose words."""

    measure = models.ForeignKey(
        Measure, models.CASCADE, related_name="steps", verbose_name="管控措施"
    )
    before = models.CharField("原状态", max_length=10, blank=True)
    after = models.CharField("新状态", max_length=10, choices=MeasureState)
    words = models.CharField("说明", max_length=300, blank=True)
    taken_at = models.DateTimeField("时间", default=clock.now)
    taken_by = who("操作人")

    class Meta:
        verbose_name = "措施经过"
        verbose_name_plural = "措施经过"
        constraints = [known("measurestep", "after", MeasureState.values)]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.measure_id} → {self.after} #{self.pk}"


class Arrangement(models.Model):
    """What a measure does for one group of people or one supply; “不涉及” where it does not apply."""

    measure = models.ForeignKey(
        Measure, models.CASCADE, related_name="arrangements", verbose_name="管控措施"
    )
    topic = models.CharField("对象", max_length=10, choices=Topic)
    words = models.CharField("安排", max_length=300)

    class Meta:
        verbose_name = "特殊人群和供应安排"
        verbose_name_plural = "特殊人群和供应安排"
        constraints = [
            known("arrangement", "topic", Topic.values),
            models.UniqueConstraint(
                fields=["measure", "topic"], name="measures_arrangement_once_per_topic"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.measure_id} {self.topic}"


class Review(models.Model):
    """One look at whether a measure is still needed, before its end."""

    measure = models.ForeignKey(
        Measure, models.CASCADE, related_name="reviews", verbose_name="管控措施"
    )
    result = models.CharField("结论", max_length=6, choices=ReviewResult)
    words = models.TextField("理由")
    next_on = models.DateField("下次复核", null=True, blank=True)
    reviewed_at = models.DateTimeField("复核时间", default=clock.now)
    reviewed_by = who("复核人")

    class Meta:
        verbose_name = "复核"
        verbose_name_plural = "复核"
        constraints = [known("review", "result", ReviewResult.values)]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.measure_id} {self.result} #{self.pk}"
