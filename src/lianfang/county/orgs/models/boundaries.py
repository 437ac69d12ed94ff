"""Outlines of areas, from a file that the county brings; none is shipped."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record
from lianfang.county.orgs.choices import BoundaryState

from .structure import Area

USER = settings.AUTH_USER_MODEL


class BoundarySet(Record):
    """
    One boundary file as it was read: waiting for a person's yes, in force, or over.

    Adopting another one ends it. The file itself is not kept, only its simplified outlines.
    """

    area = models.ForeignKey(
        Area, models.PROTECT, related_name="boundary_sets", verbose_name="辖区"
    )
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    file_name = models.CharField("文件名", max_length=120)
    digest = models.CharField("文件校验值", max_length=64)
    source = models.CharField("数据来源", max_length=120)
    key = models.CharField("匹配属性", max_length=60, blank=True)
    points = models.PositiveIntegerField("原有点数")
    state = models.CharField(
        "状态", max_length=10, choices=BoundaryState, default=BoundaryState.DRAFT
    )
    uploaded_at = models.DateTimeField("上传时间", default=clock.now)
    uploaded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )
    adopted_at = models.DateTimeField("启用时间", null=True, blank=True)
    adopted_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="启用人"
    )
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="停用人"
    )

    class Meta:
        verbose_name = "区划边界"
        verbose_name_plural = "区划边界"
        constraints = [
            models.UniqueConstraint(
                fields=["area_path"],
                condition=Q(state="in_force"),
                name="orgs_boundaryset_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(state__in=BoundaryState.values), name="orgs_boundaryset_state_known"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.file_name}（{self.uuid}）"


class BoundaryShape(models.Model):
    """
    One outline of a boundary file, and the area it was found to be; nothing where none fits.

    `polygons`: [[[lon, lat], …] outer ring, holes …] per polygon. `properties`: the feature's own
    short texts, kept until the set is adopted so that another property can be tried.
    """

    boundaries = models.ForeignKey(
        BoundarySet, models.CASCADE, related_name="shapes", verbose_name="区划边界"
    )
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="shapes", verbose_name="区划"
    )
    place = models.PositiveIntegerField("序号")
    properties = models.JSONField("属性", default=dict)
    polygons = models.JSONField("边界")

    class Meta:
        verbose_name = "边界图形"
        verbose_name_plural = "边界图形"
        constraints = [
            models.UniqueConstraint(
                fields=["boundaries", "place"], name="orgs_boundaryshape_place_once"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.boundaries_id} #{self.place}"
