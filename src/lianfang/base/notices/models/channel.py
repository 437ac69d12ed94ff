"""Channels out of the house, what waits for them, and what was sent."""

import json

from django.conf import settings
from django.db import models
from django.db.models import Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.encryption import EncryptedTextField
from lianfang.base.kernel.records import Record
from lianfang.base.notices.choices import ChannelKind, DeliveryState, Urgency
from lianfang.base.notices.rules import Quiet

from .notice import Notice


class Channel(Record):
    """
    One way out of the house: a mail address, telephone numbers behind a gateway, a robot.

    `holder` says whose letters it carries: "unit:<id>", "user:<id>", "role:<key>" or "all" (those
    of the area). Switched off, never deleted: deliveries point to it.
    """

    name = models.CharField("名称", max_length=60)
    kind = models.CharField("种类", max_length=10, choices=ChannelKind)
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    # Address, numbers and secrets as one sealed JSON text: nothing in it is ever filtered.
    target = EncryptedTextField("发送目标")
    holder = models.CharField("为谁发送", max_length=60)
    min_urgency = models.CharField(
        "最低缓急", max_length=10, choices=Urgency, default=Urgency.NORMAL
    )
    digest_minutes = models.PositiveSmallIntegerField("合并分钟数", default=10)
    quiet_from = models.TimeField("免打扰起", null=True, blank=True)
    quiet_to = models.TimeField("免打扰止", null=True, blank=True)
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("建立时间", default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="建立人"
    )

    class Meta:
        verbose_name = "外发渠道"
        verbose_name_plural = "外发渠道"
        constraints = [
            models.UniqueConstraint(fields=["area_path", "name"], name="notices_channel_name_once"),
            models.CheckConstraint(
                condition=Q(kind__in=ChannelKind.values), name="notices_channel_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(min_urgency__in=Urgency.values), name="notices_channel_urgency_known"
            ),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_to=None)
                | Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="notices_channel_quiet_both_or_none",
            ),
        ]

    class Personal:
        fields = ("target",)
        why = "向值班人员和单位发送提醒所需的邮箱、手机号码（突发事件应对法第二十二条）"
        kept = "渠道停用前；停用后由系统管理员清空"

    def __str__(self) -> str:
        return f"{self.name}（{self.get_kind_display()}）"

    @property
    def address(self) -> dict[str, str]:
        """The target, opened."""
        found = json.loads(self.target)
        return {str(name): str(value) for name, value in found.items()}

    @property
    def quiet(self) -> Quiet:
        return Quiet(self.quiet_from, self.quiet_to)


class Preference(Record):
    """What the owner of one mailbox wishes of the channels that carry its letters."""

    mailbox = models.CharField("收件箱", max_length=40, unique=True)
    is_on = models.BooleanField("外发提醒", default=True)
    min_urgency = models.CharField(
        "最低缓急", max_length=10, choices=Urgency, default=Urgency.NORMAL
    )
    quiet_from = models.TimeField("免打扰起", null=True, blank=True)
    quiet_to = models.TimeField("免打扰止", null=True, blank=True)
    changed_at = models.DateTimeField("更改时间", default=clock.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="更改人"
    )

    class Meta:
        verbose_name = "提醒偏好"
        verbose_name_plural = "提醒偏好"
        constraints = [
            models.CheckConstraint(
                condition=Q(min_urgency__in=Urgency.values), name="notices_preference_urgency_known"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"提醒偏好 {self.mailbox}"

    @property
    def quiet(self) -> Quiet:
        return Quiet(self.quiet_from, self.quiet_to)


class Delivery(Record):
    """
    One message on one channel, from waiting to sent or failed; it may tell of several letters.

    A worker takes it by moving `state` and `claim` in one guarded UPDATE; a killed worker's claim
    lapses at `claimed_until`. What it tells of never changes, so that a second try is the same.
    """

    channel = models.ForeignKey(
        Channel, models.PROTECT, related_name="deliveries", verbose_name="渠道"
    )
    state = models.CharField(
        "状态", max_length=10, choices=DeliveryState, default=DeliveryState.WAITING
    )
    letters = models.PositiveIntegerField("消息数", default=0)
    is_test = models.BooleanField("测试", default=False)
    created_at = models.DateTimeField("生成时间", default=clock.now)
    tries = models.PositiveSmallIntegerField("已试次数", default=0)
    next_try_at = models.DateTimeField("下次发送", default=clock.now)
    claim = models.UUIDField("领取号", null=True, blank=True)
    claimed_until = models.DateTimeField("占用至", null=True, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    last_error = models.CharField("最近一次失败原因", max_length=100, blank=True)

    class Meta:
        verbose_name = "外发记录"
        verbose_name_plural = "外发记录"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="notices_delivery_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.SENT) | Q(sent_at__isnull=False),
                name="notices_delivery_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="notices_delivery_due"),
            models.Index(fields=["channel", "-created_at", "-id"], name="notices_delivery_channel"),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"外发 {self.reference}"

    @property
    def reference(self) -> str:
        """The short number that stands in the message and stays the same when it is sent again."""
        return self.uuid.hex[:8]


class OutboxItem(models.Model):
    """
    One letter that is to leave by one channel, written in the transaction of the letter itself.

    It waits without a delivery until the letters of some minutes are put together into one.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="+", verbose_name="消息")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+", verbose_name="渠道")
    is_urgent = models.BooleanField("紧急", default=False)
    due_at = models.DateTimeField("可发时间")
    delivery = models.ForeignKey(
        Delivery,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name="外发记录",
    )

    class Meta:
        verbose_name = "待发消息"
        verbose_name_plural = "待发消息"
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="notices_outboxitem_once")
        ]
        indexes = [
            models.Index(
                fields=["channel", "due_at"],
                condition=Q(delivery=None),
                name="notices_outboxitem_open",
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.notice_id} → {self.channel_id}"
