"""Expert consultation (会商研判): who was asked what, what each said, what came of it."""

from django.db import models
from django.db.models import Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record

from .emergency import USER, Emergency, Proposal


class Expert(Record):
    """One person of the area's expert pool. Law: 突发公共卫生事件应对法 (2025) art. 35."""

    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="+", verbose_name="所属地区")
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    name = models.CharField("姓名", max_length=50)
    unit_name = models.CharField("单位", max_length=100)
    speciality = models.CharField("专业", max_length=50)
    is_active = models.BooleanField("在库", default=True)
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "专家"
        verbose_name_plural = "专家"
        constraints = [
            models.UniqueConstraint(
                fields=["area", "name", "unit_name"], name="emergencies_expert_once"
            )
        ]

    class Personal:
        fields = ("name",)
        why = "组织专家会商的公务联系信息，依据突发公共卫生事件应对法第三十五条"
        kept = "在库期间；出库后随会商记录保存"

    def __str__(self) -> str:
        return f"专家 #{self.pk}"


class Consultation(Record):
    """
    One consultation of experts about an emergency, from the call to the conclusion.

    Advice is rows; a concluded consultation is not changed. It may stand behind a proposal.
    """

    emergency = models.ForeignKey(
        Emergency, models.PROTECT, related_name="consultations", verbose_name="事件"
    )
    number = models.CharField("文号", max_length=60, unique=True)
    question = models.TextField("会商问题")
    held_on = models.DateTimeField("会商时间")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="召集单位")
    called_at = models.DateTimeField("召集时间", default=clock.now)
    called_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="召集人"
    )
    conclusion = models.TextField("会商结论", blank=True)
    concluded_at = models.DateTimeField("形成结论时间", null=True, blank=True)
    concluded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="形成结论人"
    )
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="consultations",
        verbose_name="所附建议",
    )  # fmt: skip

    class Meta:
        verbose_name = "专家会商"
        verbose_name_plural = "专家会商"
        constraints = [
            models.CheckConstraint(
                condition=Q(concluded_at=None, conclusion="")
                | (Q(concluded_at__isnull=False) & ~Q(conclusion="")),
                name="emergencies_consultation_concluded_in_words",
            ),
            models.CheckConstraint(
                condition=Q(proposal=None) | Q(concluded_at__isnull=False),
                name="emergencies_consultation_attached_when_concluded",
            ),
        ]
        indexes = [
            models.Index(
                fields=["emergency", "-called_at", "-id"], name="emergencies_consultation_late"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"会商 {self.number}"


class ConsultationSeat(Record):
    """One expert asked in one consultation, as named then; later changes of the pool do not reach here."""

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="seats", verbose_name="会商"
    )
    expert = models.ForeignKey(
        Expert, models.PROTECT, null=True, related_name="seats", verbose_name="专家"
    )
    name = models.CharField("姓名", max_length=50)
    unit_name = models.CharField("单位", max_length=100)
    speciality = models.CharField("专业", max_length=50)

    class Meta:
        verbose_name = "会商专家"
        verbose_name_plural = "会商专家"
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "expert"], name="emergencies_consultationseat_once"
            )
        ]

    class Personal:
        fields = ("name",)
        why = "会商纪要须载明参加专家，依据突发公共卫生事件应对法第三十五条、第三十八条"
        kept = "与会商纪要相同"

    def __str__(self) -> str:
        return f"{self.consultation_id} 专家 #{self.pk}"


class Advice(models.Model):
    """One advice of one expert in a consultation. A later advice is a further row."""

    seat = models.ForeignKey(
        ConsultationSeat, models.CASCADE, related_name="advices", verbose_name="专家"
    )
    words = models.TextField("意见")
    recorded_at = models.DateTimeField("记录时间", default=clock.now)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="记录人"
    )

    class Meta:
        verbose_name = "专家意见"
        verbose_name_plural = "专家意见"
        ordering = ("recorded_at", "id")

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"意见 #{self.pk}"
