"""Emergencies, what was proposed, what was decided, and the response that runs."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.levels import Grade, Level
from lianfang.base.kernel.records import Record
from lianfang.base.kernel.whereabouts import whereabouts
from lianfang.command.emergencies.choices import (
    ClosingAnchor,
    ClosingGround,
    EmergencyKind,
    EmergencyState,
    Milestone,
    ProposalKind,
    ProposalState,
)

USER = settings.AUTH_USER_MODEL


class Emergency(Record):
    """
    One public-health emergency, real or exercise, from the first word to the closing.

    Counts change in `Tally` rows, times in `MilestoneEntry` rows; nothing here is rewritten.
    """

    number = models.CharField("编号", max_length=30, unique=True)
    # 30 characters: the limit of the official report card (place, type, grade).
    name = models.CharField("事件名称", max_length=30)
    kind = models.CharField("信息类别", max_length=12, choices=EmergencyKind)
    disease = models.ForeignKey(
        "standards.Disease", models.PROTECT, null=True, blank=True, related_name="emergencies",
        verbose_name="病种",
    )  # fmt: skip
    area = models.ForeignKey(
        "orgs.Area", models.PROTECT, related_name="emergencies", verbose_name="发生地区"
    )
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    place = models.CharField("详细地点", max_length=100, blank=True)
    summary = models.TextField("事件概况", blank=True)
    is_exercise = models.BooleanField("演练", default=False)
    state = models.CharField(
        "状态", max_length=8, choices=EmergencyState, default=EmergencyState.OPEN
    )
    signal = models.ForeignKey(
        "surveillance.Signal", models.PROTECT, null=True, blank=True, related_name="emergencies",
        verbose_name="来源信号",
    )  # fmt: skip
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    closed_at = models.DateTimeField("结案时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="结案人"
    )
    conclusion = models.TextField("结案结论", blank=True)

    class Meta:
        verbose_name = "事件"
        verbose_name_plural = "事件"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=EmergencyKind.values), name="emergencies_emergency_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=EmergencyState.values),
                name="emergencies_emergency_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | (Q(state="closed", closed_at__isnull=False) & ~Q(conclusion="")),
                name="emergencies_emergency_closed_with_conclusion",
            ),
            models.UniqueConstraint(fields=["signal"], name="emergencies_emergency_one_per_signal"),
        ]
        indexes = [
            models.Index(fields=["state", "-recorded_at", "-id"], name="emergencies_emergency_open")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.name}（{self.number}）"

    @property
    def whereabouts(self) -> str:
        """Area and detailed place as officials say it; reads the area, which lists fetch along."""
        return whereabouts(self.area.name, self.place)


class MilestoneEntry(models.Model):
    """What was known of one milestone's time; a correction is a later row with its reason."""

    emergency = models.ForeignKey(
        Emergency, models.CASCADE, related_name="milestones", verbose_name="事件"
    )
    milestone = models.CharField("节点", max_length=20, choices=Milestone)
    happened = models.DateTimeField("时间")
    reason = models.CharField("依据或更正原因", max_length=200, blank=True)
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "时间节点"
        verbose_name_plural = "时间节点"
        constraints = [
            models.CheckConstraint(
                condition=Q(milestone__in=Milestone.values), name="emergencies_milestoneentry_known"
            )
        ]
        indexes = [
            models.Index(
                fields=["emergency", "milestone", "-recorded_at"],
                name="emergencies_milestone_latest",
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.emergency_id} {self.milestone} {self.pk}"


class Tally(models.Model):
    """The counts of an emergency as known at one moment. Cumulative, except those in hospital."""

    emergency = models.ForeignKey(
        Emergency, models.CASCADE, related_name="tallies", verbose_name="事件"
    )
    as_of = models.DateTimeField("截至")
    exposed = models.PositiveIntegerField("暴露人数", null=True, blank=True)
    cases = models.PositiveIntegerField("累计病例")
    suspected = models.PositiveIntegerField("累计疑似", default=0)
    confirmed = models.PositiveIntegerField("累计确诊", default=0)
    severe = models.PositiveIntegerField("现有重症", default=0)
    in_hospital = models.PositiveIntegerField("现住院", default=0)
    deaths = models.PositiveIntegerField("累计死亡", default=0)
    contacts = models.PositiveIntegerField("密切接触者", default=0)
    note = models.CharField("说明", max_length=200, blank=True)
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "病例数"
        verbose_name_plural = "病例数"
        constraints = [
            models.CheckConstraint(
                condition=Q(deaths__lte=F("cases")), name="emergencies_tally_deaths_within_cases"
            ),
            models.CheckConstraint(
                condition=Q(confirmed__lte=F("cases")),
                name="emergencies_tally_confirmed_within_cases",
            ),
        ]
        indexes = [
            models.Index(fields=["emergency", "-as_of", "-id"], name="emergencies_tally_latest")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.emergency_id} {self.as_of:%m-%d %H:%M} #{self.pk}"


class Response(Record):
    """
    The running response of an area to an emergency. Its level history is its steps.

    At most one per emergency is running.
    """

    emergency = models.ForeignKey(
        Emergency, models.PROTECT, related_name="responses", verbose_name="事件"
    )
    area = models.ForeignKey(
        "orgs.Area", models.PROTECT, related_name="responses", verbose_name="响应区域"
    )
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    plan = models.ForeignKey(
        "plans.Plan", models.PROTECT, related_name="responses", verbose_name="所依预案"
    )
    level = models.PositiveSmallIntegerField("响应级别", choices=Level)
    expected_until = models.DateField("预计期限")
    started_at = models.DateTimeField("启动时间")
    started_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="决定人"
    )
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定终止人"
    )

    class Meta:
        verbose_name = "应急响应"
        verbose_name_plural = "应急响应"
        constraints = [
            models.UniqueConstraint(
                fields=["emergency"],
                condition=Q(ended_at=None),
                name="emergencies_response_one_running",
            ),
            models.CheckConstraint(
                condition=Q(level__in=Level.values), name="emergencies_response_level_known"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.get_level_display()}响应（{self.uuid}）"


class Proposal(Record):
    """
    What the health commission proposes about a response, and what the government decided.

    Proposer and decider are two people (突发公共卫生事件应对法 art. 38). An approved proposal is a
    numbered document; a decided one is never edited.
    """

    emergency = models.ForeignKey(
        Emergency, models.PROTECT, related_name="proposals", verbose_name="事件"
    )
    response = models.ForeignKey(
        Response, models.PROTECT, null=True, blank=True, related_name="steps", verbose_name="响应"
    )
    kind = models.CharField("事项", max_length=8, choices=ProposalKind)
    level = models.PositiveSmallIntegerField("建议级别", choices=Level, null=True, blank=True)
    grade = models.PositiveSmallIntegerField("事件分级", choices=Grade)
    criteria = models.CharField("对应分级标准", max_length=200, blank=True)
    evidence = models.TextField("依据和研判意见")
    measures = models.TextField("应急处置措施", blank=True)
    # Only when ending: why the response may end (danger removed, no new case in the longest incubation).
    closing_conditions = models.TextField("终止条件", blank=True)
    closing_ground = models.CharField("终止理由", max_length=16, choices=ClosingGround, blank=True)
    closing_anchor = models.CharField("起算", max_length=12, choices=ClosingAnchor, blank=True)
    anchored_on = models.DateTimeField("起算时间", null=True, blank=True)
    # Only where the danger is said to be removed: what shows it.
    removal_evidence = models.TextField("隐患消除的证据", blank=True)
    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="+", verbose_name="响应区域")
    expected_until = models.DateField("预计期限", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=ProposalState, default=ProposalState.PENDING
    )
    proposed_at = models.DateTimeField("提出时间", default=clock.now)
    proposed_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="提出人"
    )
    proposing_unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, related_name="+", verbose_name="提出单位"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )
    opinion = models.TextField("决定意见", blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤回人"
    )
    withdrawal = models.CharField("撤回原因", max_length=200, blank=True)
    decision_number = models.CharField("决定文号", max_length=60, blank=True)
    previous_level = models.PositiveSmallIntegerField(
        "原级别", choices=Level, null=True, blank=True
    )

    class Meta:
        verbose_name = "响应建议"
        verbose_name_plural = "响应建议"
        constraints = [
            models.UniqueConstraint(
                fields=["emergency"], condition=Q(state="pending"), name="emergencies_proposal_one_pending"
            ),
            models.UniqueConstraint(
                fields=["decision_number"], condition=~Q(decision_number=""),
                name="emergencies_proposal_number_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=ProposalKind.values), name="emergencies_proposal_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="emergencies_proposal_state_known"),
            models.CheckConstraint(
                condition=~Q(kind="end") | ~Q(closing_conditions=""), name="emergencies_proposal_end_with_conditions"
            ),
            models.CheckConstraint(
                condition=Q(state="refused")  # before 2026-11-26 a refusal had no number
                | (Q(state="approved") & ~Q(decision_number="")) | (~Q(state="approved") & Q(decision_number="")),
                name="emergencies_proposal_number_when_decided",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["approved", "refused"], decided_at__isnull=False)
                | Q(state__in=["pending", "withdrawn"], decided_at=None),
                name="emergencies_proposal_decided_when_settled",
            ),
            models.CheckConstraint(condition=Q(kind="end") | Q(level__isnull=False), name="emergencies_proposal_level_given"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(proposed_by=None) | ~Q(decided_by=F("proposed_by")),
                name="emergencies_proposal_two_people",
            ),
            models.CheckConstraint(
                condition=Q(grade__in=Grade.values), name="emergencies_proposal_grade_known"
            ),
            models.CheckConstraint(
                condition=Q(closing_ground__in=["", *ClosingGround.values])
                & Q(closing_anchor__in=["", *ClosingAnchor.values]),
                name="emergencies_proposal_ground_known",
            ),
            models.CheckConstraint(
                condition=~Q(closing_ground="danger_removed") | ~Q(removal_evidence=""),
                name="emergencies_proposal_removal_with_evidence",
            ),
            models.CheckConstraint(
                condition=Q(level=None) | Q(level__in=Level.values),
                name="emergencies_proposal_level_known",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["state", "-proposed_at", "-id"], name="emergencies_proposal_pending"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.get_kind_display()}建议（{self.uuid}）"
