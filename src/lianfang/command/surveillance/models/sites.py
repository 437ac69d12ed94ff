"""Who reports: sites of a programme and the parts that they report by."""

from django.db import models

from lianfang.base.kernel.records import Record

from .programmes import Programme


class Site(Record):
    """
    One reporter of one programme: a school, a shop, a farm, a tap, a village; with the unit that fills it in.

    A site that no longer reports is switched off; its observations stay.
    """

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="sites", verbose_name="监测项目"
    )
    code = models.CharField("编号", max_length=80, unique=True)
    name = models.CharField("名称", max_length=60)
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, related_name="surveillance_sites", verbose_name="填报单位"
    )
    area = models.ForeignKey(
        "orgs.Area", models.PROTECT, related_name="surveillance_sites", verbose_name="所在地区"
    )
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    sort = models.PositiveIntegerField("排序", default=0)
    is_demonstration = models.BooleanField("演示数据", default=False)
    is_active = models.BooleanField("在用", default=True)
    loaded_digest = models.CharField("装载摘要", max_length=64, blank=True)

    class Meta:
        verbose_name = "报告点"
        verbose_name_plural = "报告点"
        indexes = [
            models.Index(fields=["programme", "area_path"], name="surveillance_site_programme"),
            # The list of signals asks of each whether made-up values are behind it; a real county has none.
            models.Index(
                fields=["programme"], condition=models.Q(is_demonstration=True),
                name="surveillance_site_invented",
            ),
        ]  # fmt: skip

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


class SitePart(models.Model):
    """One class, species, goods or ward by which a site reports. Never a person."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="parts", verbose_name="报告点")
    name = models.CharField("名称", max_length=40)
    sort = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "报告分项"
        verbose_name_plural = "报告分项"
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="surveillance_sitepart_once")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.name} #{self.site_id}"
