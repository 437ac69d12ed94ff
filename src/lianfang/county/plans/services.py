"""Reading a document into a draft, correcting it, putting it in force."""

from dataclasses import dataclass

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs.public import Area, Unit

from . import rules
from .choices import DoubtKind, MemberRole, PlanState
from .indexing import index_plan
from .models import Action, Doubt, Duty, Member, Plan, StandardAction
from .queries import draft_facts, list_catalogue
from .reading import CatalogueEntry, Reading, UnreadablePlan, best_units, propose_actions, read_plan, read_source

# A match at least this sure, and this much surer than the next, is filled in for confirmation.
SURE = 0.85
MARGIN = 0.05
# Proposals per duty worth reading.
PROPOSALS = 5


@transaction.atomic
def draft_plan(
    *, actor: Actor, area: Area, name: str, raw: bytes, title: str, version: str
) -> Plan:
    """
    Read a document into a draft: units, duties, doubts, and proposed actions. Nothing is in force.

    :raises NotAllowed: the actor may not import plans in this area.
    :raises RuleBroken: the document cannot be read, or no unit was found in it.
    """
    require(actor, Permission.PLAN_IMPORT, area_path=area.path)
    try:
        source = read_source(name, raw)
        reading = read_plan(source)
    except UnreadablePlan as fault:
        raise RuleBroken(str(fault), fields={"file": str(fault)}) from fault
    if not reading.units:
        raise RuleBroken(
            "没有在这份文件中找到成员单位和职责。请确认上传的是职责分工附件，或把相关段落粘贴进来。",
            fields={"file": "没有找到成员单位"},
        )
    plan = Plan.objects.create(
        area=area, area_path=area.path, title=title.strip() or name, version=version.strip() or "草稿",
        source_name=name[:200], source_text=source.text, created_at=clock.now(), created_by_id=actor.user_id,
    )  # fmt: skip
    _store_reading(plan, reading)
    record(actor=actor, action="plans.plan.drafted", target=plan, count=plan.duties.count())
    return plan


def _store_reading(plan: Plan, reading: Reading) -> None:
    candidates = _unit_names(plan.area_path)
    units = {unit.code: unit for unit in Unit.objects.filter(area_path__startswith=plan.area_path, is_active=True)}
    entries = [CatalogueEntry(entry.code, entry.title, entry.words) for entry in list_catalogue()]
    catalogue = {entry.code: entry for entry in list_catalogue()}
    sort = 0
    for number, found in enumerate(reading.units, start=1):
        member = Member.objects.create(
            plan=plan, number=number, name=found.name[:200], role=found.role,
            unit=units.get(_sure_match(found.name, candidates)),
        )  # fmt: skip
        for place, words in enumerate(found.duties, start=1):
            sort += 1
            duty = Duty.objects.create(
                member=member, plan=plan, code=f"{number}.{place}", sort=sort, text=words.text,
                starts=words.start, ends=words.end,
            )  # fmt: skip
            _propose(duty, entries, catalogue)
    spans = [(DoubtKind.DOUBT, span) for span in reading.doubts]
    spans += [(DoubtKind.IGNORED, span) for span in reading.ignored]
    Doubt.objects.bulk_create(
        Doubt(plan=plan, kind=kind, starts=span.start, ends=span.end, why=span.why[:200]) for kind, span in spans
    )


def _unit_names(area_path: str) -> list[tuple[str, list[str]]]:
    units = Unit.objects.filter(area_path__startswith=area_path, is_active=True).prefetch_related("aliases")
    return [(u.code, [u.name, u.short_name, *(alias.name for alias in u.aliases.all())]) for u in units]


def _sure_match(name: str, candidates: list[tuple[str, list[str]]]) -> str:
    """The code of the unit that is surely meant, or an empty text: no guess is better than a wrong one."""
    rated = best_units(name, candidates)
    if not rated or rated[0][1] < SURE:
        return ""
    if len(rated) > 1 and rated[0][1] - rated[1][1] < MARGIN:
        return ""
    return rated[0][0]


