"""The official report card, its annex answers, its steps, and what was filed where."""

from django.db import models
from django.db.models import Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record
from lianfang.command.emergencies.choices import CardKind, CardState, CardVerb

from .emergency import USER, Emergency


class ReportCard(Record):
    """
    One report on the official card (突发公共卫生事件相关信息报告卡): first, n-th in progress, or closing.

    Never the national direct-report system itself. A signed card is not edited; a correction is a
    new card that names it. Codes are those of the official lists.
    """

    number = models.CharField("编号", max_length=30, blank=True)
    emergency = models.ForeignKey(
        Emergency, models.PROTECT, related_name="cards", verbose_name="事件"
    )
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    kind = models.CharField("报告类别", max_length=8, choices=CardKind)
    sequence = models.PositiveSmallIntegerField("进程报告次数", default=0)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections",
        verbose_name="订正的报告",
    )  # fmt: skip
    state = models.CharField("状态", max_length=8, choices=CardState, default=CardState.DRAFT)
    # Head of the card
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, related_name="cards", verbose_name="填报单位"
    )
    reported_on = models.DateField("填报日期")
    unit_phone = models.CharField("单位联系电话", max_length=30, blank=True)
    # The event
    event_name = models.CharField("事件名称", max_length=30)
    event_type = models.CharField("信息类别", max_length=2)
    grade = models.PositiveSmallIntegerField("突发事件等级", default=5)
    first_diagnosis = models.CharField("初步诊断", max_length=100, blank=True)
    first_diagnosed_on = models.DateField("初步诊断时间", null=True, blank=True)
    revised_diagnosis = models.CharField("订正诊断", max_length=100, blank=True)
    revised_on = models.DateField("订正诊断时间", null=True, blank=True)
    graded_on = models.DateField("确认分级时间", null=True, blank=True)
    regraded_on = models.DateField("订正分级时间", null=True, blank=True)
    # Where
    report_area = models.ForeignKey(
        "orgs.Area", models.PROTECT, related_name="+", verbose_name="报告地区"
    )
    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="+", verbose_name="发生地区")
    place_detail = models.CharField("详细地点", max_length=200, blank=True)
    place_kind = models.CharField("事件发生场所", max_length=2, blank=True)
    medical_kind = models.CharField("医疗机构类别", max_length=1, blank=True)
    department = models.CharField("感染部门", max_length=1, blank=True)
    school_kind = models.CharField("学校类别", max_length=1, blank=True)
    # How it became known
    source = models.CharField("事件信息来源", max_length=2, blank=True)
    source_detail = models.CharField("信息来源详细", max_length=100, blank=True)
    spread = models.CharField("波及的地域范围", max_length=200, blank=True)
    # How many
    exposed = models.PositiveIntegerField("暴露人数", null=True, blank=True)
    new_cases = models.PositiveIntegerField("新报告病例数", default=0)
    new_deaths = models.PositiveIntegerField("新报告死亡数", default=0)
    excluded = models.PositiveIntegerField("排除病例数", default=0)
    total_cases = models.PositiveIntegerField("累计报告病例数", default=0)
    total_deaths = models.PositiveIntegerField("累计报告死亡数", default=0)
    # When
    occurred = models.DateTimeField("事件发生时间", null=True, blank=True)
    received = models.DateTimeField("接到报告时间", null=True, blank=True)
    first_onset = models.DateTimeField("首例病人发病时间", null=True, blank=True)
    last_onset = models.DateTimeField("末例病人发病时间", null=True, blank=True)
    # In words
    symptom_detail = models.CharField("其它症状", max_length=100, blank=True)
    signs = models.TextField("主要体征", blank=True)
    measures = models.TextField("主要措施与效果", blank=True)
    cause = models.TextField("可能的原因", blank=True)
    assessment = models.TextField("事态评估", blank=True)
    next_steps = models.TextField("下一步工作", blank=True)
    lessons = models.TextField("经验教训和建议", blank=True)
    annex = models.ForeignKey(
        "standards.ReportAnnex", models.PROTECT, null=True, blank=True, related_name="cards",
        verbose_name="附表",
    )  # fmt: skip
    # Who
    drafted_at = models.DateTimeField("起草时间", default=clock.now)
    drafted_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="报告人"
    )
    approved_at = models.DateTimeField("签发时间", null=True, blank=True)
    approved_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签发人"
    )

    class Meta:
        verbose_name = "报告卡"
        verbose_name_plural = "报告卡"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=CardKind.values), name="emergencies_reportcard_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=CardState.values), name="emergencies_reportcard_state_known"
            ),
            models.UniqueConstraint(
                fields=["emergency"], condition=Q(state__in=["draft", "checked"]),
                name="emergencies_reportcard_one_open",
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="emergencies_reportcard_number_once"
            ),
            models.CheckConstraint(
                condition=Q(state="approved", approved_at__isnull=False) & ~Q(number="")
                | ~Q(state="approved") & Q(approved_at=None, number=""),
                name="emergencies_reportcard_number_when_approved",
            ),
            models.CheckConstraint(
                condition=Q(grade__range=(1, 5)) | Q(grade=6, kind="closing"),
                name="emergencies_reportcard_grade_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="progress", sequence__gte=1) | ~Q(kind="progress") & Q(sequence=0),
                name="emergencies_reportcard_sequence_of_progress",
            ),
            models.CheckConstraint(
                condition=Q(total_deaths__lte=models.F("total_cases")),
                name="emergencies_reportcard_deaths_within_cases",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(drafted_by=None)
                | ~Q(approved_by=models.F("drafted_by")),
                name="emergencies_reportcard_two_people",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["state", "-drafted_at", "-id"], name="emergencies_card_latest")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.uuid}）"


