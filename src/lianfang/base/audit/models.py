"""The chained log, its head, and the series from which documents get their numbers."""

from django.db import models


class AuditRow(models.Model):
    """
    One act: who did what to which record, when.

    Rows are chained by a keyed SM3 digest. Database triggers refuse to change or delete them.
    `at` is the time by the acting clock (an exercise moves it), `recorded_at` by the machine's.
    """

    seq = models.BigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间", db_index=True)
    recorded_at = models.DateTimeField("入库时间")
    # No foreign key: the log lies below the accounts and outlives them.
    actor_id = models.BigIntegerField("操作人", null=True, db_index=True)
    actor_name = models.CharField("操作人姓名", max_length=100)
    post_title = models.CharField("岗位", max_length=100, blank=True)
    unit_name = models.CharField("单位", max_length=100, blank=True)
    action = models.CharField("动作", max_length=80, db_index=True)
    target_type = models.CharField("对象类型", max_length=60, blank=True)
    target_uuid = models.CharField("对象标识", max_length=36, blank=True, db_index=True)
    target_label = models.CharField("对象", max_length=200, blank=True)
    # Names of changed fields with before and after. Read by people, never filtered or counted.
    changes = models.JSONField("变更", default=dict)
    count = models.PositiveIntegerField("批量条数", default=1)
    address = models.CharField("地址", max_length=45, blank=True)
    previous = models.CharField("前一行摘要", max_length=64)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"

    class Personal:
        fields = ("actor_name", "address")
        why = "网络日志留存与责任追溯（网络安全法第二十三条）"
        kept = "不少于 180 天"

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class ChainHead(models.Model):
    """The last link of the chain; its lock makes writers queue, so that links never fork."""

    seq = models.BigIntegerField("序号", default=0)
    digest = models.CharField("摘要", max_length=64, default="0" * 64)

    class Meta:
        verbose_name = "审计链头"
        verbose_name_plural = "审计链头"

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"链头 {self.seq}"


class NumberSeries(models.Model):
    """The last number given in one series of documents in one year. Numbers are never given twice."""

    series = models.CharField("系列", max_length=40)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveBigIntegerField("最后一个号", default=0)

    class Meta:
        verbose_name = "编号系列"
        verbose_name_plural = "编号系列"
        constraints = [
            models.UniqueConstraint(
                fields=["series", "year"], name="audit_numberseries_one_per_year"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.series} {self.year}"
