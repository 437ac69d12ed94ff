"""The annex tables of the report card, one per kind of event, as data."""

from django.db import models
from django.db.models import Q

from lianfang.county.standards.choices import AnswerKind, AnswerNeed

from .dated import Dated


class ReportAnnex(Dated):
    """
    One annex table of the report card; a changed table is a new row with its own start.

    `event_types` are codes of the list `event_type`; they are read whole and never filtered.
    """

    title = models.CharField("名称", max_length=60)
    event_types = models.JSONField("信息类别", default=list)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta(Dated.Meta):
        abstract = False
        verbose_name = "报告卡附表"
        verbose_name_plural = "报告卡附表"


class AnnexColumn(models.Model):
    """One question of an annex table, and what kind of answer it takes."""

    annex = models.ForeignKey(
        ReportAnnex, models.CASCADE, related_name="columns", verbose_name="附表"
    )
    position = models.PositiveSmallIntegerField("次序")
    code = models.CharField("编号", max_length=60)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("答案种类", max_length=8, choices=AnswerKind)
    measure = models.CharField("单位", max_length=20, blank=True)
    list_code = models.CharField("代码表", max_length=60, blank=True)
    need = models.CharField("必填", max_length=8, choices=AnswerNeed)
    note = models.CharField("填写说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "附表栏目"
        verbose_name_plural = "附表栏目"
        constraints = [
            models.UniqueConstraint(fields=["annex", "code"], name="standards_annexcolumn_once"),
            models.CheckConstraint(
                condition=Q(kind__in=AnswerKind.values), name="standards_annexcolumn_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(need__in=AnswerNeed.values), name="standards_annexcolumn_need_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="choice") & ~Q(list_code="") | ~Q(kind="choice") & Q(list_code=""),
                name="standards_annexcolumn_choice_has_list",
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.annex_id} {self.code} {self.name}"
