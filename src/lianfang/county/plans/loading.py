"""Loading the county's plan and the catalogue of standard actions from packs."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.packs import PackFaulty, PackReader, Row
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs.public import Area, Unit, get_area

from .choices import PlanState
from .indexing import forget_duties, index_plan
from .models import Action, ActionTiming, Duty, Member, Plan, StandardAction
from .pack import (
    ActionRow,
    MemberRow,
    PlanRow,
    StandardActionRow,
    digest_of_files,
    level_number,
    minutes_of,
    performer_of,
    read_members,
)
from .rules import PLAN_MOVES


@dataclass(slots=True)
class LoadResult:
    """How many rows a load has added, changed and left alone."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def __str__(self) -> str:
        return f"新增 {self.created}，更新 {self.updated}，未变 {self.unchanged}"


@transaction.atomic
def load_catalogue(*, actor: Actor, folder: Path) -> LoadResult:
    """
    Bring the catalogue of standard actions to what the pack says.

    :raises PackFaulty: with every fault, file and line.
    """
    require(actor, Permission.STANDARDS_LOAD)
    reader = PackReader(folder)
    rows = reader.yaml_rows("actions.yaml", StandardActionRow)
    reader.require_unique(rows, lambda row: row.code)
    reader.finish()
    held = {row.code: row for row in StandardAction.objects.all()}
    result = LoadResult()
    for row in rows:
        _store_standard(row.data, held.get(row.data.code), result)
    if result.created or result.updated:
        record(actor=actor, action="plans.catalogue.loaded", count=result.created + result.updated)
    return result


def _store_standard(
    row: StandardActionRow, held: StandardAction | None, result: LoadResult
) -> None:
    wanted = {
        "title": row.title,
        "words": [[group] if isinstance(group, str) else group for group in row.words],
        "due_minutes": minutes_of(row.due),
        "repeat_minutes": minutes_of(row.repeat),
        "performer": performer_of(row.performer),
        "evidence": row.evidence,
        "gauge": row.gauge or "",
    }
    if held is None:
        StandardAction.objects.create(code=row.code, **wanted)
        result.created += 1
    elif any(getattr(held, name) != value for name, value in wanted.items()):
        StandardAction.objects.filter(pk=held.pk).update(**wanted)
        result.updated += 1
    else:
        result.unchanged += 1


@transaction.atomic
def load_plan(*, actor: Actor, folder: Path) -> LoadResult:
    """
    Put the pack's plan in force, unless this very pack is in force or was before.

    A changed pack becomes a new plan; the one before is superseded and keeps its tasks.

    :raises NotAllowed: the actor may not adopt plans in the pack's area.
    :raises PackFaulty: with every fault, file and line; then nothing is loaded.
    """
    require(actor, Permission.PLAN_ADOPT)
    digest = digest_of_files(folder)
    known = Plan.objects.filter(pack_digest=digest).first()
    if known is not None:
        return LoadResult(unchanged=known.actions.count())
    pack = read_plan_pack(folder)
    require(actor, Permission.PLAN_ADOPT, area_path=pack.area.path)
    plan = _put_in_force(actor, pack, digest)
    count = _store_members(plan, pack)
    index_plan(plan)
    record(
        actor=actor,
        action="plans.plan.loaded",
        target=plan,
        count=count,
        changes={"pack": (None, digest)},
    )
    return LoadResult(created=count)


@dataclass(frozen=True, slots=True)
class PlanPack:
    """A plan pack without faults: the head, its area, the document, the members in order."""

    head: PlanRow
    area: Area
    text: str
    members: list[MemberRow]
    units: dict[str, Unit]
    places: dict[str, tuple[int, int]]


def read_plan_pack(folder: Path) -> PlanPack:
    """:raises PackFaulty: with every fault of every file."""
    reader = PackReader(folder)
    head = reader.yaml_document("plan.yaml", PlanRow)
    rows = read_members(reader, head.data.members if head else "plan")
    if head is not None and not rows:
        reader.faults.append(
            head.fault(f"文件夹“{head.data.members}”里没有成员单位文件。", "members")
        )
    area = _area_of(reader, head)
    units = {unit.code: unit for unit in Unit.objects.filter(is_active=True)}
    for row in rows:
        reader.require_known(row, [row.data.unit], units, "单位代号", "unit")
    text = _source_text(reader, head)
    places = _places_of_duties(reader, rows, text) if text else {}
    reader.finish()
    if head is None or area is None:
        raise PackFaulty(reader.faults)
    return PlanPack(head.data, area, text, [row.data for row in rows], units, places)


def _area_of(reader: PackReader, head: Row[PlanRow] | None) -> Area | None:
    if head is None:
        return None
    if head.data.in_force_from and head.data.in_force_from > clock.today():
        reader.faults.append(head.fault("启用日期还没有到，请到期后再装载。", "in_force_from"))
    try:
        return get_area(head.data.area)
    except NotFound as missing:
        reader.faults.append(head.fault(missing.message, "area"))
        return None


