"""Messages to a unit or a person inside the system, and the files they point to."""

from django.conf import settings
from django.db import models

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record
from lianfang.base.notices.choices import Urgency


class Notice(Record):
    """
    One message in one mailbox.

    A mailbox is "unit:<id>" (read by whoever sits at a post of the unit) or "user:<id>". Units
    belong to a higher room, hence a key and no foreign key.
    """

    mailbox = models.CharField("收件箱", max_length=40)
    kind = models.CharField("种类", max_length=60)
    urgency = models.CharField("缓急", max_length=10, choices=Urgency, default=Urgency.NORMAL)
    subject = models.CharField("标题", max_length=200)
    body = models.TextField("内容", blank=True)
    url = models.CharField("链接", max_length=300, blank=True)
    created_at = models.DateTimeField("时间", default=clock.now)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="阅读人",
    )

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = "消息"
        indexes = [
            models.Index(fields=["mailbox", "-created_at", "-id"], name="notices_notice_mailbox"),
            models.Index(
                fields=["mailbox"], condition=models.Q(read_at=None), name="notices_notice_unread"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(urgency__in=Urgency.values), name="notices_notice_urgency_known"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.subject}（{self.uuid}）"


class NoticeLink(models.Model):
    """One file or page that a message points to besides its own; opened after signing in."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="links", verbose_name="消息")
    label = models.CharField("名称", max_length=100)
    url = models.CharField("链接", max_length=300)

    class Meta:
        verbose_name = "消息附件链接"
        verbose_name_plural = "消息附件链接"

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.label}（{self.notice_id}）"
