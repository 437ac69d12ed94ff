"""The county as it is organised: areas, units, posts, working groups."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.levels import Level
from lianfang.base.kernel.records import Record
from lianfang.county.orgs.choices import AreaLevel, UnitKind


class Area(Record):
    """One administrative area, from province down to grid. `path` lists the codes above it and its own."""

    code = models.CharField("区划代码", max_length=15, unique=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("层级", max_length=12, choices=AreaLevel)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    path = models.CharField("路径", max_length=120, unique=True)
    population = models.PositiveIntegerField("人口", null=True, blank=True)
    latitude = models.DecimalField("纬度", max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=8, decimal_places=5, null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    is_verified = models.BooleanField("已核对", default=True)
    # What the pack said when it was last loaded; a row that people edited since stays theirs.
    loaded_digest = models.CharField("装载摘要", max_length=64, blank=True)

    class Meta:
        verbose_name = "区划"
        verbose_name_plural = "区划"
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=AreaLevel.values), name="orgs_area_level_known"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


class Unit(Record):
    """
    One organisation with duties: a bureau, a hospital, a township government, the command office.

    A collective unit stands in a plan as one (乡镇人民政府) and is done by its members, which are
    its children. A renamed agency keeps its row; the old name becomes an alias.
    """

    code = models.SlugField("代号", max_length=60, unique=True)
    name = models.CharField("名称", max_length=100)
    short_name = models.CharField("简称", max_length=40)
    kind = models.CharField("类别", max_length=20, choices=UnitKind)
    area = models.ForeignKey(Area, models.PROTECT, related_name="units", verbose_name="区划")
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级单位",
    )
    sort = models.PositiveIntegerField("排序", default=0)
    is_active = models.BooleanField("在用", default=True)
    is_demonstration = models.BooleanField("演示数据", default=False)
    is_verified = models.BooleanField("已核对", default=True)
    loaded_digest = models.CharField("装载摘要", max_length=64, blank=True)

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = "单位"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=UnitKind.values), name="orgs_unit_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="orgs_unit_not_its_own_parent"
            ),
        ]
        indexes = [models.Index(fields=["kind", "area_path"], name="orgs_unit_kind_area")]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


class UnitAlias(models.Model):
    """Another name of a unit: an old name, a short form, the name in another document."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases", verbose_name="单位")
    name = models.CharField("名称", max_length=100)

    class Meta:
        verbose_name = "单位别名"
        verbose_name_plural = "单位别名"
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="orgs_unitalias_once")]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.name} → {self.unit_id}"


class Post(Record):
    """
    A person's seat in a unit, with the role held there, for an area and a period.

    Rights end with the post. The same person may hold several posts and acts at one at a time.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts", verbose_name="人员"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name="单位")
    area = models.ForeignKey(Area, models.PROTECT, related_name="posts", verbose_name="管辖区划")
    role = models.CharField("角色", max_length=40)
    title = models.CharField("岗位名称", max_length=60)
    starts_at = models.DateTimeField("任职起", default=clock.now)
    ends_at = models.DateTimeField("任职止", null=True, blank=True)
    granted_at = models.DateTimeField("授权时间", default=clock.now)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="授权人"
    )

    class Meta:
        verbose_name = "岗位"
        verbose_name_plural = "岗位"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                condition=Q(ends_at=None),
                name="orgs_post_open_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
                name="orgs_post_ends_after_start",
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.title} #{self.pk}"


class WorkingGroup(Record):
    """A special group (专项工作组) of several units under a lead, switched on from a response level."""

    code = models.SlugField("代号", max_length=60, unique=True)
    name = models.CharField("名称", max_length=60)
    lead = models.ForeignKey(
        Unit, models.PROTECT, related_name="groups_led", verbose_name="牵头单位"
    )
    from_level = models.PositiveSmallIntegerField("启用级别", choices=Level)
    work = models.TextField("职责")
    sort = models.PositiveIntegerField("排序", default=0)
    is_verified = models.BooleanField("已核对", default=True)
    loaded_digest = models.CharField("装载摘要", max_length=64, blank=True)

    class Meta:
        verbose_name = "专项工作组"
        verbose_name_plural = "专项工作组"
        constraints = [
            models.CheckConstraint(
                condition=Q(from_level__in=Level.values), name="orgs_workinggroup_level_known"
            )
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


class GroupMember(models.Model):
    """One unit's membership in a working group."""

    group = models.ForeignKey(
        WorkingGroup, models.CASCADE, related_name="members", verbose_name="工作组"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", verbose_name="单位")

    class Meta:
        verbose_name = "工作组成员"
        verbose_name_plural = "工作组成员"
        constraints = [
            models.UniqueConstraint(fields=["group", "unit"], name="orgs_groupmember_once")
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"{self.group_id}:{self.unit_id}"
