"""Signals: something that may be the beginning of an emergency, and everything done about it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record
from lianfang.command.surveillance.choices import (
    SignalSource,
    SignalState,
    StepKind,
    WarningColor,
)

from .programmes import DetectionRule, Indicator
from .sites import Site

USER = settings.AUTH_USER_MODEL


class Signal(Record):
    """
    One thing heard or seen that may be the beginning of an emergency.

    It holds counts and a place, never a patient. Verified or dismissed by a person, with a reason.
    """

    number = models.CharField("编号", max_length=30, unique=True)
    title = models.CharField("事由", max_length=100)
    source = models.CharField("来源", max_length=12, choices=SignalSource)
    reporter_unit = models.ForeignKey(
        "orgs.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signals",
        verbose_name="报告单位",
    )
    area = models.ForeignKey(
        "orgs.Area", models.PROTECT, related_name="signals", verbose_name="发生地区"
    )
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    place = models.CharField("地点", max_length=100, blank=True)
    disease = models.ForeignKey(
        "standards.Disease", models.PROTECT, null=True, blank=True, related_name="signals",
        verbose_name="怀疑病种",
    )  # fmt: skip
    description = models.TextField("情况")
    cases = models.PositiveIntegerField("发病人数", null=True, blank=True)
    deaths = models.PositiveIntegerField("死亡人数", null=True, blank=True)
    began_at = models.DateTimeField(
        "首例发病时间", null=True, blank=True
    )  # when it began, not an act
    found_at = models.DateTimeField("发现时间")  # statutory clocks start here; never edited
    is_exercise = models.BooleanField("演练", default=False)
    # Which run of an exercise alone the record belongs to, as the exercises room numbers them.
    run = models.PositiveBigIntegerField("演练场次", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=SignalState, default=SignalState.NEW)
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    # Set where detection raised it; a signal written down by a person has none of these.
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="signals",
        verbose_name="监测指标",
    )  # fmt: skip
    color = models.PositiveSmallIntegerField(
        "预警级别", choices=WarningColor, default=WarningColor.BLUE
    )
    first_on = models.DateField("首次异常日", null=True, blank=True)
    last_on = models.DateField("最近异常日", null=True, blank=True)
    # None on signals from before verification had a clock.
    verify_due_at = models.DateTimeField("核实期限", null=True, blank=True)
    judged_at = models.DateTimeField("核实时间", null=True, blank=True)
    judged_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核实人"
    )
    judgement = models.TextField("核实结论", blank=True)

    class Meta:
        verbose_name = "信号"
        verbose_name_plural = "信号"
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=SignalSource.values), name="surveillance_signal_source_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SignalState.values), name="surveillance_signal_state_known"
            ),
            models.CheckConstraint(
                condition=Q(color__in=WarningColor.values), name="surveillance_signal_color_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["new", "checking", "raised"])
                | (Q(judged_at__isnull=False) & ~Q(judgement="")),
                name="surveillance_signal_judged_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(deaths=None)
                | Q(deaths=0)
                | Q(cases__isnull=False, deaths__lte=F("cases")),
                name="surveillance_signal_deaths_within_cases",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-found_at", "-id"], name="surveillance_signal_open"),
            models.Index(fields=["-found_at", "-id"], name="surveillance_signal_last"),
            models.Index(fields=["indicator", "area_path"], name="surveillance_signal_same"),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Evidence(Record):
    """
    One finding of detection behind a signal: what fired, on which value, against what.

    The method is kept in words as it stood then; a rule changed later changes nothing here.
    """

    signal = models.ForeignKey(Signal, models.PROTECT, related_name="evidence", verbose_name="信号")
    rule = models.ForeignKey(
        DetectionRule, models.PROTECT, related_name="evidence", verbose_name="预警规则"
    )
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name="报告点"
    )
    area_path = models.CharField("区划路径", max_length=120)
    part = models.CharField("分项", max_length=40, blank=True)
    period_on = models.DateField("报告期")
    value = models.DecimalField("观测值", max_digits=14, decimal_places=3, null=True, blank=True)
    expected = models.DecimalField("期望值", max_digits=14, decimal_places=3, null=True, blank=True)
    threshold = models.DecimalField("阈值", max_digits=14, decimal_places=3)
    method = models.CharField("方法和参数", max_length=200)
    found_at = models.DateTimeField("发现时间", default=clock.now)

    class Meta:
        verbose_name = "信号证据"
        verbose_name_plural = "信号证据"
        constraints = [
            models.UniqueConstraint(
                fields=["signal", "rule", "area_path", "site", "part", "period_on"],
                name="surveillance_evidence_once", nulls_distinct=False,
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["rule", "period_on"], name="surveillance_evidence_rule")]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.period_on} #{self.signal_id}"


class SignalStep(Record):
    """One step in the life of a signal: what was done, when, by whom, in which words."""

    signal = models.ForeignKey(Signal, models.PROTECT, related_name="steps", verbose_name="信号")
    kind = models.CharField("环节", max_length=10, choices=StepKind)
    words = models.TextField("说明", blank=True)
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    taken_at = models.DateTimeField("时间", default=clock.now)
    taken_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )

    class Meta:
        verbose_name = "信号环节"
        verbose_name_plural = "信号环节"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=StepKind.values), name="surveillance_step_kind_known"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.signal_id}"


class Addressee(Record):
    """One unit that a signal was passed to because it must act: when told, when answered, what it did."""

    signal = models.ForeignKey(
        Signal, models.PROTECT, related_name="addressees", verbose_name="信号"
    )
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="处置单位")
    sent_at = models.DateTimeField("传递时间", default=clock.now)
    sent_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="传递人"
    )
    answered_at = models.DateTimeField("应答时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="应答人"
    )
    fed_back_at = models.DateTimeField("反馈时间", null=True, blank=True)
    fed_back_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="反馈人"
    )
    feedback = models.TextField("反馈内容", blank=True)

    class Meta:
        verbose_name = "信号传递"
        verbose_name_plural = "信号传递"
        constraints = [
            models.UniqueConstraint(fields=["signal", "unit"], name="surveillance_addressee_once")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.signal_id} → {self.unit_id}"


class RiskAssessment(Record):
    """One judgement of a signal's risk: likelihood by consequence, each with its reasons. Later ones stand beside it."""

    signal = models.ForeignKey(
        Signal, models.PROTECT, related_name="assessments", verbose_name="信号"
    )
    likelihood = models.PositiveSmallIntegerField("可能性")
    consequence = models.PositiveSmallIntegerField("后果")
    level = models.PositiveSmallIntegerField("风险级别")
    reasons = models.TextField("判断理由")
    advice = models.TextField("建议", blank=True)
    assessed_at = models.DateTimeField("评估时间", default=clock.now)
    assessed_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="评估人"
    )

    class Meta:
        verbose_name = "风险评估"
        verbose_name_plural = "风险评估"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    likelihood__range=(1, 5), consequence__range=(1, 5), level__range=(1, 4)
                ),
                name="surveillance_assessment_on_the_matrix",
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.likelihood}×{self.consequence} #{self.signal_id}"


