"""A small county that every test can stand in: two townships, seven units, one person each."""

from dataclasses import dataclass, field

from lianfang.base.accounts.public import User
from lianfang.base.kernel.actor import Actor
from lianfang.county.orgs.public import Area, Post, Unit, actor_at

COUNTY = "652327"
PASSWORD = "Lianfang-2026-ok"

AREAS = (
    ("650000", "新疆维吾尔自治区", "province", None),
    ("652300", "昌吉回族自治州", "prefecture", "650000"),
    (COUNTY, "吉木萨尔县", "county", "652300"),
    ("652327103", "北庭镇", "township", COUNTY),
    ("652327101", "三台镇", "township", COUNTY),
    ("652328", "木垒哈萨克自治县", "county", "652300"),
)
UNITS = (
    # code, name, short name, kind, area, parent
    ("county-government", "县人民政府", "县政府", "government", COUNTY, None),
    (
        "command-office",
        "县突发公共卫生事件应急指挥部办公室",
        "指挥部办公室",
        "command_office",
        COUNTY,
        None,
    ),
    ("county-health", "县卫生健康委", "县卫健委", "bureau", COUNTY, None),
    ("county-cdc", "县疾病预防控制中心", "县疾控中心", "cdc", COUNTY, None),
    ("county-education", "县教育局", "县教育局", "bureau", COUNTY, None),
    ("hospitals", "县直公立医疗机构", "县直医院", "collective", COUNTY, None),
    ("county-hospital", "县人民医院", "县医院", "hospital", COUNTY, "hospitals"),
    ("townships", "乡镇人民政府", "各乡镇", "collective", COUNTY, None),
    ("township-beiting", "北庭镇人民政府", "北庭镇", "township", "652327103", "townships"),
    ("township-santai", "三台镇人民政府", "三台镇", "township", "652327101", "townships"),
    (
        "school-beiting",
        "北庭镇中心学校",
        "北庭镇中心学校",
        "school",
        "652327103",
        "county-education",
    ),
)
PEOPLE = (
    # who, name, unit, role, area
    ("chief", "陈建国", "county-government", "leader", COUNTY),
    ("office", "郭办", "command-office", "office_chief", COUNTY),
    ("staff", "孙文", "command-office", "office_staff", COUNTY),
    ("duty", "马值班", "command-office", "duty_officer", COUNTY),
    ("health", "何卫", "county-health", "health_officer", COUNTY),
    ("cdc", "刘流调", "county-cdc", "epidemiologist", COUNTY),
    ("teacher", "周教", "county-education", "liaison", COUNTY),
    ("wang", "王医生", "county-hospital", "liaison", COUNTY),
    ("li", "李联络", "township-beiting", "liaison", "652327103"),
    ("zhao", "赵联络", "township-santai", "liaison", "652327101"),
    ("sysadmin", "钱系统", "command-office", "system_admin", COUNTY),
    ("secadmin", "安全员", "command-office", "security_admin", COUNTY),
    ("auditor", "审计员", "command-office", "audit_admin", COUNTY),
)


@dataclass
class World:
    """Areas, units and people of the small county by their code."""

    areas: dict[str, Area] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)


def build_area(code: str, name: str, level: str, parent: Area | None = None) -> Area:
    path = (parent.path if parent else "") + code + "/"
    return Area.objects.create(code=code, name=name, level=level, parent=parent, path=path)


def build_unit(
    code: str, area: Area, *, name: str = "", kind: str = "bureau", parent: Unit | None = None
) -> Unit:
    return Unit.objects.create(
        code=code, name=name or code, short_name=name or code, kind=kind, area=area, area_path=area.path,
        parent=parent, sort=Unit.objects.count(),
    )  # fmt: skip


def build_user(username: str, *, name: str = "测试员") -> User:
    user = User(username=username, name=name)
    user.set_password(PASSWORD)
    user.save()
    return user


def build_actor(user: User, unit: Unit, role: str, area: Area | None = None) -> Actor:
    post = Post.objects.create(user=user, unit=unit, area=area or unit.area, role=role, title=role)
    return actor_at(Post.objects.select_related("user", "unit", "area").get(pk=post.pk))


def build_world() -> World:
    world = World()
    for code, name, level, parent in AREAS:
        world.areas[code] = build_area(code, name, level, world.areas.get(parent))
    for code, name, short, kind, area, parent in UNITS:
        unit = build_unit(
            code, world.areas[area], name=name, kind=kind, parent=world.units.get(parent)
        )
        unit.short_name = short
        unit.save(update_fields=["short_name"])
        world.units[code] = unit
    for who, name, unit, role, area in PEOPLE:
        world.users[who] = build_user(who, name=name)
        world.actors[who] = build_actor(
            world.users[who], world.units[unit], role, world.areas[area]
        )
    return world
