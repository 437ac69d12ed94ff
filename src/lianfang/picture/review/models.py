"""Reviews of emergencies: what was found, and what has to change."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record

from .choices import (
    EarlyActionKind,
    FindingKind,
    LessonKind,
    LessonState,
    ReviewKind,
    ReviewState,
    Stage,
)

USER = settings.AUTH_USER_MODEL


class Review(Record):
    """
    One review of the response to an emergency, in its midst or after its end.

    Its figures are computed from records as of `cutoff_at`; issued, it is frozen with its papers.
    """

    emergency = models.ForeignKey(
        "emergencies.Emergency", models.PROTECT, related_name="reviews", verbose_name="事件"
    )
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    kind = models.CharField("种类", max_length=8, choices=ReviewKind)
    title = models.CharField("标题", max_length=120)
    number = models.CharField("文号", max_length=60, blank=True)
    state = models.CharField("状态", max_length=10, choices=ReviewState, default=ReviewState.DRAFT)
    cutoff_at = models.DateTimeField("数据截至")  # a cut-off, not an act
    held_on = models.DateField("复盘会日期", null=True, blank=True)
    participants = models.TextField("参加单位", blank=True)
    conclusion = models.TextField("总体评价", blank=True)
    opened_at = models.DateTimeField("建立时间", default=clock.now)
    opened_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="建立人"
    )
    approved_at = models.DateTimeField("审签时间", null=True, blank=True)
    approved_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审签人"
    )
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)
    issued_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="印发人"
    )
    docx = models.ForeignKey(
        "files.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Word 文件",
    )  # fmt: skip
    pdf = models.ForeignKey(
        "files.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="PDF 文件",
    )  # fmt: skip

    class Meta:
        verbose_name = "复盘"
        verbose_name_plural = "复盘"
        constraints = [
            models.UniqueConstraint(
                fields=["emergency"], condition=Q(state__in=["draft", "approved"]),
                name="review_review_one_open",
            ),
            models.CheckConstraint(condition=Q(kind__in=ReviewKind.values), name="review_review_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="review_review_state_known"),
            models.CheckConstraint(
                condition=(Q(state="issued") & ~Q(number="")) | (~Q(state="issued") & Q(number="")),
                name="review_review_number_when_issued",
            ),
        ]  # fmt: skip

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.title}（{self.uuid}）"


class EarlyAction(models.Model):
    """
    When one of the seven early actions was done, or why it was not needed, as a person found it.

    A correction is a later row; the latest of a kind counts.
    """

    review = models.ForeignKey(
        Review, models.CASCADE, related_name="early_actions", verbose_name="复盘"
    )
    kind = models.CharField("早期行动", max_length=16, choices=EarlyActionKind)
    happened = models.DateTimeField("完成时间", null=True, blank=True)
    words = models.CharField("依据或不适用原因", max_length=200)
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "早期行动"
        verbose_name_plural = "早期行动"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=EarlyActionKind.values), name="review_earlyaction_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(happened__isnull=False) | ~Q(words=""),
                name="review_earlyaction_done_or_why_not",
            ),
        ]
        indexes = [
            models.Index(
                fields=["review", "kind", "-recorded_at"], name="review_earlyaction_latest"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.review_id} {self.kind} #{self.pk}"


class Finding(Record):
    """Something that helped or hindered on the way from emergence to control, and where."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="findings", verbose_name="复盘")
    kind = models.CharField("性质", max_length=12, choices=FindingKind)
    stage = models.CharField("环节", max_length=14, choices=Stage)
    words = models.CharField("情况", max_length=300)
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "复盘发现"
        verbose_name_plural = "复盘发现"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=FindingKind.values), name="review_finding_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="review_finding_stage_known"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.review_id} {self.get_kind_display()}（{self.uuid}）"


class Lesson(Record):
    """
    What has to change after a review: work of one unit by a day, or words of the plan.

    The unit reports it done, the command office confirms; a unit never confirms its own.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="lessons", verbose_name="复盘")
    kind = models.CharField("种类", max_length=6, choices=LessonKind)
    title = models.CharField("事项", max_length=100)
    words = models.TextField("问题与要求")
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, related_name="lessons", verbose_name="责任单位"
    )
    # For a change of the plan: the clause that it changes, and the words it should have.
    duty = models.ForeignKey(
        "plans.Duty", models.PROTECT, null=True, blank=True, related_name="lessons", verbose_name="职责条款",
    )  # fmt: skip
    proposed_words = models.TextField("建议条文", blank=True)
    due_on = models.DateField("完成期限")
    state = models.CharField("状态", max_length=10, choices=LessonState, default=LessonState.OPEN)
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    reported_at = models.DateTimeField("报告完成时间", null=True, blank=True)
    reported_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报告人"
    )
    report_words = models.TextField("完成情况", blank=True)
    closed_at = models.DateTimeField("确认时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    close_words = models.CharField("确认意见", max_length=300, blank=True)

    class Meta:
        verbose_name = "经验教训"
        verbose_name_plural = "经验教训"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LessonKind.values), name="review_lesson_kind_known"),
            models.CheckConstraint(condition=Q(state__in=LessonState.values), name="review_lesson_state_known"),
            models.CheckConstraint(
                condition=Q(kind="work") | ~Q(proposed_words=""), name="review_lesson_plan_with_words"
            ),
            models.CheckConstraint(
                condition=Q(reported_by=None) | Q(closed_by=None) | ~Q(reported_by=F("closed_by")),
                name="review_lesson_two_people",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["state", "due_on", "id"], name="review_lesson_open"),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.title}（{self.uuid}）"
