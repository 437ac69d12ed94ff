"""Places of every sector: schools, markets, hotels, farms, waterworks."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.encryption import EncryptedTextField
from lianfang.base.kernel.identifiers import mask
from lianfang.base.kernel.records import Record

from .choices import PlaceStatus, Sector

USER = settings.AUTH_USER_MODEL


class Place(Record):
    """
    One site where people gather, work, live or keep animals, with the unit that answers for it.

    What happens there (cases, inspections, measures) is written down in other rooms that point here.
    """

    number = models.CharField("编号", max_length=30, unique=True)
    name = models.CharField("名称", max_length=100)
    sector = models.CharField("行业", max_length=16, choices=Sector)
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, related_name="places", verbose_name="责任单位"
    )
    area = models.ForeignKey(
        "orgs.Area", models.PROTECT, related_name="places", verbose_name="区划"
    )
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    address = models.CharField("地址", max_length=200, blank=True)
    capacity = models.PositiveIntegerField("容纳人数", null=True, blank=True)
    contact_name = models.CharField("联系人", max_length=60, blank=True)
    contact_phone = EncryptedTextField("联系电话", blank=True, default="")
    status = models.CharField("状态", max_length=8, choices=PlaceStatus, default=PlaceStatus.OPEN)
    latitude = models.DecimalField("纬度", max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=8, decimal_places=5, null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    is_exercise = models.BooleanField("演练", default=False)
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "场所"
        verbose_name_plural = "场所"
        constraints = [
            models.UniqueConstraint(
                fields=["area", "name", "is_exercise"], name="places_place_once_per_area"
            ),
            models.CheckConstraint(
                condition=Q(sector__in=Sector.values), name="places_place_sector_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=PlaceStatus.values), name="places_place_status_known"
            ),
        ]
        indexes = [models.Index(fields=["-recorded_at", "-id"], name="places_place_latest")]

    class Personal:
        fields = ("contact_name", "contact_phone")
        why = "场所防控的联络（突发公共卫生事件应对法第十六条）"
        kept = "场所使用期间"

    def __str__(self) -> str:
        return f"{self.name}（{self.number}）"

    @property
    def masked_phone(self) -> str:
        return mask(self.contact_phone)


class PlaceStep(models.Model):
    """One change of a place's status: when, by whom, why; never rewritten."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="steps", verbose_name="场所")
    before = models.CharField("原状态", max_length=8, choices=PlaceStatus)
    after = models.CharField("新状态", max_length=8, choices=PlaceStatus)
    reason = models.CharField("原因", max_length=200)
    changed_at = models.DateTimeField("时间", default=clock.now)
    changed_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="操作人"
    )

    class Meta:
        verbose_name = "场所状态变化"
        verbose_name_plural = "场所状态变化"
        constraints = [
            models.CheckConstraint(
                condition=Q(before__in=PlaceStatus.values), name="places_placestep_before_known"
            ),
            models.CheckConstraint(
                condition=Q(after__in=PlaceStatus.values), name="places_placestep_after_known"
            ),
            models.CheckConstraint(
                condition=~Q(before=F("after")), name="places_placestep_changes_something"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.place_id} {self.before} → {self.after} #{self.pk}"
