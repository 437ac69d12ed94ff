"""Who is on duty, changes of the roster, and what is handed over."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record
from lianfang.county.orgs.choices import Position

from .structure import Post, Unit


def _person(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=label,
    )  # fmt: skip


class Shift(Record):
    """
    One person's duty in one seat of a unit, from one moment to another.

    Cancelled, never deleted; a swap keeps the shift and changes who holds it.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="shifts", verbose_name="单位")
    position = models.CharField("岗位", max_length=12, choices=Position)
    post = models.ForeignKey(Post, models.PROTECT, related_name="shifts", verbose_name="值班人")
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    note = models.CharField("备注", max_length=100, blank=True)
    created_at = models.DateTimeField("排班时间", default=clock.now)
    created_by = _person("排班人")
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    cancelled_by = _person("取消人")
    cancel_reason = models.CharField("取消原因", max_length=100, blank=True)

    class Meta:
        verbose_name = "班次"
        verbose_name_plural = "班次"
        constraints = [
            models.CheckConstraint(
                condition=Q(position__in=Position.values), name="orgs_shift_position_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="orgs_shift_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "starts_at"], name="orgs_shift_unit_time"),
            models.Index(
                fields=["starts_at", "ends_at"],
                condition=Q(cancelled_at=None),
                name="orgs_shift_time",
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.get_position_display()} {self.starts_at:%Y-%m-%d %H:%M} #{self.pk}"


class ShiftSwap(models.Model):
    """One change of who holds a shift: from whom to whom, and why."""

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="swaps", verbose_name="班次")
    from_post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="原值班人")
    to_post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="新值班人")
    reason = models.CharField("原因", max_length=100)
    swapped_at = models.DateTimeField("调班时间", default=clock.now)
    swapped_by = _person("办理人")

    class Meta:
        verbose_name = "调班"
        verbose_name_plural = "调班"

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"调班 {self.shift_id} #{self.pk}"


class Handover(Record):
    """
    What an officer leaves to the next: what is open, what to watch. Accepted by the next officer.

    One per shift. Its writer may mend it until it is accepted; afterwards nobody changes it.
    """

    shift = models.OneToOneField(
        Shift, models.PROTECT, related_name="handover", verbose_name="交班班次"
    )
    open_items = models.TextField("未办结事项", max_length=2000)
    watch = models.TextField("重点关注", max_length=2000, blank=True)
    written_at = models.DateTimeField("交班时间", default=clock.now)
    written_by = _person("交班人")
    accepted_at = models.DateTimeField("接班时间", null=True, blank=True)
    accepted_by = _person("接班人")
    remark = models.CharField("接班意见", max_length=200, blank=True)
    reminded_at = models.DateTimeField("最近提醒", null=True, blank=True)

    class Meta:
        verbose_name = "交接班记录"
        verbose_name_plural = "交接班记录"

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"交接班 #{self.shift_id}"


class CalendarKey(Record):
    """
    A person's key to a calendar of the own shifts, for a telephone's calendar.

    Only its digest is kept. It opens dates and seats of the holder, nothing else, and ends with
    the account or when the holder makes another.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="人员"
    )
    digest = models.CharField("摘要", max_length=64, unique=True)
    created_at = models.DateTimeField("生成时间", default=clock.now)
    created_by = _person("生成人")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    revoked_by = _person("停用人")

    class Meta:
        verbose_name = "值班日历密钥"
        verbose_name_plural = "值班日历密钥"
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at=None), name="orgs_calendarkey_one_open"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"值班日历密钥 #{self.pk}"
