"""A small county that every test can stand in: two townships, seven units, one person each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

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


class Cast(Mapping[str, Actor]):
    """People at their desks by their short names; a person sits down when first asked for."""

    def __init__(self, posts: dict[str, Post]) -> None:
        self._posts = posts
        self._seated: dict[str, Actor] = {}

    def __getitem__(self, who: str) -> Actor:
        if who not in self._seated:
            self._seated[who] = actor_at(self._posts[who])
        return self._seated[who]

    def __contains__(self, who: object) -> bool:
        return who in self._posts or who in self._seated

    def seat(self, who: str, actor: Actor) -> None:
        """One more person, or another one at a desk."""
        self._seated[who] = actor

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([*self._posts, *self._seated]))

    def __len__(self) -> int:
        return len({*self._posts, *self._seated})


@dataclass
class World:
    """Areas, units and people of the small county by their code."""

    areas: dict[str, Area] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    actors: Cast = field(default_factory=lambda: Cast({}))


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
    """Few statements: nearly every test of the house stands in this county."""
    areas = _build_areas()
    units = _build_units(areas)
    password = make_password(PASSWORD)
    people = [User(username=who, name=name, password=password) for who, name, *_ in PEOPLE]
    users = {user.username: user for user in User.objects.bulk_create(people)}
    posts = [
        Post(user=users[who], unit=units[unit], area=areas[area], role=role, title=role)
        for who, _, unit, role, area in PEOPLE
    ]
    seats = dict(zip(users, Post.objects.bulk_create(posts), strict=True))
    return World(areas=areas, units=units, users=users, actors=Cast(seats))


def _build_areas() -> dict[str, Area]:
    areas: dict[str, Area] = {}
    for level in dict.fromkeys(level for _, _, level, _ in AREAS):
        rows = [
            Area(
                code=code, name=name, level=level, parent=areas.get(parent or ""),
                path=f"{areas[parent].path if parent else ''}{code}/",
            )
            for code, name, its, parent in AREAS
            if its == level
        ]  # fmt: skip
        areas |= {area.code: area for area in Area.objects.bulk_create(rows)}
    return areas


def _build_units(areas: dict[str, Area]) -> dict[str, Unit]:
    """First those without a parent, then the others; `sort` is the place in the list, as ever."""
    units: dict[str, Unit] = {}
    for has_parent in (False, True):
        rows = [
            Unit(
                code=code, name=name, short_name=short, kind=kind, area=areas[area],
                area_path=areas[area].path, parent=units.get(parent or ""), sort=place,
            )
            for place, (code, name, short, kind, area, parent) in enumerate(UNITS)
            if bool(parent) == has_parent
        ]  # fmt: skip
        units |= {unit.code: unit for unit in Unit.objects.bulk_create(rows)}
    return {code: units[code] for code, *_ in UNITS}