def _propose(duty: Duty, entries: list[CatalogueEntry], catalogue: dict[str, StandardAction]) -> None:
    found = propose_actions(duty.text, entries)[:PROPOSALS]
    Action.objects.bulk_create(
        _action_from(duty, catalogue[code], chr(ord("a") + place)) for place, (code, _, _) in enumerate(found)
    )


def _action_from(duty: Duty, entry: StandardAction, letter: str) -> Action:
    return Action(
        duty=duty, plan_id=duty.plan_id, code=f"{duty.code}-{letter}", title=entry.title,
        what=f"{entry.title}。职责原文：{duty.text}", due_minutes=entry.due_minutes,
        repeat_minutes=entry.repeat_minutes, performer=entry.performer, evidence=entry.evidence,
        gauge=entry.gauge, standard=entry.code,
    )  # fmt: skip


def lock_draft(actor: Actor, uuid: object) -> Plan:
    """
    A draft the actor may work on, locked.

    :raises NotFound: no such plan in the actor's area.
    :raises RuleBroken: it is no draft any more.
    """
    require(actor, Permission.PLAN_IMPORT)
    plan = Plan.objects.select_for_update().filter(uuid=uuid, area_path__startswith=actor.area_path).first()
    if plan is None:
        raise NotFound
    if plan.state != PlanState.DRAFT:
        raise RuleBroken(f"这份预案为“{plan.get_state_display()}”，不能再改。如需修改，请另行导入新版本。")
    return plan


@dataclass(frozen=True)
class Adoption:
    """What came of putting a draft in force."""

    plan: Plan
    left_out: int


@transaction.atomic
def adopt_plan(*, actor: Actor, plan_uuid: object) -> Adoption:
    """
    Put a draft in force with what is confirmed in it; the plan before is superseded.

    What nobody confirmed is taken out of the plan and counted.

    :raises NotAllowed: the actor may not adopt plans.
    :raises RuleBroken: the draft is not ready.
    """
    require(actor, Permission.PLAN_ADOPT)
    plan = lock_draft(actor, plan_uuid)
    rules.check_may_adopt(draft_facts(plan))
    left_out = _drop_unconfirmed(plan)
    now = clock.now()
    Plan.objects.filter(area=plan.area_id, state=PlanState.IN_FORCE).update(
        state=PlanState.SUPERSEDED, superseded_at=now, superseded_by_id=actor.user_id
    )
    plan.state = rules.PLAN_MOVES.target(plan.state, "adopt")
    plan.adopted_at, plan.adopted_by_id = now, actor.user_id
    plan.save(update_fields=["state", "adopted_at", "adopted_by"])
    index_plan(plan)
    record(
        actor=actor, action="plans.plan.adopted", target=plan,
        changes={"state": ("draft", plan.state), "left_out": (None, left_out)},
    )  # fmt: skip
    return Adoption(plan, left_out)


def _drop_unconfirmed(plan: Plan) -> int:
    count = plan.actions.filter(is_confirmed=False).delete()[0]
    count += Duty.objects.filter(plan=plan, is_confirmed=False).delete()[0]
    return count + plan.members.filter(is_confirmed=False).delete()[0]


@transaction.atomic
def discard_plan(*, actor: Actor, plan_uuid: object) -> Plan:
    """Lay a draft aside for good. It stays readable to those who import plans."""
    plan = lock_draft(actor, plan_uuid)
    plan.state = rules.PLAN_MOVES.target(plan.state, "discard")
    plan.save(update_fields=["state"])
    record(actor=actor, action="plans.plan.discarded", target=plan, changes={"state": ("draft", plan.state)})
    return plan


@transaction.atomic
def add_member(*, actor: Actor, plan_uuid: object, name: str, unit: Unit | None = None) -> Member:
    """Add a unit that the importer did not find."""
    plan = lock_draft(actor, plan_uuid)
    if not name.strip():
        raise RuleBroken("请填写单位名称。", fields={"name": "请填写单位名称"})
    last = plan.members.order_by("-number").values_list("number", flat=True).first() or 0
    member = Member.objects.create(
        plan=plan, number=last + 1, name=name.strip()[:200], unit=unit, role=MemberRole.MEMBER, is_confirmed=unit is not None
    )
    record(actor=actor, action="plans.member.added", target=member)
    return member
