"""What was requisitioned: from whom, in what state it came and went, and what is owed for it."""

from datetime import date

from django.db import models
from django.db.models import Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.encryption import EncryptedTextField
from lianfang.base.kernel.records import Record
from lianfang.command.measures.choices import ReturnState, ThingKind

from .measure import Measure, known, who
from .persons import KEPT


class Item(Record):
    """
    One requisitioned thing (or person called up): inventory, hand-over, use, return, compensation.

    Source: 突发公共卫生事件应对法 art. 44; 突发事件应对法 art. 12: return in time, compensate fairly.
    """

    number = models.CharField("编号", max_length=30, unique=True)
    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="items", verbose_name="征用决定"
    )
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    kind = models.CharField("类别", max_length=8, choices=ThingKind)
    name = models.CharField("名称、规格", max_length=100)
    quantity = models.PositiveIntegerField("数量")
    measure_word = models.CharField("单位", max_length=10)
    owner = EncryptedTextField("所有人")
    owner_phone = EncryptedTextField("联系电话", blank=True, default="")
    value = models.DecimalField("价值（元）", max_digits=14, decimal_places=2)
    state_before = models.CharField("接收时状况", max_length=200)
    listed_at = models.DateTimeField("登记时间", default=clock.now)
    listed_by = who("登记人")
    handed_over_at = models.DateTimeField("交接时间", null=True, blank=True)
    handed_over_by = who("接收人")
    use_words = models.CharField("用途", max_length=200, blank=True)
    return_state = models.CharField(
        "返还情况", max_length=8, choices=ReturnState, default=ReturnState.OUT
    )
    returned_at = models.DateTimeField("返还时间", null=True, blank=True)
    returned_by = who("返还人")
    damage = models.CharField("毁损说明", max_length=200, blank=True)
    compensate_by = models.DateField("补偿期限")
    compensation = models.DecimalField(
        "补偿金额（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    compensated_at = models.DateTimeField("补偿时间", null=True, blank=True)
    compensated_by = who("补偿经办人")

    class Meta:
        verbose_name = "征用物"
        verbose_name_plural = "征用物"
        constraints = [
            known("item", "kind", ThingKind.values),
            known("item", "return_state", ReturnState.values),
            models.CheckConstraint(
                condition=Q(return_state="out", returned_at=None)
                | (~Q(return_state="out") & Q(returned_at__isnull=False)),
                name="measures_item_return_dated",
            ),
            models.CheckConstraint(
                condition=~Q(return_state__in=["damaged", "lost"]) | ~Q(damage=""),
                name="measures_item_damage_described",
            ),
            models.CheckConstraint(
                condition=Q(compensated_at=None) | Q(compensation__isnull=False),
                name="measures_item_paid_an_amount",
            ),
        ]
        indexes = [models.Index(fields=["-listed_at", "-id"], name="measures_item_latest")]

    class Personal:
        fields = ("owner", "owner_phone")
        why = "征用、返还和补偿（突发公共卫生事件应对法第四十四条）"
        kept = KEPT

    def __str__(self) -> str:
        return f"征用物 {self.number}"

    def is_pay_overdue(self, day: date) -> bool:
        return self.compensated_at is None and day > self.compensate_by
