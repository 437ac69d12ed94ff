"""Numbered papers about measures, the proof that they arrived, and the report to the level above."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record
from lianfang.command.measures.choices import Outcome, PaperKind, Receiver, UpperOpinion, Way

from .measure import Measure, known, who
from .persons import KEPT, Subject


class Paper(Record):
    """One numbered paper. Its words are made from the records, which do not change once decided."""

    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="papers", verbose_name="管控措施"
    )
    subject = models.ForeignKey(
        Subject, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name="对象"
    )
    kind = models.CharField("文种", max_length=14, choices=PaperKind)
    number = models.CharField("文号", max_length=60, unique=True)
    issued_at = models.DateTimeField("制发时间", default=clock.now)
    issued_by = who("制发人")

    class Meta:
        verbose_name = "措施文书"
        verbose_name_plural = "措施文书"
        constraints = [
            known("paper", "kind", PaperKind.values),
            models.UniqueConstraint(
                fields=["measure", "kind"], condition=Q(subject=None), name="measures_paper_once"
            ),
            models.UniqueConstraint(
                fields=["subject", "kind"], condition=Q(subject__isnull=False),
                name="measures_paper_once_per_subject",
            ),
        ]  # fmt: skip

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class Delivery(models.Model):
    """One attempt to bring a paper to whom it concerns (送达): how, when, by whom, what came of it."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="deliveries", verbose_name="文书")
    way = models.CharField("送达方式", max_length=10, choices=Way)
    receiver = models.CharField("接收人", max_length=8, choices=Receiver)
    outcome = models.CharField("结果", max_length=9, choices=Outcome)
    witness = models.CharField("见证人", max_length=60, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    delivered_at = models.DateTimeField("送达时间")
    delivered_by = who("送达人")
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = who("登记人")

    class Meta:
        verbose_name = "送达记录"
        verbose_name_plural = "送达记录"
        constraints = [
            known("delivery", "way", Way.values),
            known("delivery", "receiver", Receiver.values),
            known("delivery", "outcome", Outcome.values),
        ]

    class Personal:
        fields = ("witness", "note")
        why = "证明依法送达（传染病防治法第五十八条）"
        kept = KEPT

    def __str__(self) -> str:
        return f"送达 {self.paper_id} #{self.pk}"


class UpwardReport(Record):
    """
    The report of a measure to the government above, due the moment the measure is decided.

    Source: 传染病防治法 (2025) art. 63–65; the level above may keep, change or revoke.
    """

    measure = models.OneToOneField(
        Measure, models.PROTECT, related_name="upward", verbose_name="管控措施"
    )
    number = models.CharField("文号", max_length=60, unique=True)
    due_at = models.DateTimeField("应报时间")  # a limit, not an act
    sent_at = models.DateTimeField("报出时间", null=True, blank=True)
    sent_by = who("报出人")
    sent_to = models.CharField("报送机关", max_length=60, blank=True)
    opinion = models.CharField(
        "上级意见", max_length=6, choices=UpperOpinion, default=UpperOpinion.NONE
    )
    opinion_words = models.TextField("意见内容", blank=True)
    answered_at = models.DateTimeField("上级答复时间", null=True, blank=True)
    answered_by = who("登记人")

    class Meta:
        verbose_name = "措施上报"
        verbose_name_plural = "措施上报"
        constraints = [
            known("upwardreport", "opinion", UpperOpinion.values),
            models.CheckConstraint(
                condition=Q(opinion="none") | Q(answered_at__isnull=False),
                name="measures_upwardreport_opinion_dated",
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"上报 {self.number}"

    def is_late(self, at: datetime) -> bool:
        return self.sent_at is None and at > self.due_at
