"""Reading a document into a draft, correcting it, putting it in force."""

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs.public import Area, Unit
from lianfang.county.plans.choices import DoubtKind
from lianfang.county.plans.models import Action, Doubt, Duty, Member, Plan, StandardAction
from lianfang.county.plans.queries import list_catalogue
from lianfang.county.plans.reading import (
    CatalogueEntry,
    Reading,
    UnreadablePlan,
    best_units,
    propose_actions,
    read_plan,
    read_source,
)

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
    units = {
        unit.code: unit
        for unit in Unit.objects.filter(area_path__startswith=plan.area_path, is_active=True)
    }
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
        Doubt(plan=plan, kind=kind, starts=span.start, ends=span.end, why=span.why[:200])
        for kind, span in spans
    )


def _unit_names(area_path: str) -> list[tuple[str, list[str]]]:
    units = Unit.objects.filter(area_path__startswith=area_path, is_active=True).prefetch_related(
        "aliases"
    )
    return [
        (u.code, [u.name, u.short_name, *(alias.name for alias in u.aliases.all())]) for u in units
    ]


def _sure_match(name: str, candidates: list[tuple[str, list[str]]]) -> str:
    """The code of the unit that is surely meant, or an empty text: no guess is better than a wrong one."""
    rated = best_units(name, candidates)
    if not rated or rated[0][1] < SURE:
        return ""
    if len(rated) > 1 and rated[0][1] - rated[1][1] < MARGIN:
        return ""
    return rated[0][0]


def _propose(
    duty: Duty, entries: list[CatalogueEntry], catalogue: dict[str, StandardAction]
) -> None:
    found = propose_actions(duty.text, entries)[:PROPOSALS]
    Action.objects.bulk_create(
        _action_from(duty, catalogue[code], chr(ord("a") + place))
        for place, (code, _, _) in enumerate(found)
    )


def _action_from(duty: Duty, entry: StandardAction, letter: str) -> Action:
    return Action(
        duty=duty, plan_id=duty.plan_id, code=f"{duty.code}-{letter}", title=entry.title,
        what=f"{entry.title}。职责原文：{duty.text}", due_minutes=entry.due_minutes,
        repeat_minutes=entry.repeat_minutes, performer=entry.performer, evidence=entry.evidence,
        gauge=entry.gauge, standard=entry.code,
    )  # fmt: skip
