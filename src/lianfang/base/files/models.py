"""Files that people attach to records."""

from django.conf import settings
from django.db import models

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record


class Attachment(Record):
    """
    One stored file. It has no address of its own: the record it belongs to hands it out.

    Never overwritten: a better scan is another attachment.
    """

    name = models.CharField("文件名", max_length=200)
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("字节数")
    digest = models.CharField("SM3 摘要", max_length=64)
    path = models.CharField("存放位置", max_length=200)
    uploaded_at = models.DateTimeField("上传时间", default=clock.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.name}（{self.uuid}）"
