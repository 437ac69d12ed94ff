"""What criteria and thresholds are made of: whom they are about, and conditions of figures."""

from django.db import models
from django.db.models import F, Q

from lianfang.county.standards.choices import AreaLevel, CountOf, SubjectKind


class Subject(models.Model):
    """One disease, class of diseases or kind of event that a rule is about."""

    kind = models.CharField("对象种类", max_length=14, choices=SubjectKind)
    code = models.CharField("对象编号", max_length=60)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SubjectKind.values),
                name="%(app_label)s_%(class)s_kind_known",
            ),
            models.UniqueConstraint(
                fields=["rule", "kind", "code"], name="%(app_label)s_%(class)s_once"
            ),
        ]
        indexes = [models.Index(fields=["kind", "code"], name="%(app_label)s_%(class)s_of")]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}:{self.code}"


class Clause(models.Model):
    """
    One of the conditions any of which is enough; within it everything must hold.

    Figures are inclusive. `needs` and `settings` are codes of the lists `circumstance` and
    `setting`; they are read together with the clause and never filtered.
    """

    position = models.PositiveSmallIntegerField("次序")
    text = models.CharField("条件", max_length=200)
    count_of = models.CharField("计数对象", max_length=20, choices=CountOf)
    min_cases = models.PositiveIntegerField("病例数下限", null=True, blank=True)
    max_cases = models.PositiveIntegerField("病例数上限", null=True, blank=True)
    min_deaths = models.PositiveIntegerField("死亡数下限", null=True, blank=True)
    max_deaths = models.PositiveIntegerField("死亡数上限", null=True, blank=True)
    window_hours = models.PositiveIntegerField("时间范围（小时）", null=True, blank=True)
    window_is_incubation = models.BooleanField("时间范围为一个平均潜伏期", default=False)
    min_areas = models.PositiveSmallIntegerField("波及地区数下限", null=True, blank=True)
    area_level = models.CharField("地区层级", max_length=12, choices=AreaLevel, blank=True)
    mean_multiple = models.PositiveSmallIntegerField("历年同期均值倍数", null=True, blank=True)
    settings = models.JSONField("场所范围", default=list)
    needs = models.JSONField("附加情形", default=list)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "position"], name="%(app_label)s_%(class)s_position_once"
            ),
            models.CheckConstraint(
                condition=Q(count_of__in=CountOf.values),
                name="%(app_label)s_%(class)s_count_known",
            ),
            models.CheckConstraint(
                condition=Q(area_level__in=["", *AreaLevel.values]),
                name="%(app_label)s_%(class)s_area_known",
            ),
            models.CheckConstraint(
                condition=Q(max_cases=None) | Q(min_cases=None) | Q(max_cases__gte=F("min_cases")),
                name="%(app_label)s_%(class)s_cases_in_order",
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.pk} {self.text}"
