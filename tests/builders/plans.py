"""A small plan in force: four members, six duties, ten actions of every shape; and the real county."""

from pathlib import Path

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.county.orgs.public import get_area, load_orgs, unit_by_code
from lianfang.county.plans.models import Action, ActionTiming, Duty, Member, Plan
from lianfang.county.plans.public import draft_plan, load_catalogue, load_plan

from .world import COUNTY, World, build_actor, build_user

PACKS = Path(__file__).parents[2] / "packs"
ANNEX = PACKS / "jimsar" / "annex1.txt"
LOADER = Actor.system("装载数据包")

# unit, duty code, text, actions: (code, title, from, to, due, repeat, performer)
ROWS = (
    ("county-health", "1.1", "提出应急响应建议", [("1.1-a", "组织专家研判", 4, 1, 120, None, "unit")]),
    ("county-health", "1.2", "组织开展疫情信息分析", [("1.2-a", "编制疫情日报", 3, 1, 600, 1440, "unit")]),
    ("county-cdc", "2.1", "开展现场流行病学调查", [
        ("2.1-a", "完成现场流调", 4, 1, 360, None, "unit"),
        ("2.1-b", "采集并送检标本", 4, 1, 480, None, "unit"),
    ]),
    ("county-education", "3.1", "落实学校预防措施", [
        ("3.1-a", "部署学校晨午检", 4, 1, 240, None, "unit"),
        ("3.1-b", "学校晨午检零报告", 4, 1, 720, 1440, "school"),
        ("3.1-c", "按要求停课", 2, 1, 240, None, "school"),
    ]),
    ("townships", "4.1", "做好居家隔离人员管理工作", [
        ("4.1-a", "排查登记居家人员", 4, 1, 1440, None, "unit"),
        ("4.1-b", "每日走访居家人员", 3, 1, 720, 1440, "unit"),
    ]),
    ("townships", "4.2", "做好辖区居民的生活服务工作", [("4.2-a", "公布服务电话", 4, 4, 480, None, "unit")]),
)  # fmt: skip


def build_plan(world: World) -> Plan:
    """The county's plan in force. Offsets of the duties hold in its source text."""
    area = world.areas[COUNTY]
    text = "".join(f"{world.units[unit].name}：{words}。" for unit, _, words, _ in ROWS)
    plan = Plan.objects.create(
        area=area, area_path=area.path, title="县突发公共卫生事件应急预案", version="2026", state="in_force",
        source_name="annex.txt", source_text=text, adopted_at=clock.now(), adopted_by=world.users["office"],
    )  # fmt: skip
    members: dict[str, Member] = {}
    for sort, (unit, code, words, actions) in enumerate(ROWS):
        if unit not in members:
            members[unit] = Member.objects.create(
                plan=plan,
                number=len(members) + 1,
                name=world.units[unit].name,
                unit=world.units[unit],
                is_confirmed=True,
            )
        starts = text.index(words)
        duty = Duty.objects.create(
            member=members[unit], plan=plan, code=code, sort=sort, text=words, starts=starts,
            ends=starts + len(words), is_confirmed=True,
        )  # fmt: skip
        for action in actions:
            build_action(duty, *action)
    ActionTiming.objects.create(
        action=Action.objects.get(plan=plan, code="2.1-a"), level=1, due_minutes=120
    )
    return plan


def build_action(
    duty: Duty,
    code: str,
    title: str,
    from_level: int,
    to_level: int,
    due: int,
    repeat: int | None,
    performer: str,
) -> Action:
    return Action.objects.create(
        duty=duty, plan=duty.plan, code=code, title=title, what=f"{title}，并按时反馈结果。", from_level=from_level,
        to_level=to_level, due_minutes=due, repeat_minutes=repeat, performer=performer, evidence="书面记录",
        is_confirmed=True,
    )  # fmt: skip


def build_jimsar(*, with_plan: bool = True) -> World:
    """The real county with its 29 units, the catalogue and, if wanted, its plan in force."""
    load_orgs(actor=LOADER, folder=PACKS / "jimsar")
    load_catalogue(actor=LOADER, folder=PACKS / "china")
    if with_plan:
        load_plan(actor=LOADER, folder=PACKS / "jimsar")
    world = World(areas={COUNTY: get_area(COUNTY)})
    for who, unit, role in (
        ("office", "command-office", "office_chief"),
        ("staff", "command-office", "office_staff"),
    ):
        world.users[who] = build_user(f"{who}-jimsar")
        world.actors.seat(who, build_actor(world.users[who], unit_by_code(unit), role))
    return world


def build_draft(
    world: World, text: str = "", *, actor: Actor | None = None, **overrides: str
) -> Plan:
    """A draft read from a text; without one, from the real annex."""
    return draft_plan(
        actor=actor or world.actors["staff"], area=world.areas[COUNTY],
        name=overrides.get("name", "" if text else "annex1.txt"),
        raw=text.encode() if text else ANNEX.read_bytes(),
        title=overrides.get("title", "成员单位职责"), version=overrides.get("version", "2026-2"),
    )  # fmt: skip
