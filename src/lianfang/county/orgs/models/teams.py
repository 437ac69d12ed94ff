"""Rescue and investigation teams, what they have, and when they were called."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.records import Record
from lianfang.county.orgs.choices import EquipmentState, TeamKind, TeamState

from .structure import Post, Unit


def _person(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=label,
    )  # fmt: skip


class Team(Record):
    """One team of a unit that can be called out. Its state follows from its last move."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="teams", verbose_name="单位")
    code = models.SlugField("代号", max_length=60, unique=True, null=True, blank=True)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=20, choices=TeamKind)
    state = models.CharField("状态", max_length=12, choices=TeamState, default=TeamState.READY)
    state_note = models.CharField("状态说明", max_length=100, blank=True)
    is_active = models.BooleanField("在用", default=True)
    is_demonstration = models.BooleanField("演示数据", default=False)

    class Meta:
        verbose_name = "应急队伍"
        verbose_name_plural = "应急队伍"
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="orgs_team_name_once"),
            models.CheckConstraint(
                condition=Q(kind__in=TeamKind.values), name="orgs_team_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=TeamState.values), name="orgs_team_state_known"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class TeamMember(Record):
    """
    One person's place in a team: a post of the unit, or a name where there is no account.

    Nothing about health or family stands here.
    """

    team = models.ForeignKey(Team, models.PROTECT, related_name="members", verbose_name="队伍")
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="岗位"
    )
    name = models.CharField("姓名", max_length=60)
    work = models.CharField("分工", max_length=60)
    is_leader = models.BooleanField("队长", default=False)
    joined_at = models.DateTimeField("入队时间", default=clock.now)
    joined_by = _person("登记人")
    left_at = models.DateTimeField("离队时间", null=True, blank=True)
    left_by = _person("办理人")

    class Meta:
        verbose_name = "队员"
        verbose_name_plural = "队员"
        constraints = [
            models.UniqueConstraint(
                fields=["team", "name"], condition=Q(left_at=None), name="orgs_teammember_once"
            )
        ]

    class Personal:
        fields = ("name",)
        why = "应急队伍组建与调派（突发公共卫生事件应对法第二十二条）"
        kept = "队伍存续期间"

    def __str__(self) -> str:
        return f"队员 #{self.pk}"


class Equipment(Record):
    """One kind of equipment of a team: how many, and whether it can go out."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="equipment", verbose_name="队伍")
    name = models.CharField("名称", max_length=60)
    quantity = models.PositiveIntegerField("数量")
    measure = models.CharField("单位", max_length=10, default="件")
    state = models.CharField(
        "状态", max_length=10, choices=EquipmentState, default=EquipmentState.GOOD
    )
    checked_at = models.DateTimeField("核对时间", default=clock.now)
    checked_by = _person("核对人")

    class Meta:
        verbose_name = "装备"
        verbose_name_plural = "装备"
        constraints = [
            models.UniqueConstraint(fields=["team", "name"], name="orgs_equipment_once"),
            models.CheckConstraint(
                condition=Q(state__in=EquipmentState.values), name="orgs_equipment_state_known"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class CallOut(Record):
    """
    One calling-out of a team, from the call to the end.

    What it was called for lies in a higher room: its uuid and its name as it was then
    (docs/adr/0023); a call without one (support, training) has a reason only.
    """

    team = models.ForeignKey(Team, models.PROTECT, related_name="callouts", verbose_name="队伍")
    occasion = models.UUIDField("事件编号", null=True, blank=True)
    occasion_name = models.CharField("事件名称", max_length=200, blank=True)
    reason = models.CharField("任务", max_length=200)
    place = models.CharField("集结地点", max_length=100, blank=True)
    called_at = models.DateTimeField("调派时间", default=clock.now)
    called_by = _person("调派人")
    departed_at = models.DateTimeField("出发时间", null=True, blank=True)
    departed_by = _person("出发报告人")
    arrived_at = models.DateTimeField("到达时间", null=True, blank=True)
    arrived_by = _person("到达报告人")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ended_by = _person("结束报告人")
    is_recalled = models.BooleanField("召回", default=False)

    class Meta:
        verbose_name = "调派"
        verbose_name_plural = "调派"
        constraints = [
            models.UniqueConstraint(
                fields=["team"], condition=Q(ended_at=None), name="orgs_callout_one_open"
            )
        ]
        indexes = [models.Index(fields=["occasion"], name="orgs_callout_occasion")]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"调派 #{self.pk}"


class TeamMove(models.Model):
    """One step of a team from state to state: when, by whom, why. Never changed."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="moves", verbose_name="队伍")
    callout = models.ForeignKey(
        CallOut, models.PROTECT, null=True, blank=True, related_name="moves", verbose_name="调派"
    )
    verb = models.CharField("动作", max_length=20)
    source = models.CharField("原状态", max_length=12, choices=TeamState)
    target = models.CharField("新状态", max_length=12, choices=TeamState)
    note = models.CharField("说明", max_length=100, blank=True)
    moved_at = models.DateTimeField("时间", default=clock.now)
    moved_by = _person("办理人")

    class Meta:
        verbose_name = "队伍动态"
        verbose_name_plural = "队伍动态"
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=TeamState.values, target__in=TeamState.values),
                name="orgs_teammove_states_known",
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"队伍动态 #{self.pk}"
