"""Diseases: what the law calls them, how they are managed, how long they incubate."""

from django.db import models
from django.db.models import F, Q

from lianfang.county.standards.choices import AliasKind, DiseaseClass, DiseaseKind

from .dated import Dated


class Disease(Dated):
    """
    One disease, a form of one (肺鼠疫), or a cause of food poisoning.

    `is_listed` marks the forty that the law names; forms carry the class of the disease above them.
    """

    name = models.CharField("名称", max_length=60)
    kind = models.CharField("种类", max_length=12, choices=DiseaseKind)
    disease_class = models.CharField("类别", max_length=5, choices=DiseaseClass, db_index=True)
    is_listed = models.BooleanField("法定传染病", default=False)
    parent_code = models.CharField("上级病种", max_length=60, blank=True, db_index=True)
    legacy_code = models.CharField("旧系统编码", max_length=10, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta(Dated.Meta):
        abstract = False
        verbose_name = "病种"
        verbose_name_plural = "病种"
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=DiseaseKind.values), name="standards_disease_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(disease_class__in=DiseaseClass.values),
                name="standards_disease_class_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.code} {self.effective_from}）"


class DiseaseAlias(models.Model):
    """Another name under which people look for a disease."""

    disease = models.ForeignKey(
        Disease, models.CASCADE, related_name="aliases", verbose_name="病种"
    )
    name = models.CharField("名称", max_length=80, db_index=True)
    kind = models.CharField("种类", max_length=8, choices=AliasKind)

    class Meta:
        verbose_name = "病种别名"
        verbose_name_plural = "病种别名"
        constraints = [
            models.UniqueConstraint(fields=["disease", "name"], name="standards_diseasealias_once"),
            models.CheckConstraint(
                condition=Q(kind__in=AliasKind.values), name="standards_diseasealias_kind_known"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.name} → {self.disease_id}"


class ManagedAs(models.Model):
    """A period in which a disease is handled under another class than its own (按甲类管理)."""

    disease = models.ForeignKey(
        Disease, models.CASCADE, related_name="managed_as", verbose_name="病种"
    )
    disease_class = models.CharField("管理类别", max_length=5, choices=DiseaseClass)
    basis = models.CharField("依据", max_length=300)
    effective_from = models.DateField("生效日期")
    effective_to = models.DateField("失效日期", null=True, blank=True)
    verified = models.BooleanField("已核实", default=False)

    class Meta:
        verbose_name = "管理类别"
        verbose_name_plural = "管理类别"
        constraints = [
            models.UniqueConstraint(
                fields=["disease", "effective_from"], name="standards_managedas_once_per_day"
            ),
            models.CheckConstraint(
                condition=Q(disease_class__in=DiseaseClass.values),
                name="standards_managedas_class_known",
            ),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                name="standards_managedas_ends_after_start",
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.disease_id} {self.disease_class} {self.effective_from}"


class Incubation(models.Model):
    """
    How long one disease incubates, in whole hours, and how long contacts are watched, in days.

    A shortest time under one hour is 0. No longest time means that there is no useful limit; no
    observation days means that contacts are not put under observation.
    """

    disease = models.OneToOneField(
        Disease, models.CASCADE, related_name="incubation", verbose_name="病种"
    )
    min_hours = models.PositiveIntegerField("最短（小时）")
    typical_from_hours = models.PositiveIntegerField("常见自（小时）")
    typical_to_hours = models.PositiveIntegerField("常见至（小时）")
    max_hours = models.PositiveIntegerField("最长（小时）", null=True, blank=True)
    observation_days = models.PositiveSmallIntegerField("接触者观察（天）", null=True, blank=True)
    lookback_days = models.PositiveSmallIntegerField("接触回溯（天）", null=True, blank=True)
    lookback_verified = models.BooleanField("回溯天数已核实", default=False)
    basis = models.CharField("依据", max_length=300)
    verified = models.BooleanField("已核实", default=False)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "潜伏期"
        verbose_name_plural = "潜伏期"
        constraints = [
            models.CheckConstraint(
                condition=Q(min_hours__lte=F("typical_from_hours"))
                & Q(typical_from_hours__lte=F("typical_to_hours"))
                & (Q(max_hours=None) | Q(typical_to_hours__lte=F("max_hours"))),
                name="standards_incubation_in_order",
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"潜伏期 {self.disease_id}"

    @property
    def typical_hours(self) -> int:
        """The middle of the usual range; what a point source is reckoned back with."""
        return (self.typical_from_hours + self.typical_to_hours) // 2
