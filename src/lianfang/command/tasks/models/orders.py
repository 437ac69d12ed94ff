"""Orders: one paper to many units, each of which signs for it."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record
from lianfang.command.tasks.choices import (
    AddresseeState,
    OrderKind,
    OrderReminderKind,
    OrderState,
    OrderUrgency,
    OrderWants,
)

from .task import USER


class Order(Record):
    """
    One paper of the command to many units: a directive, a notice, an assignment, a public criticism.

    Numbered in its own series when it is issued, and never changed afterwards: it may only be
    withdrawn, with a reason. Who signed for it, and when, is told by its addressees.
    """

    number = models.CharField("文号", max_length=40, blank=True)
    kind = models.CharField("种类", max_length=12, choices=OrderKind)
    title = models.CharField("标题", max_length=100)
    words = models.TextField("内容")
    urgency = models.CharField(
        "紧急程度", max_length=10, choices=OrderUrgency, default=OrderUrgency.ORDINARY
    )
    wants = models.CharField(
        "办理要求", max_length=10, choices=OrderWants, default=OrderWants.SIGNATURE
    )
    evidence = models.CharField("办结凭据", max_length=200, blank=True)
    basis = models.CharField("依据", max_length=300, blank=True)
    emergency = models.ForeignKey(
        "emergencies.Emergency", models.PROTECT, null=True, blank=True, related_name="orders",
        verbose_name="事件",
    )  # fmt: skip
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, related_name="orders", verbose_name="制发单位"
    )
    area_path = models.CharField("区划路径", max_length=120)
    is_exercise = models.BooleanField("演练", default=False)
    # Limits, not acts.
    sign_until = models.DateTimeField("签收时限")
    answer_until = models.DateTimeField("办理时限", null=True, blank=True)
    attachments = models.ManyToManyField("files.Attachment", related_name="+", verbose_name="附件")
    state = models.CharField("状态", max_length=10, choices=OrderState, default=OrderState.DRAFT)
    drafted_at = models.DateTimeField("起草时间", default=clock.now)
    drafted_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="起草人"
    )
    issued_at = models.DateTimeField("下发时间", null=True, blank=True)
    issued_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签发人"
    )
    issued_name = models.CharField("签发人职务姓名", max_length=120, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤回人"
    )
    withdrawal = models.CharField("撤回原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "指令"
        verbose_name_plural = "指令"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "number"], condition=~Q(number=""), name="tasks_order_number_once"
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None, number="") | Q(issued_at__isnull=False) & ~Q(number=""),
                name="tasks_order_numbered_when_issued",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OrderKind.values), name="tasks_order_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(urgency__in=OrderUrgency.values), name="tasks_order_urgency_known"
            ),
            models.CheckConstraint(
                condition=Q(wants__in=OrderWants.values), name="tasks_order_wants_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OrderState.values), name="tasks_order_state_known"
            ),
            models.CheckConstraint(
                condition=Q(wants=OrderWants.SIGNATURE) | Q(answer_until__isnull=False),
                name="tasks_order_work_has_limit",
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-drafted_at", "-id"], name="tasks_order_area"),
            models.Index(fields=["state", "sign_until"], name="tasks_order_state_limit"),
        ]

    class Personal:
        fields = ("issued_name",)
        why = "公文签发责任追溯"
        kept = "随应急档案"

    def __str__(self) -> str:
        return f"{self.number or '（未编号）'} {self.title} #{self.pk}"


class Addressee(Record):
    """
    One unit to which one order went: when it signed, whether it has answered, whether it is cleared.

    `via` says how the unit came onto the list: by name, by its kind, or as member of a group. Only
    the command clears (销号) what a unit answered.
    """

    order = models.ForeignKey(
        Order, models.CASCADE, db_index=False, related_name="addressees", verbose_name="指令"
    )
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, db_index=False, related_name="orders_received", verbose_name="主送单位"
    )  # fmt: skip
    via = models.CharField("主送方式", max_length=60, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=AddresseeState, default=AddresseeState.WAITING
    )
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)
    signed_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签收人"
    )
    signed_name = models.CharField("签收人姓名", max_length=120, blank=True)
    answered_at = models.DateTimeField("反馈时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="反馈人"
    )
    cleared_at = models.DateTimeField("销号时间", null=True, blank=True)
    cleared_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="销号人"
    )
    returned_times = models.PositiveSmallIntegerField("退回次数", default=0)

    class Meta:
        verbose_name = "主送单位"
        verbose_name_plural = "主送单位"
        constraints = [
            models.UniqueConstraint(fields=["order", "unit"], name="tasks_addressee_once"),
            models.CheckConstraint(
                condition=Q(state__in=AddresseeState.values), name="tasks_addressee_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=AddresseeState.WAITING, signed_at=None)
                | ~Q(state=AddresseeState.WAITING) & Q(signed_at__isnull=False),
                name="tasks_addressee_signed_before_rest",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="tasks_addressee_unit_state")]

    class Personal:
        fields = ("signed_name",)
        why = "公文签收责任追溯"
        kept = "随应急档案"

    def __str__(self) -> str:
        return f"{self.order_id}→{self.unit_id} #{self.pk}"

    def is_late_at(self, limit: datetime, at: datetime) -> bool:
        """Not signed for although the limit has passed."""
        return self.signed_at is None and limit < at


class Answer(Record):
    """What a unit answered to an order, or why the command sent its answer back. Never edited."""

    addressee = models.ForeignKey(
        Addressee, models.CASCADE, related_name="answers", verbose_name="主送单位"
    )
    at = models.DateTimeField("时间", default=clock.now)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="填写人")
    by_name = models.CharField("填写人姓名", max_length=120, blank=True)
    verb = models.CharField("动作", max_length=10)
    words = models.TextField("内容", blank=True)
    attachments = models.ManyToManyField("files.Attachment", related_name="+", verbose_name="附件")

    class Meta:
        verbose_name = "指令反馈"
        verbose_name_plural = "指令反馈"
        indexes = [models.Index(fields=["addressee", "at", "id"], name="tasks_answer_order")]

    class Personal:
        fields = ("by_name",)
        why = "指令办理责任追溯"
        kept = "随应急档案"

    def __str__(self) -> str:
        return f"{self.addressee_id} {self.verb} #{self.pk}"


class OrderReminder(models.Model):
    """One reminder that an order has not been signed for, by the clock or by a person."""

    addressee = models.ForeignKey(
        Addressee, models.CASCADE, related_name="reminders", verbose_name="主送单位"
    )
    kind = models.CharField("种类", max_length=8, choices=OrderReminderKind)
    round = models.PositiveSmallIntegerField("第几次", default=0)
    sent_at = models.DateTimeField("发送时间")
    sent_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="催签人"
    )
    words = models.CharField("催签说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "催签"
        verbose_name_plural = "催签"
        constraints = [
            models.UniqueConstraint(
                fields=["addressee", "kind", "round"], name="tasks_orderreminder_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OrderReminderKind.values),
                name="tasks_orderreminder_kind_known",
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.addressee_id} {self.kind} #{self.pk}"
