"""Situation reports: what the records say at a cut-off, what units add, frozen when issued."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record

from .choices import ReportKind, ReportState

USER = settings.AUTH_USER_MODEL


class Report(Record):
    """
    One situation report of an emergency at a cut-off time, or its daily report of one day.

    Daily reports count their issues apart. An issued report is frozen with its figures and its documents; a mistake is corrected in the
    next issue.
    """

    emergency = models.ForeignKey(
        "emergencies.Emergency", models.PROTECT, related_name="reports", verbose_name="事件"
    )
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    kind = models.CharField("种类", max_length=10, choices=ReportKind)
    issue = models.PositiveIntegerField("期号")
    number = models.CharField("文号", max_length=60, blank=True)
    title = models.CharField("标题", max_length=120)
    day = models.DateField("日报日期", null=True, blank=True)
    cutoff_at = models.DateTimeField("截至")  # a cut-off, not an act
    state = models.CharField("状态", max_length=10, choices=ReportState, default=ReportState.DRAFT)
    drafted_at = models.DateTimeField("起草时间", default=clock.now)
    drafted_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="起草人"
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
        "files.Attachment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="Word 文件",
    )
    pdf = models.ForeignKey(
        "files.Attachment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="PDF 文件",
    )

    class Meta:
        verbose_name = "情况报告"
        verbose_name_plural = "情况报告"
        constraints = [
            models.UniqueConstraint(
                fields=["emergency", "issue"],
                condition=~Q(state="discarded") & ~Q(kind="daily"),
                name="situation_report_issue_once",
            ),
            models.UniqueConstraint(
                fields=["emergency", "issue"],
                condition=~Q(state="discarded") & Q(kind="daily"),
                name="situation_report_daily_issue_once",
            ),
            models.UniqueConstraint(
                fields=["emergency", "day"],
                condition=~Q(state="discarded") & Q(kind="daily"),
                name="situation_report_one_daily_a_day",
            ),
            models.UniqueConstraint(
                fields=["emergency"],
                condition=Q(state__in=["draft", "approved"]) & ~Q(kind="daily"),
                name="situation_report_one_open",
            ),
            models.CheckConstraint(
                condition=Q(kind="daily", day__isnull=False) | (~Q(kind="daily") & Q(day=None)),
                name="situation_report_daily_has_day",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ReportKind.values), name="situation_report_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReportState.values), name="situation_report_state_known"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.title}（{self.uuid}）"

    @property
    def is_daily(self) -> bool:
        return self.kind == ReportKind.DAILY


class ReportSection(Record):
    """One section of a report: written from a room's records, its words editable until approval."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="sections", verbose_name="报告")
    key = models.CharField("章节", max_length=40)
    sort = models.PositiveIntegerField("次序")
    title = models.CharField("标题", max_length=60)
    words = models.TextField("内容", blank=True)
    is_edited = models.BooleanField("经人工修改", default=False)

    class Meta:
        verbose_name = "报告章节"
        verbose_name_plural = "报告章节"
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="situation_reportsection_once")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.report_id} {self.key}"


class ReportFigure(models.Model):
    """One figure in a section, computed from records at the cut-off, with its previous value."""

    section = models.ForeignKey(
        ReportSection, models.CASCADE, related_name="figures", verbose_name="章节"
    )
    key = models.CharField("指标", max_length=80)
    sort = models.PositiveIntegerField("次序")
    label = models.CharField("名称", max_length=60)
    definition = models.CharField("定义", max_length=300)
    value = models.DecimalField("数值", max_digits=14, decimal_places=2, null=True)
    previous = models.DecimalField("上期数值", max_digits=14, decimal_places=2, null=True)
    measure = models.CharField("单位", max_length=20, blank=True)
    source = models.CharField("来源", max_length=100)
    as_of = models.DateTimeField("截至")
    url = models.CharField("明细", max_length=300, blank=True)

    class Meta:
        verbose_name = "报告数字"
        verbose_name_plural = "报告数字"
        constraints = [
            models.UniqueConstraint(fields=["section", "key"], name="situation_reportfigure_once")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.section_id} {self.key}"


class Contribution(Record):
    """What one unit was asked for, and what it wrote, for one report."""

    report = models.ForeignKey(
        Report, models.CASCADE, related_name="contributions", verbose_name="报告"
    )
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, related_name="contributions", verbose_name="单位"
    )
    wanted_by = models.DateTimeField("截止时间")
    words = models.TextField("材料", blank=True)
    given_at = models.DateTimeField("报送时间", null=True, blank=True)
    given_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报送人"
    )

    class Meta:
        verbose_name = "单位材料"
        verbose_name_plural = "单位材料"
        constraints = [
            models.UniqueConstraint(fields=["report", "unit"], name="situation_contribution_once")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.report_id}:{self.unit_id}"


class ReportDelivery(Record):
    """
    One issued report on its way to one addressee: a unit's box, or the box of who holds a post.

    `batch` is one press of the button: the same batch never writes to the same addressee twice.
    How the letter fares on the channels is told by the room of messages.
    """

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="deliveries", verbose_name="报告"
    )
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, related_name="report_deliveries", verbose_name="单位"
    )
    post = models.ForeignKey(
        "orgs.Post",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="report_deliveries",
        verbose_name="岗位",
    )
    notice = models.OneToOneField(
        "notices.Notice", models.PROTECT, related_name="+", verbose_name="消息"
    )
    batch = models.UUIDField("批次")
    is_again = models.BooleanField("补发", default=False)
    sent_at = models.DateTimeField("送达时间", default=clock.now)
    sent_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="送达人"
    )

    class Meta:
        verbose_name = "报告送达"
        verbose_name_plural = "报告送达"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "batch", "unit"],
                condition=Q(post=None),
                name="situation_reportdelivery_unit_once",
            ),
            models.UniqueConstraint(
                fields=["report", "batch", "post"],
                condition=Q(post__isnull=False),
                name="situation_reportdelivery_post_once",
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.report_id} → {self.notice_id}"
