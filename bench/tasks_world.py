"""A county and a province of made-up units with a plan, large enough to be measured."""

from dataclasses import dataclass
from datetime import timedelta

from lianfang.base.accounts.public import User
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.command.emergencies.models import Emergency, Response
from lianfang.county.orgs.public import Area, Post, Unit, actor_at
from lianfang.county.plans.models import Action, Duty, Member, Plan

LEVEL_ONE = 1


@dataclass(frozen=True)
class Size:
    """How many units of a kind there are, and how many actions each kind performs."""

    bureaus: int
    townships: int
    schools: int
    hospitals: int
    duties: int
    unit_actions: int
    township_actions: int
    school_actions: int
    hospital_actions: int


# The annex of Jimsar: 29 units, 94 duties; 11 townships; schools and hospitals as in its yearbook.
COUNTY = Size(27, 11, 20, 14, 94, 300, 40, 6, 10)
# 20 actions at each of 4,000 townships, 4 at each of 5,000 schools.
PROVINCE = Size(27, 4000, 5000, 0, 94, 300, 20, 4, 0)


@dataclass
class Ground:
    """An area with its plan, and the person who decides there."""

    area: Area
    plan: Plan
    chief: Actor
    office: Actor


def build_ground(code: str, size: Size) -> Ground:
    """Everything that a response needs, inserted in bulk."""
    area = Area.objects.create(code=code, name=f"测速区{code}", level="county", path=f"{code}/")
    towns = Area.objects.bulk_create(
        Area(
            code=f"{code}{n:05d}",
            name=f"{n}号镇",
            level="township",
            parent=area,
            path=f"{code}/{code}{n:05d}/",
        )
        for n in range(size.townships)
    )
    office = _unit(f"office-{code}", "command_office", area)
    office.save()
    bureaus = _units(code, "bureau", [area] * size.bureaus)
    _units(code, "township", towns)
    _units(code, "school", [towns[n % len(towns)] for n in range(size.schools)])
    _units(code, "hospital", [area] * size.hospitals)
    plan = Plan.objects.create(
        area=area, area_path=area.path, title="测速预案", version=code, state="in_force",
        source_name="bench", source_text="职责",
    )  # fmt: skip
    _actions(plan, bureaus, size)
    return Ground(
        area, plan, _person(office, area, "leader"), _person(office, area, "office_chief")
    )


def _unit(code: str, kind: str, area: Area) -> Unit:
    return Unit(
        code=code, name=f"{kind} {code}", short_name=code, kind=kind, area=area, area_path=area.path
    )


def _units(code: str, kind: str, areas: list[Area]) -> list[Unit]:
    rows = (_unit(f"{kind}-{code}-{n}", kind, area) for n, area in enumerate(areas))
    return Unit.objects.bulk_create(rows, batch_size=1000)


def _actions(plan: Plan, bureaus: list[Unit], size: Size) -> None:
    members = Member.objects.bulk_create(
        Member(plan=plan, number=n, name=unit.name, unit=unit, is_confirmed=True)
        for n, unit in enumerate(bureaus, start=1)
    )
    duties = Duty.objects.bulk_create(
        Duty(
            plan=plan, member=members[n % len(members)], code=f"{n + 1}.1", sort=n, starts=0, ends=2,
            text="负责组织落实各项疫情防控措施，按职责分工做好应急处置工作。" * 2, is_confirmed=True,
        )
        for n in range(size.duties)
    )  # fmt: skip
    counts = {
        "unit": size.unit_actions, "township": size.township_actions,
        "school": size.school_actions, "hospital": size.hospital_actions,
    }  # fmt: skip
    kinds = [kind for kind, count in counts.items() for _ in range(count)]
    Action.objects.bulk_create(
        Action(
            plan=plan, duty=duties[n % len(duties)], code=f"{n}", title=f"第{n}项规定动作", performer=kind,
            what="明确牵头人，制定工作方案，组织力量落实，并将结果报指挥部办公室。" * 3,
            due_minutes=120 + n, repeat_minutes=None, evidence="书面记录和照片", is_confirmed=True,
        )
        for n, kind in enumerate(kinds)
    )  # fmt: skip


def _person(unit: Unit, area: Area, role: str) -> Actor:
    user = User(username=f"{role}-{area.code}", name="测速员")
    user.set_unusable_password()
    user.save()
    post = Post.objects.create(user=user, unit=unit, area=area, role=role, title=role)
    return actor_at(Post.objects.select_related("user", "unit", "area").get(pk=post.pk))


def new_response(ground: Ground) -> Response:
    """A response as the deciding service leaves it just before it tells the rooms above."""
    emergency = Emergency.objects.create(
        number=f"B{Emergency.objects.count() + 1}", name="测速事件", kind="infectious", area=ground.area,
        area_path=ground.area.path,
    )  # fmt: skip
    return Response.objects.create(
        emergency=emergency, area=ground.area, area_path=ground.area.path, plan=ground.plan,
        level=LEVEL_ONE, expected_until=clock.today() + timedelta(days=30), started_at=clock.now(),
    )  # fmt: skip
