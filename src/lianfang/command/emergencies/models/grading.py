"""How an emergency was graded: facts that people added, the criteria one by one, the decision."""

from django.db import models
from django.db.models import F, Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.levels import Grade
from lianfang.base.kernel.records import Record
from lianfang.command.emergencies.choices import CriterionResult, FactKey

from .emergency import USER, Emergency


class GradingFact(models.Model):
    """
    What somebody said about one fact that grading needs and no record holds.

    A later row of the same fact takes the place of the earlier one; an empty value takes it back.
    """

    emergency = models.ForeignKey(
        Emergency, models.CASCADE, related_name="grading_facts", verbose_name="事件"
    )
    key = models.CharField("事实", max_length=30, choices=FactKey)
    value = models.CharField("内容", max_length=60, blank=True)
    source = models.CharField("依据", max_length=200)
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "分级事实"
        verbose_name_plural = "分级事实"
        constraints = [
            models.CheckConstraint(
                condition=Q(key__in=FactKey.values), name="emergencies_gradingfact_key_known"
            )
        ]
        indexes = [
            models.Index(
                fields=["emergency", "key", "-recorded_at"], name="emergencies_gradingfact_latest"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.emergency_id} {self.key} #{self.pk}"


class Grading(Record):
    """
    One decision on the grade of an emergency, with what the criteria had proposed.

    Never edited: a new judgement is a new row that takes the place of the one before. The grade of
    the event and the level of the response are two things (突发事件应对法 art. 71).
    """

    emergency = models.ForeignKey(
        Emergency, models.PROTECT, related_name="gradings", verbose_name="事件"
    )
    number = models.CharField("文号", max_length=60, unique=True)
    ruleset = models.CharField("规则集", max_length=40)
    proposed = models.PositiveSmallIntegerField("按标准建议", choices=Grade)
    possible = models.PositiveSmallIntegerField("补齐后最高可能", choices=Grade)
    grade = models.PositiveSmallIntegerField("判定级别", choices=Grade)
    reason = models.TextField("判定理由", blank=True)
    # The facts as judged, in the shape that `rules.read_facts` reads; read as one, never filtered.
    facts = models.JSONField("所依事实", default=dict)
    missing = models.CharField("所缺事实", max_length=600, blank=True)
    raising = models.CharField("提级提示", max_length=200, blank=True)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="判定单位")
    decided_at = models.DateTimeField("判定时间", default=clock.now)
    decided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="判定人"
    )

    class Meta:
        verbose_name = "分级判定"
        verbose_name_plural = "分级判定"
        constraints = [
            models.CheckConstraint(
                condition=Q(grade__in=Grade.values)
                & Q(proposed__in=Grade.values)
                & Q(possible__in=Grade.values),
                name="emergencies_grading_grades_known",
            ),
            models.CheckConstraint(
                condition=Q(grade=F("proposed")) | ~Q(reason=""),
                name="emergencies_grading_differs_with_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["emergency", "-decided_at", "-id"], name="emergencies_grading_latest"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.number}（{self.get_grade_display()}）"


class GradingLine(models.Model):
    """What came of one criterion in one grading, as it was then."""

    grading = models.ForeignKey(
        Grading, models.CASCADE, related_name="lines", verbose_name="分级判定"
    )
    position = models.PositiveSmallIntegerField("次序")
    code = models.CharField("标准", max_length=60)
    grade = models.PositiveSmallIntegerField("级别", choices=Grade)
    title = models.CharField("名称", max_length=60)
    result = models.CharField("结果", max_length=8, choices=CriterionResult)
    why = models.CharField("理由", max_length=600)
    basis = models.CharField("依据", max_length=300)

    class Meta:
        verbose_name = "分级判定条目"
        verbose_name_plural = "分级判定条目"
        constraints = [
            models.UniqueConstraint(
                fields=["grading", "code"], name="emergencies_gradingline_once"
            ),
            models.CheckConstraint(
                condition=Q(result__in=CriterionResult.values),
                name="emergencies_gradingline_result_known",
            ),
            models.CheckConstraint(
                condition=Q(grade__in=Grade.values), name="emergencies_gradingline_grade_known"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.grading_id} {self.code} {self.result}"
