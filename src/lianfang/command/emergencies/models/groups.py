"""Working groups (专项工作组) while a response runs: switched on and off by decisions."""

from django.db import models
from django.db.models import F, Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record
from lianfang.command.emergencies.choices import SeatRole

from .emergency import USER, Proposal, Response


class ResponseGroup(Record):
    """
    One working group at work in one response, from the decision that switched it on to its end.

    The pattern is `orgs.WorkingGroup`; name and work are kept as they were then.
    """

    response = models.ForeignKey(
        Response, models.PROTECT, related_name="groups", verbose_name="响应"
    )
    group = models.ForeignKey(
        "orgs.WorkingGroup", models.PROTECT, related_name="+", verbose_name="专项工作组"
    )
    name = models.CharField("名称", max_length=60)
    work = models.TextField("职责")
    started_at = models.DateTimeField("启用时间", default=clock.now)
    started_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="启用人"
    )
    started_under = models.ForeignKey(
        Proposal, models.PROTECT, related_name="+", verbose_name="启用依据"
    )
    ended_at = models.DateTimeField("撤销时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销人"
    )
    ended_under = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销依据"
    )

    class Meta:
        verbose_name = "响应工作组"
        verbose_name_plural = "响应工作组"
        constraints = [
            models.UniqueConstraint(
                fields=["response", "group"],
                condition=Q(ended_at=None),
                name="emergencies_responsegroup_one_at_work",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_under=None)
                | Q(ended_at__gte=F("started_at"), ended_under__isnull=False),
                name="emergencies_responsegroup_ended_by_decision",
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.name}（{self.uuid}）"


class GroupSeat(Record):
    """
    One unit's place in a group at work, and the person who leads where one is named.

    A change ends the row and begins another; nothing is rewritten.
    """

    group = models.ForeignKey(
        ResponseGroup, models.PROTECT, related_name="seats", verbose_name="响应工作组"
    )
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    role = models.CharField("角色", max_length=8, choices=SeatRole)
    person = models.CharField("负责人", max_length=50, blank=True)
    seated_at = models.DateTimeField("加入时间", default=clock.now)
    seated_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )
    left_at = models.DateTimeField("退出时间", null=True, blank=True)
    left_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="退出经办人"
    )

    class Meta:
        verbose_name = "工作组席位"
        verbose_name_plural = "工作组席位"
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=SeatRole.values), name="emergencies_groupseat_role_known"
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(role="lead", left_at=None),
                name="emergencies_groupseat_one_lead",
            ),
            models.UniqueConstraint(
                fields=["group", "unit", "role"],
                condition=Q(left_at=None),
                name="emergencies_groupseat_once",
            ),
        ]

    class Personal:
        fields = ("person",)
        why = "工作组负责人的公务信息，依据突发事件应对法第七十二条组织应急处置"
        kept = "与响应决定相同"

    def __str__(self) -> str:
        return f"{self.group_id} {self.role} #{self.pk}"
