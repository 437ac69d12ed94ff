"""Plans: who has which duties, and what is done about each of them at which level."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.levels import Level
from lianfang.base.kernel.records import Record

from .choices import DoubtKind, MemberRole, Performer, PlanState, Settlement

USER = settings.AUTH_USER_MODEL


class Plan(Record):
    """
    One version of an area's emergency plan, read from a document.

    A draft is corrected and then adopted; an adopted plan is never edited: a change is a new
    version. `source_text` is what every duty's offsets point into; persons named in the document
    are hidden in it.
    """

    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="plans", verbose_name="区划")
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    title = models.CharField("名称", max_length=200)
    version = models.CharField("版本", max_length=40)
    state = models.CharField("状态", max_length=12, choices=PlanState, default=PlanState.DRAFT)
    source_name = models.CharField("来源文件", max_length=200)
    source_text = models.TextField("原文")
    # Digest of the pack a plan was loaded from; empty for one read from a document by a person.
    pack_digest = models.CharField("数据包摘要", max_length=64, blank=True, db_index=True)
    created_at = models.DateTimeField("建立时间", default=clock.now)
    created_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="建立人"
    )
    adopted_at = models.DateTimeField("启用时间", null=True, blank=True)
    adopted_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="启用人"
    )
    superseded_at = models.DateTimeField("废止时间", null=True, blank=True)
    superseded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="废止人"
    )

    class Meta:
        verbose_name = "预案"
        verbose_name_plural = "预案"
        constraints = [
            models.UniqueConstraint(
                fields=["area"],
                condition=Q(state="in_force"),
                name="plans_plan_one_in_force_per_area",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PlanState.values), name="plans_plan_state_known"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.title}（{self.version}，{self.uuid}）"

    @property
    def is_draft(self) -> bool:
        return self.state == PlanState.DRAFT


class Member(Record):
    """
    A unit's place in a plan, under the name the document gives it.

    `unit` is empty while nobody has confirmed which unit of the county is meant.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="members", verbose_name="预案")
    number = models.PositiveIntegerField("序号")
    name = models.CharField("文件中的名称", max_length=200)
    role = models.CharField("角色", max_length=8, choices=MemberRole, default=MemberRole.MEMBER)
    unit = models.ForeignKey(
        "orgs.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_places",
        verbose_name="单位",
    )
    # Where the name stands in the source; both 0 for a unit that a person added.
    starts = models.PositiveIntegerField("起始位置", default=0)
    ends = models.PositiveIntegerField("结束位置", default=0)
    is_confirmed = models.BooleanField("已核对", default=False)

    class Meta:
        verbose_name = "成员单位"
        verbose_name_plural = "成员单位"
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plans_member_number_once"),
            models.CheckConstraint(
                condition=Q(role__in=MemberRole.values), name="plans_member_role_known"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.number} {self.name}（{self.uuid}）"


class Duty(Record):
    """One clause of a unit's duties, in the document's own words, with where they stand in it."""

    member = models.ForeignKey(
        Member, models.CASCADE, related_name="duties", verbose_name="成员单位"
    )
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="duties", verbose_name="预案")
    code = models.CharField("条款号", max_length=20)
    sort = models.PositiveIntegerField("次序")
    text = models.TextField("职责原文")
    starts = models.PositiveIntegerField("起始位置")
    ends = models.PositiveIntegerField("结束位置")
    room = models.CharField("办理模块", max_length=40, blank=True)
    is_confirmed = models.BooleanField("已核对", default=False)

    class Meta:
        verbose_name = "职责条款"
        verbose_name_plural = "职责条款"
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="plans_duty_code_once"),
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")), name="plans_duty_span_forward"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.code} {self.text[:30]}（{self.uuid}）"


