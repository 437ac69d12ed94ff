"""The daily dispatch meeting (日调度): its agenda, what was promised, whether it was kept."""

from django.db import models
from django.db.models import Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record
from lianfang.command.tasks.choices import AgendaKind, PromiseState

from .task import USER


class DispatchMeeting(Record):
    """
    One daily meeting of the command: the agenda is drawn from records when it is called.

    With an emergency it is about that one alone; an exercise's meetings always name theirs.
    """

    number = models.CharField("编号", max_length=30, unique=True)
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, related_name="dispatch_meetings", verbose_name="组织单位"
    )
    area_path = models.CharField("区划路径", max_length=120)
    emergency = models.ForeignKey(
        "emergencies.Emergency", models.PROTECT, null=True, blank=True, related_name="dispatch_meetings",
        verbose_name="事件",
    )  # fmt: skip
    called_at = models.DateTimeField("生成议程时间", default=clock.now)
    called_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="召集人"
    )
    chair = models.CharField("主持人职务", max_length=60, blank=True)
    words = models.TextField("会议议定事项", blank=True)
    ended_at = models.DateTimeField("散会时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="记录人"
    )

    class Meta:
        verbose_name = "日调度会议"
        verbose_name_plural = "日调度会议"
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(ended_at=None, emergency=None),
                name="tasks_dispatchmeeting_one_open",
            ),
            models.UniqueConstraint(
                fields=["unit", "emergency"], condition=Q(ended_at=None),
                name="tasks_dispatchmeeting_one_open_of_event",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["area_path", "-called_at", "-id"], name="tasks_dispatch_area")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return self.number

    @property
    def is_exercise(self) -> bool:
        return bool(self.emergency and self.emergency.is_exercise)


class Promise(Record):
    """What one unit promised at a meeting and until when; the next meeting checks it."""

    meeting = models.ForeignKey(
        DispatchMeeting, models.CASCADE, related_name="promises", verbose_name="会议"
    )
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, related_name="promises", verbose_name="承诺单位"
    )
    what = models.CharField("承诺事项", max_length=200)
    until = models.DateTimeField("完成时限")
    state = models.CharField(
        "核对结果", max_length=8, choices=PromiseState, default=PromiseState.OPEN
    )
    reason = models.CharField("说明", max_length=300, blank=True)
    promised_at = models.DateTimeField("承诺时间", default=clock.now)
    promised_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="记录人"
    )
    checked_in = models.ForeignKey(
        DispatchMeeting, models.PROTECT, null=True, blank=True, related_name="checks",
        verbose_name="核对会议",
    )  # fmt: skip
    checked_at = models.DateTimeField("核对时间", null=True, blank=True)
    checked_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核对人"
    )
    # A moved promise goes on as a new one.
    moved_from = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="moved_to",
        verbose_name="改期自",
    )

    class Meta:
        verbose_name = "会议承诺"
        verbose_name_plural = "会议承诺"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PromiseState.values), name="tasks_promise_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open", checked_at=None) | ~Q(state="open") & Q(checked_at__isnull=False),
                name="tasks_promise_checked_or_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "kept")) | ~Q(reason=""),
                name="tasks_promise_reason_when_not_kept",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["unit", "state", "until"], name="tasks_promise_unit_state")]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.unit_id} {self.what[:20]} #{self.pk}"


class AgendaItem(models.Model):
    """One line of an agenda: what kind of thing, of which unit, how many, as counted when called."""

    meeting = models.ForeignKey(
        DispatchMeeting, models.CASCADE, related_name="items", verbose_name="会议"
    )
    place = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("类别", max_length=12, choices=AgendaKind)
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    count = models.PositiveIntegerField("件数", default=1)
    words = models.CharField("事项", max_length=300)
    promise = models.ForeignKey(
        Promise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承诺"
    )

    class Meta:
        verbose_name = "议程"
        verbose_name_plural = "议程"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "place"], name="tasks_agendaitem_one_per_place"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=AgendaKind.values), name="tasks_agendaitem_kind_known"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.place} {self.kind}"