def _source_text(reader: PackReader, head: Row[PlanRow] | None) -> str:
    if head is None:
        return ""
    try:
        text = (reader.folder / head.data.source).read_text(encoding="utf-8-sig")
    except OSError:
        reader.faults.append(head.fault(f"找不到原文文件“{head.data.source}”。", "source"))
        return ""
    except UnicodeDecodeError:
        reader.faults.append(
            head.fault(f"原文文件“{head.data.source}”不是 UTF-8 编码，请另存为 UTF-8。", "source")
        )
        return ""
    if not text.strip():
        reader.faults.append(head.fault(f"原文文件“{head.data.source}”是空的。", "source"))
    return text


def _places_of_duties(
    reader: PackReader, members: list[Row[MemberRow]], text: str
) -> dict[str, tuple[int, int]]:
    """Where each duty's words stand in the document; words that do not stand there are a fault."""
    places: dict[str, tuple[int, int]] = {}
    position = 0
    for row in members:
        for index, duty in enumerate(row.data.duties):
            starts = text.find(duty.text, position)
            if starts < 0:
                starts = text.find(duty.text)
            if starts < 0:
                reason = f"职责 {duty.id} 的文字与原文不一致，请逐字照抄原文。"
                reader.faults.append(row.fault(reason, "duties", index, "text"))
                continue
            places[duty.id] = (starts, starts + len(duty.text))
            position = starts + len(duty.text)
    return places


def _put_in_force(actor: Actor, pack: PlanPack, digest: str) -> Plan:
    now, since = clock.now(), pack.head.in_force_from
    supersede_plan(actor, pack.area)
    return Plan.objects.create(
        area=pack.area, area_path=pack.area.path, title=pack.head.title, version=pack.head.version,
        state=PlanState.IN_FORCE, source_name=pack.head.source, source_text=pack.text, pack_digest=digest,
        created_at=now, created_by_id=actor.user_id,
        adopted_at=clock.start_of_day(since) if since else now, adopted_by_id=actor.user_id,
    )  # fmt: skip


def supersede_plan(actor: Actor, area: Area) -> None:
    """Make room for the area's next plan; its tasks keep pointing at the one before."""
    held = Plan.objects.select_for_update().filter(area=area, state=PlanState.IN_FORCE).first()
    if held is None:
        return
    held.state = PLAN_MOVES.target(held.state, "supersede")
    held.superseded_at, held.superseded_by_id = clock.now(), actor.user_id
    held.save(update_fields=["state", "superseded_at", "superseded_by"])
    forget_duties(held)


def _store_members(plan: Plan, pack: PlanPack) -> int:
    members = Member.objects.bulk_create(_member(plan, pack, row) for row in pack.members)
    rows = [
        (member, duty)
        for member, row in zip(members, pack.members, strict=True)
        for duty in row.duties
    ]
    duties = Duty.objects.bulk_create(
        Duty(
            member=member, plan=plan, code=row.id, sort=sort, text=row.text, starts=pack.places[row.id][0],
            ends=pack.places[row.id][1], room=row.area, is_confirmed=True,
        )
        for sort, (member, row) in enumerate(rows, start=1)
    )  # fmt: skip
    steps = [
        (duty, action)
        for duty, (_, row) in zip(duties, rows, strict=True)
        for action in row.actions
    ]
    actions = Action.objects.bulk_create(_action(duty, row) for duty, row in steps)
    ActionTiming.objects.bulk_create(
        ActionTiming(action=action, level=level_number(level), due_minutes=minutes_of(due))
        for action, (_, row) in zip(actions, steps, strict=True)
        for level, due in row.due_by_level.items()
    )
    return len(actions)


def _member(plan: Plan, pack: PlanPack, row: MemberRow) -> Member:
    """The member with the place of its name: the last one before its first duty."""
    found = pack.text.rfind(row.name, 0, pack.places[row.duties[0].id][0])
    starts, ends = (found, found + len(row.name)) if found >= 0 else (0, 0)
    return Member(
        plan=plan, number=row.number, name=row.name, role=row.role, unit=pack.units[row.unit],
        starts=starts, ends=ends, is_confirmed=True,
    )  # fmt: skip


def _action(duty: Duty, row: ActionRow) -> Action:
    return Action(
        duty=duty, plan_id=duty.plan_id, code=row.code, title=row.title, what=row.what,
        from_level=level_number(row.from_level), to_level=level_number(row.to_level),
        due_minutes=minutes_of(row.due), repeat_minutes=minutes_of(row.repeat),
        performer=performer_of(row.performer), evidence=row.evidence, gauge=row.gauge or "",
        standard=row.standard, basis=row.basis, is_confirmed=True,
    )  # fmt: skip
