"""The index over everything that has words worth finding."""

from django.db import models


class Entry(models.Model):
    """
    One findable record: its title, its words cut into pairs of characters, and who may see it.

    `bigrams` is what the engine's full-text index reads. `permission` is what the finder must hold; `unit_id` restricts it to the unit (None: to all in
    the area). Kept by services of the room that owns the record, in the same transaction.
    """

    kind = models.CharField("种类", max_length=40)
    target_uuid = models.UUIDField("对象")
    title = models.CharField("标题", max_length=200)
    summary = models.CharField("摘要", max_length=300, blank=True)
    # Pairs of neighbouring characters separated by blanks; what the engine's full-text index reads.
    bigrams = models.TextField("二元词")
    url = models.CharField("链接", max_length=300)
    permission = models.CharField("所需权限", max_length=80)
    unit_id = models.BigIntegerField("限定单位", null=True)
    area_path = models.CharField("区划路径", max_length=120)
    # A county's plan is read in its villages; a township's task is not read next door.
    reaches_down = models.BooleanField("下级可见", default=False)
    indexed = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = "检索条目"
        verbose_name_plural = "检索条目"
        constraints = [
            models.UniqueConstraint(fields=["kind", "target_uuid"], name="search_entry_once")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"