class Action(Record):
    """
    What a unit does about a duty: concrete, checkable, at which levels, by when, how often.

    It applies while to_level <= response level <= from_level (IV is 4 and the lightest).
    """

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="actions", verbose_name="职责")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="actions", verbose_name="预案")
    code = models.CharField("动作号", max_length=20)
    title = models.CharField("动作", max_length=60)
    what = models.TextField("要求")
    from_level = models.PositiveSmallIntegerField("自哪一级起", choices=Level, default=Level.IV)
    to_level = models.PositiveSmallIntegerField("至哪一级", choices=Level, default=Level.I)
    due_minutes = models.PositiveIntegerField("时限（分钟）")
    repeat_minutes = models.PositiveIntegerField("周期（分钟）", null=True, blank=True)
    performer = models.CharField(
        "办理主体", max_length=20, choices=Performer, default=Performer.UNIT
    )
    evidence = models.CharField("办结凭据", max_length=200, blank=True)
    gauge = models.CharField("进度来源", max_length=80, blank=True)
    standard = models.CharField("标准动作", max_length=60, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    is_confirmed = models.BooleanField("已核对", default=False)

    class Meta:
        verbose_name = "规定动作"
        verbose_name_plural = "规定动作"
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="plans_action_code_once"),
            models.CheckConstraint(
                condition=Q(to_level__gte=1, from_level__lte=4, to_level__lte=F("from_level")),
                name="plans_action_levels_ordered",
            ),
            models.CheckConstraint(
                condition=Q(performer__in=Performer.values), name="plans_action_performer_known"
            ),
            models.CheckConstraint(
                condition=Q(repeat_minutes=None) | Q(repeat_minutes__gte=60),
                name="plans_action_repeat_hourly",
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.code} {self.title}（{self.uuid}）"

    def applies_at(self, level: int) -> bool:
        return self.to_level <= level <= self.from_level


class ActionTiming(models.Model):
    """Another time limit of an action at one level."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="timings", verbose_name="动作")
    level = models.PositiveSmallIntegerField("级别", choices=Level)
    due_minutes = models.PositiveIntegerField("时限（分钟）")

    class Meta:
        verbose_name = "分级时限"
        verbose_name_plural = "分级时限"
        constraints = [
            models.UniqueConstraint(fields=["action", "level"], name="plans_actiontiming_once"),
            models.CheckConstraint(
                condition=Q(level__in=Level.values), name="plans_actiontiming_level_known"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.action_id}@{self.level}"


class Doubt(Record):
    """A spot in the source that the importer was unsure about or left out, and what became of it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="doubts", verbose_name="预案")
    kind = models.CharField("种类", max_length=8, choices=DoubtKind)
    starts = models.PositiveIntegerField("起始位置")
    ends = models.PositiveIntegerField("结束位置")
    why = models.CharField("原因", max_length=200)
    how = models.CharField("处理结果", max_length=12, choices=Settlement, blank=True)
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    settled_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="处理人"
    )

    class Meta:
        verbose_name = "存疑处"
        verbose_name_plural = "存疑处"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DoubtKind.values), name="plans_doubt_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(how__in=["", *Settlement.values]), name="plans_doubt_how_known"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.starts}-{self.ends} {self.why[:20]}（{self.uuid}）"


class StandardAction(Record):
    """One entry of the catalogue from which actions for another county's duties are proposed."""

    code = models.CharField("代号", max_length=60, unique=True)
    title = models.CharField("动作", max_length=60)
    # Groups of words: a group matches when all its words stand in the duty. Only read as a whole.
    words = models.JSONField("触发词")
    due_minutes = models.PositiveIntegerField("时限（分钟）")
    repeat_minutes = models.PositiveIntegerField("周期（分钟）", null=True, blank=True)
    performer = models.CharField(
        "办理主体", max_length=20, choices=Performer, default=Performer.UNIT
    )
    evidence = models.CharField("办结凭据", max_length=200, blank=True)
    gauge = models.CharField("进度来源", max_length=80, blank=True)

    class Meta:
        verbose_name = "标准动作"
        verbose_name_plural = "标准动作"
        constraints = [
            models.CheckConstraint(
                condition=Q(performer__in=Performer.values),
                name="plans_standardaction_performer_known",
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
