"""Who may order what, the official code lists, and the customary working groups."""

from django.db import models
from django.db.models import Q

from lianfang.county.standards.choices import AppliesTo, CountyPower, DeciderLevel

from .dated import Dated


class Authority(Dated):
    """
    Which body may order one measure for one class of disease, and what the county itself may do.

    Where the law gives no longest period in days, `longest_text` says what limits it.
    """

    measure = models.CharField("措施", max_length=60, db_index=True)
    applies_to = models.CharField("适用类别", max_length=8, choices=AppliesTo)
    title = models.CharField("措施名称", max_length=100)
    decider = models.CharField("决定机关", max_length=120)
    decider_level = models.CharField("最低决定层级", max_length=12, choices=DeciderLevel)
    county_power = models.CharField("县级权限", max_length=20, choices=CountyPower)
    condition = models.CharField("前提", max_length=200)
    longest_days = models.PositiveSmallIntegerField("最长天数", null=True, blank=True)
    longest_text = models.CharField("期限", max_length=200, blank=True)
    must_report_up = models.BooleanField("须同时报上一级政府", default=False)
    must_give_notice = models.BooleanField("须书面告知或公告", default=True)
    may_be_complained_of = models.BooleanField("可以申诉", default=False)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta(Dated.Meta):
        abstract = False
        verbose_name = "措施权限"
        verbose_name_plural = "措施权限"
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(applies_to__in=AppliesTo.values),
                name="standards_authority_applies_known",
            ),
            models.CheckConstraint(
                condition=Q(decider_level__in=DeciderLevel.values),
                name="standards_authority_level_known",
            ),
            models.CheckConstraint(
                condition=Q(county_power__in=CountyPower.values),
                name="standards_authority_power_known",
            ),
        ]


class CodeList(Dated):
    """One official list of codes, such as the places of the report card."""

    name = models.CharField("名称", max_length=60)

    class Meta(Dated.Meta):
        abstract = False
        verbose_name = "代码表"
        verbose_name_plural = "代码表"


class CodeItem(models.Model):
    """One code of a list. Codes keep their leading zeros."""

    list = models.ForeignKey(CodeList, models.CASCADE, related_name="items", verbose_name="代码表")
    position = models.PositiveSmallIntegerField("次序")
    code = models.CharField("代码", max_length=60)
    name = models.CharField("名称", max_length=100)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "代码"
        verbose_name_plural = "代码"
        constraints = [
            models.UniqueConstraint(fields=["list", "code"], name="standards_codeitem_once")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.list_id} {self.code} {self.name}"


class GroupTemplate(Dated):
    """A working group as most counties set it up; the county's own pack names the units."""

    name = models.CharField("名称", max_length=60)
    # Lines of work (卫生健康, 公安), in order; read as one, never filtered.
    lead = models.JSONField("牵头", default=list)
    members = models.JSONField("成员", default=list)
    work = models.TextField("职责")

    class Meta(Dated.Meta):
        abstract = False
        verbose_name = "工作组参考"
        verbose_name_plural = "工作组参考"