class CardSymptom(models.Model):
    """One main symptom ticked on a card."""

    card = models.ForeignKey(
        ReportCard, models.CASCADE, related_name="symptoms", verbose_name="报告卡"
    )
    code = models.CharField("主要症状", max_length=2)

    class Meta:
        verbose_name = "主要症状"
        verbose_name_plural = "主要症状"
        constraints = [
            models.UniqueConstraint(fields=["card", "code"], name="emergencies_cardsymptom_once")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.card_id} {self.code}"


class AnnexAnswer(models.Model):
    """The typed answer to one column of the annex table; the column's words are kept as they were."""

    card = models.ForeignKey(
        ReportCard, models.CASCADE, related_name="answers", verbose_name="报告卡"
    )
    column = models.CharField("栏目编号", max_length=60)
    label = models.CharField("栏目", max_length=60)
    position = models.PositiveSmallIntegerField("次序", default=0)
    text = models.CharField("文字或代码", max_length=300, blank=True)
    whole = models.BigIntegerField("整数", null=True, blank=True)
    number = models.DecimalField("数值", max_digits=18, decimal_places=4, null=True, blank=True)
    day = models.DateField("日期", null=True, blank=True)
    moment = models.DateTimeField("时间", null=True, blank=True)
    yes_no = models.BooleanField("是否", null=True, blank=True)
    # What is printed: the name behind a code, the number with its unit.
    shown = models.CharField("显示", max_length=320)

    class Meta:
        verbose_name = "附表答案"
        verbose_name_plural = "附表答案"
        constraints = [
            models.UniqueConstraint(fields=["card", "column"], name="emergencies_annexanswer_once")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.card_id} {self.column}"


class CardStep(models.Model):
    """One thing done with a card, by whom and with which words. Rows are only added."""

    card = models.ForeignKey(
        ReportCard, models.CASCADE, related_name="steps", verbose_name="报告卡"
    )
    verb = models.CharField("事项", max_length=8, choices=CardVerb)
    words = models.CharField("意见", max_length=300, blank=True)
    done_at = models.DateTimeField("时间", default=clock.now)
    done_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )

    class Meta:
        verbose_name = "报告卡办理"
        verbose_name_plural = "报告卡办理"
        constraints = [
            models.CheckConstraint(
                condition=Q(verb__in=CardVerb.values), name="emergencies_cardstep_verb_known"
            )
        ]
        indexes = [
            models.Index(fields=["card", "done_at", "id"], name="emergencies_cardstep_order")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.card_id} {self.verb} {self.pk}"


class FiledNote(models.Model):
    """
    That a card was filed in the national direct-report system: number, time, by whom.

    A note of what people did there; Lianfang files nothing itself. A correction is a later row.
    """

    card = models.ForeignKey(
        ReportCard, models.PROTECT, related_name="filings", verbose_name="报告卡"
    )
    filing_number = models.CharField("直报编号", max_length=60)
    filed = models.DateTimeField("网络直报时间")
    filer = models.CharField("经办人", max_length=40)
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "网络直报登记"
        verbose_name_plural = "网络直报登记"
        constraints = [
            models.UniqueConstraint(
                fields=["card", "filing_number"], name="emergencies_filednote_once"
            )
        ]

    class Personal:
        fields = ("filer",)
        why = "网络直报经办人姓名，用于核对（传染病防治法第四十五条）"
        kept = "随事件档案保存"

    def __str__(self) -> str:
        return f"网络直报登记（{self.pk}）"
