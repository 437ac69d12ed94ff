"""Rules over events: grading, reporting, time limits, levels, termination."""

from django.db import models
from django.db.models import Q

from lianfang.base.kernel.levels import Grade, Level
from lianfang.county.standards.choices import ThresholdList, WarningColor

from .clauses import Clause, Subject
from .dated import Dated


class GradingCriterion(Dated):
    """One criterion of one set of grading rules. Manual ones are recognised by an authority."""

    ruleset = models.CharField("规则集", max_length=40)
    grade = models.PositiveSmallIntegerField("级别", choices=Grade)
    title = models.CharField("名称", max_length=60)
    condition = models.TextField("条件")
    is_manual = models.BooleanField("由主管部门认定", default=False)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta(Dated.Meta):
        abstract = False
        verbose_name = "分级标准"
        verbose_name_plural = "分级标准"
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(grade__in=Grade.values), name="standards_gradingcriterion_grade_known"
            ),
        ]


class CriterionSubject(Subject):
    """What one grading criterion is about."""

    rule = models.ForeignKey(
        GradingCriterion, models.CASCADE, related_name="subjects", verbose_name="分级标准"
    )

    class Meta(Subject.Meta):
        abstract = False
        verbose_name = "分级标准对象"
        verbose_name_plural = "分级标准对象"


class CriterionClause(Clause):
    """One of the conditions of a grading criterion."""

    rule = models.ForeignKey(
        GradingCriterion, models.CASCADE, related_name="clauses", verbose_name="分级标准"
    )

    class Meta(Clause.Meta):
        abstract = False
        verbose_name = "分级标准条件"
        verbose_name_plural = "分级标准条件"


class ReportingThreshold(Dated):
    """From how many cases, where and within what time something must be reported, or watched."""

    in_list = models.CharField("性质", max_length=8, choices=ThresholdList, db_index=True)
    title = models.CharField("名称", max_length=60)
    condition = models.TextField("条件")
    is_manual = models.BooleanField("由主管部门认定", default=False)
    note = models.CharField("说明", max_length=300, blank=True)
    # Set by the county, not by the pack.
    is_local = models.BooleanField("本县设定", default=False)
    # Where it is looked at: empty for what comes with the pack, else the area that set it, with all below.
    area_path = models.CharField("适用区划路径", max_length=120, blank=True)

    class Meta(Dated.Meta):
        abstract = False
        verbose_name = "报告标准"
        verbose_name_plural = "报告标准"
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(in_list__in=ThresholdList.values),
                name="standards_reportingthreshold_list_known",
            ),
            # What the law asks to be reported is no county's to set.
            models.CheckConstraint(
                condition=Q(in_list="watch") | Q(is_local=False, area_path=""),
                name="standards_reportingthreshold_law_stands",
            ),
        ]


class ThresholdSubject(Subject):
    """What one reporting threshold is about."""

    rule = models.ForeignKey(
        ReportingThreshold, models.CASCADE, related_name="subjects", verbose_name="报告标准"
    )

    class Meta(Subject.Meta):
        abstract = False
        verbose_name = "报告标准对象"
        verbose_name_plural = "报告标准对象"


class ThresholdClause(Clause):
    """One of the conditions of a reporting threshold."""

    rule = models.ForeignKey(
        ReportingThreshold, models.CASCADE, related_name="clauses", verbose_name="报告标准"
    )

    class Meta(Clause.Meta):
        abstract = False
        verbose_name = "报告标准条件"
        verbose_name_plural = "报告标准条件"


class Deadline(Dated):
    """
    From which moment to which act how much time there is, and for whom.

    `at_once` is the law's own word; `limit_minutes` the latest end where one is written down.
    """

    title = models.CharField("名称", max_length=60)
    starts_with = models.CharField("起算时点", max_length=60)
    ends_with = models.CharField("完成时点", max_length=60)
    starts_text = models.CharField("起算", max_length=100)
    ends_text = models.CharField("要求", max_length=200)
    bearer = models.CharField("责任方", max_length=100)
    applies_to = models.CharField("适用", max_length=200)
    at_once = models.BooleanField("立即", default=False)
    limit_minutes = models.PositiveIntegerField("时限（分钟）", null=True, blank=True)
    limit_text = models.CharField("时限", max_length=40)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta(Dated.Meta):
        abstract = False
        verbose_name = "时限"
        verbose_name_plural = "时限"
        indexes = [
            models.Index(fields=["starts_with", "ends_with"], name="standards_deadline_moments")
        ]


class ResponseLevelRule(Dated):
    """One response level: its warning colour and who usually decides at it."""

    level = models.PositiveSmallIntegerField("级别", choices=Level)
    grade_name = models.CharField("对应事件分级", max_length=20)
    color = models.CharField("预警颜色", max_length=8, choices=WarningColor)
    decider = models.CharField("通常由谁决定", max_length=60)
    commander = models.CharField("指挥机构", max_length=60)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta(Dated.Meta):
        abstract = False
        verbose_name = "响应级别规则"
        verbose_name_plural = "响应级别规则"
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(level__in=Level.values), name="standards_responselevelrule_level_known"
            ),
            models.CheckConstraint(
                condition=Q(color__in=WarningColor.values),
                name="standards_responselevelrule_color_known",
            ),
        ]


class TerminationRule(Dated):
    """A condition for ending a response, or who assesses and approves the end."""

    title = models.CharField("名称", max_length=60)
    condition = models.TextField("条件")
    waits_longest_incubation = models.BooleanField("须过最长潜伏期", default=False)
    assessed_by = models.CharField("论证", max_length=60, blank=True)
    approved_by = models.CharField("批准", max_length=60, blank=True)
    from_grade = models.PositiveSmallIntegerField("适用最轻级别", choices=Grade)
    to_grade = models.PositiveSmallIntegerField("适用最重级别", choices=Grade)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta(Dated.Meta):
        abstract = False
        verbose_name = "终止规则"
        verbose_name_plural = "终止规则"
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(from_grade__in=Grade.values) & Q(to_grade__in=Grade.values),
                name="standards_terminationrule_grades_known",
            ),
        ]
