"""Persons under a measure, and complaints about measures."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.encryption import EncryptedTextField
from lianfang.base.kernel.records import Record
from lianfang.command.measures.choices import ComplaintResult, ConsentBy, SubjectState

from .measure import Measure, known, who

WHY = "依法采取措施并书面告知本人（传染病防治法第五十八条、第六十七条）"
KEPT = "事件处置期间；事件结束后按评估意见删除或留存"


class Subject(Record):
    """
    One person under one measure: on what finding, with whose consent, from when until exactly when.

    It ends by itself at `ends_at`. What is found about the person's health is written elsewhere.
    """

    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="subjects", verbose_name="管控措施"
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", verbose_name="人员"
    )
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="管理单位")
    finding = models.CharField("判定依据", max_length=200)
    last_exposed_at = models.DateTimeField("末次接触时间", null=True, blank=True)
    whereabouts = models.CharField("执行地点", max_length=100)
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("解除时间")
    consent_by = models.CharField(
        "同意人", max_length=8, choices=ConsentBy, default=ConsentBy.NOBODY
    )
    consent_words = models.CharField("同意方式", max_length=100, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=SubjectState, default=SubjectState.LISTED
    )
    listed_at = models.DateTimeField("列入时间", default=clock.now)
    listed_by = who("列入人")
    ended_at = models.DateTimeField("解除时间（实际）", null=True, blank=True)
    ended_by = who("解除人")
    end_reason = models.CharField("解除原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "被采取措施人员"
        verbose_name_plural = "被采取措施人员"
        constraints = [
            known("subject", "consent_by", ConsentBy.values),
            known("subject", "state", SubjectState.values),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="measures_subject_has_an_end"
            ),
            models.UniqueConstraint(
                fields=["measure", "person"],
                condition=Q(state__in=["listed", "under"]),
                name="measures_subject_once_per_measure",
            ),
        ]
        indexes = [models.Index(fields=["state", "ends_at"], name="measures_subject_running")]

    class Personal:
        fields = (
            "person", "finding", "last_exposed_at", "whereabouts", "consent_by", "consent_words",
        )  # fmt: skip
        why = WHY
        kept = KEPT

    def __str__(self) -> str:
        return f"对象 {self.uuid}"

    def is_overdue(self, at: datetime) -> bool:
        """Still listed as kept although the time is over; must never be."""
        return self.state == SubjectState.UNDER and self.ends_at <= at


class Complaint(Record):
    """
    One complaint (申诉) about a measure. The measure goes on meanwhile; the answer has a limit.

    Answered by somebody else than who decided the measure.
    """

    number = models.CharField("编号", max_length=30, unique=True)
    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="complaints", verbose_name="管控措施"
    )
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    complainant = EncryptedTextField("申诉人")
    phone = EncryptedTextField("联系电话", blank=True, default="")
    words = EncryptedTextField("申诉内容")
    received_at = models.DateTimeField("收到时间", default=clock.now)
    received_by = who("登记人")
    due_at = models.DateTimeField("答复期限")  # a limit, not an act
    result = models.CharField(
        "处理结果", max_length=8, choices=ComplaintResult, default=ComplaintResult.OPEN
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = who("答复人")
    answer = models.TextField("答复内容", blank=True)

    class Meta:
        verbose_name = "申诉"
        verbose_name_plural = "申诉"
        constraints = [
            known("complaint", "result", ComplaintResult.values),
            models.CheckConstraint(
                condition=Q(result="open", answered_at=None)
                | (~Q(result="open") & Q(answered_at__isnull=False) & ~Q(answer="")),
                name="measures_complaint_answered_in_words",
            ),
        ]
        indexes = [models.Index(fields=["-received_at", "-id"], name="measures_complaint_latest")]

    class Personal:
        fields = ("complainant", "phone", "words", "answer")
        why = "受理申诉并答复（传染病防治法第七十四条）"
        kept = KEPT

    def __str__(self) -> str:
        return f"申诉 {self.number}"

    def is_late(self, at: datetime) -> bool:
        return (self.answered_at or at) > self.due_at