class Mute(Record):
    """A time during which an indicator raises no signals in an area; with a reason and an end."""

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="mutes", verbose_name="监测指标"
    )
    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="+", verbose_name="地区")
    area_path = models.CharField("区划路径", max_length=120)
    reason = models.CharField("原因", max_length=200)
    until = models.DateField("静默至")
    muted_at = models.DateTimeField("设置时间", default=clock.now)
    muted_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="设置人"
    )
    lifted_at = models.DateTimeField("提前解除时间", null=True, blank=True)
    lifted_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="解除人"
    )

    class Meta:
        verbose_name = "静默"
        verbose_name_plural = "静默"
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="surveillance_mute_has_its_reason")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.indicator_id} 至 {self.until}"


class SignalLink(Record):
    """Two signals that somebody found to belong together, an animal's and a human's above all; and why."""

    signal = models.ForeignKey(Signal, models.PROTECT, related_name="links", verbose_name="信号")
    other = models.ForeignKey(
        Signal, models.PROTECT, related_name="linked_from", verbose_name="关联信号"
    )
    reason = models.CharField("关联理由", max_length=200)
    linked_at = models.DateTimeField("关联时间", default=clock.now)
    linked_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="关联人"
    )

    class Meta:
        verbose_name = "信号关联"
        verbose_name_plural = "信号关联"
        constraints = [
            models.UniqueConstraint(fields=["signal", "other"], name="surveillance_link_once"),
            models.CheckConstraint(
                condition=~Q(signal=F("other")), name="surveillance_link_of_two"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.signal_id} – {self.other_id}"


class SourceControl(Record):
    """
    A proposal to cut the ways from source animals to people and livestock. Source: 附件1 林草条款.

    It orders nothing: the room of measures hears of it and somebody with the authority decides.
    """

    signal = models.ForeignKey(
        Signal, models.PROTECT, related_name="source_controls", verbose_name="信号"
    )
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, related_name="+", verbose_name="建议单位"
    )
    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="+", verbose_name="控制范围")
    area_path = models.CharField("区划路径", max_length=120)
    species = models.CharField("疫源动物", max_length=60)
    words = models.TextField("控制建议")
    # What a decision has to state. Where they are empty, no measure can be drafted from the proposal.
    necessity = models.TextField("必要性和适度性", blank=True)
    alternatives = models.TextField("考虑过的替代措施", blank=True)
    hotline = models.CharField("服务、咨询电话", max_length=60, blank=True)
    until = models.DateField("建议期限")
    proposed_at = models.DateTimeField("建议时间", default=clock.now)
    proposed_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="建议人"
    )

    class Meta:
        verbose_name = "疫源控制建议"
        verbose_name_plural = "疫源控制建议"

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.species} #{self.signal_id}"
