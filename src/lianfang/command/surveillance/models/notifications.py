"""通报: written word from one unit to others, with clocks for receipt and reply."""

from django.conf import settings
from django.db import models

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record

USER = settings.AUTH_USER_MODEL


class Route(Record):
    """Which unit must tell which others about what, and how fast they must receive and answer. From a pack."""

    code = models.SlugField("代号", max_length=60, unique=True)
    title = models.CharField("事项", max_length=60)
    from_code = models.SlugField("通报单位代号", max_length=60)
    receipt_minutes = models.PositiveIntegerField("签收时限（分钟）")
    reply_minutes = models.PositiveIntegerField("回复时限（分钟）")
    basis = models.CharField("依据", max_length=300)
    is_verified = models.BooleanField("已核对", default=False)
    is_active = models.BooleanField("在用", default=True)
    sort = models.PositiveIntegerField("排序", default=0)
    loaded_digest = models.CharField("装载摘要", max_length=64, blank=True)

    class Meta:
        verbose_name = "通报关系"
        verbose_name_plural = "通报关系"

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.title}（{self.code}）"


class RouteEnd(models.Model):
    """One unit, by its code, that a route leads to."""

    route = models.ForeignKey(Route, models.CASCADE, related_name="ends", verbose_name="通报关系")
    unit_code = models.SlugField("单位代号", max_length=60)

    class Meta:
        verbose_name = "通报对象"
        verbose_name_plural = "通报对象"
        constraints = [
            models.UniqueConstraint(
                fields=["route", "unit_code"], name="surveillance_routeend_once"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.unit_code} ← {self.route_id}"


class Notification(Record):
    """One 通报: what a unit tells others in writing. Sent once, never edited; more is another one."""

    number = models.CharField("编号", max_length=30, unique=True)
    route = models.ForeignKey(
        Route, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="通报关系"
    )
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="通报单位")
    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="+", verbose_name="涉及地区")
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    title = models.CharField("标题", max_length=100)
    words = models.TextField("内容")
    signal = models.ForeignKey(
        "surveillance.Signal", models.PROTECT, null=True, blank=True,
        related_name="notifications", verbose_name="相关信号",
    )  # fmt: skip
    is_exercise = models.BooleanField("演练", default=False)
    sent_at = models.DateTimeField("发出时间", default=clock.now)
    sent_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="发出人"
    )

    class Meta:
        verbose_name = "通报"
        verbose_name_plural = "通报"
        indexes = [models.Index(fields=["-sent_at", "-id"], name="surveillance_notification_last")]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class NotificationReceipt(Record):
    """One addressee of a 通报: by when it must sign and reply, and when it did."""

    notification = models.ForeignKey(
        Notification, models.PROTECT, related_name="receipts", verbose_name="通报"
    )
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="接收单位")
    receipt_due_at = models.DateTimeField("签收期限")
    reply_due_at = models.DateTimeField("回复期限")
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    received_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签收人"
    )
    replied_at = models.DateTimeField("回复时间", null=True, blank=True)
    replied_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回复人"
    )
    reply = models.TextField("回复内容", blank=True)

    class Meta:
        verbose_name = "通报签收"
        verbose_name_plural = "通报签收"
        constraints = [
            models.UniqueConstraint(
                fields=["notification", "unit"], name="surveillance_receipt_once"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.notification_id} → {self.unit_id}"
