"""Loading the county's plan and the catalogue of standard actions from packs."""

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.packs import Fault, PackReader, Row
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs.public import Unit, get_area

from .choices import PlanState
from .indexing import index_plan
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


def _store_standard(row: StandardActionRow, held: StandardAction | None, result: LoadResult) -> None:
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
    Put the pack's plan in force, unless this very pack is the one in force or was before.

    A changed pack becomes a new plan; the one before is superseded and keeps its tasks.

    :raises PackFaulty: with every fault, file and line.
    """
    require(actor, Permission.PLAN_ADOPT)
    digest = digest_of_files(folder)
    known = Plan.objects.filter(pack_digest=digest).first()
    if known is not None:
        return LoadResult(unchanged=known.actions.count())
    reader = PackReader(folder)
    head, members = reader.yaml_document("plan.yaml", PlanRow), read_members(reader)
    units = {unit.code: unit for unit in Unit.objects.filter(is_active=True)}
    text = _source_text(reader, head)
    for row in members:
        reader.require_known(row, [row.data.unit], units, "单位代号", "unit")
    places = _places_of_duties(reader, members, text)
    reader.finish()
    assert head is not None  # noqa: S101 — finish() has raised otherwise
    plan = _put_in_force(actor, head.data, text, digest)
    count = _store_members(plan, members, units, places)
    index_plan(plan)
    record(actor=actor, action="plans.plan.loaded", target=plan, count=count, changes={"pack": (None, digest)})
    return LoadResult(created=count)


def _source_text(reader: PackReader, head: Row[PlanRow] | None) -> str:
    if head is None:
        return ""
    path = reader.folder / head.data.source
    if not path.is_file():
        reader.faults.append(head.fault(f"找不到原文文件“{head.data.source}”。", "source"))
        return ""
    return path.read_text(encoding="utf-8-sig")


def _places_of_duties(
    reader: PackReader, members: list[Row[MemberRow]], text: str
) -> dict[str, tuple[int, int]]:
    """Where each duty's words stand in the document; words that do not stand there are a fault."""
    places: dict[str, tuple[int, int]] = {}
    position = 0
    for row in sorted(members, key=lambda member: member.data.number):
        for index, duty in enumerate(row.data.duties):
            starts = text.find(duty.text, position)
            if starts < 0:
                starts = text.find(duty.text)
            if starts < 0:
                reader.faults.append(
                    Fault(row.file, row.fault("", "duties", index, "text").line, f"职责 {duty.id} 的文字与原文不一致。")
                )
                continue
            places[duty.id] = (starts, starts + len(duty.text))
            position = starts + len(duty.text)
    return places


def _put_in_force(actor: Actor, head: PlanRow, text: str, digest: str) -> Plan:
    area = get_area(head.area)
    now = clock.now()
    Plan.objects.filter(area=area, state=PlanState.IN_FORCE).update(
        state=PlanState.SUPERSEDED, superseded_at=now, superseded_by_id=actor.user_id
    )
    return Plan.objects.create(
        area=area, area_path=area.path, title=head.title, version=head.version, state=PlanState.IN_FORCE,
        source_name=head.source, source_text=text, pack_digest=digest, created_by_id=actor.user_id,
        adopted_at=now, adopted_by_id=actor.user_id,
    )  # fmt: skip


def _store_members(
    plan: Plan, members: list[Row[MemberRow]], units: dict[str, Unit], places: dict[str, tuple[int, int]]
) -> int:
    count = sort = 0
    for row in sorted(members, key=lambda member: member.data.number):
        member = Member.objects.create(
            plan=plan, number=row.data.number, name=row.data.name, unit=units[row.data.unit], is_confirmed=True
        )
        for duty_row in row.data.duties:
            sort += 1
            starts, ends = places[duty_row.id]
            duty = Duty.objects.create(
                member=member, plan=plan, code=duty_row.id, sort=sort, text=duty_row.text, starts=starts,
                ends=ends, room=duty_row.area, is_confirmed=True,
            )  # fmt: skip
            for action in duty_row.actions:
                _store_action(duty, action)
                count += 1
    return count


def _store_action(duty: Duty, row: ActionRow) -> None:
    action = Action.objects.create(
        duty=duty, plan_id=duty.plan_id, code=row.code, title=row.title, what=row.what,
        from_level=level_number(row.from_level), to_level=level_number(row.to_level),
        due_minutes=minutes_of(row.due), repeat_minutes=minutes_of(row.repeat),
        performer=performer_of(row.performer), evidence=row.evidence, gauge=row.gauge or "",
        standard=row.standard, basis=row.basis, is_confirmed=True,
    )  # fmt: skip
    ActionTiming.objects.bulk_create(
        ActionTiming(action=action, level=level_number(level), due_minutes=minutes_of(due))
        for level, due in row.due_by_level.items()
    )
