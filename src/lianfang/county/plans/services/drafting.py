"""Reading a document into a draft."""

from collections.abc import Iterator

from django.db import transaction

from lianfang.base.audit.public import record
from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs.public import Area
from lianfang.county.plans import rules
from lianfang.county.plans.choices import DoubtKind
from lianfang.county.plans.matching import NamedUnit, sure_match, units_to_match
from lianfang.county.plans.models import Doubt, Duty, Member, Plan
from lianfang.county.plans.reading import (
    DutyReading,
    Reading,
    Source,
    UnitReading,
    UnreadablePlan,
    read_plan,
    read_source,
)
from lianfang.county.plans.reading.papers import PERSONAL

from .proposing import propose_for

PASTED = "粘贴的文字"


def draft_plan(
    *, actor: Actor, area: Area, name: str, raw: bytes, title: str, version: str
) -> Plan:
    """
    Read a document into a draft: units, duties, doubts, and proposed actions. Nothing is in force.

    An empty `name` means pasted text.

    :raises NotAllowed: the actor may not import plans in this area.
    :raises RuleBroken: the document cannot be read, or no unit was found in it.
    """
    require(actor, Permission.PLAN_IMPORT, area_path=area.path)
    title, version = title.strip(), version.strip()
    rules.check_head(title, version)
    # Read before the transaction: a long document must not keep other writers waiting.
    source, reading = _read(name, raw)
    with transaction.atomic():
        plan = Plan.objects.create(
            area=area, area_path=area.path, title=title, version=version,
            source_name=name[:200] or PASTED, source_text=_shown(source, reading), created_at=clock.now(),
            created_by_id=actor.user_id,
        )  # fmt: skip
        count = _store_reading(plan, reading)
        record(actor=actor, action="plans.plan.drafted", target=plan, count=count)
    return plan


def _read(name: str, raw: bytes) -> tuple[Source, Reading]:
    try:
        source = read_source(name, raw)
        reading = read_plan(source)
    except UnreadablePlan as fault:
        raise RuleBroken(str(fault), fields={"file": str(fault)}) from fault
    rules.check_reading(len(reading.units), sum(len(unit.duties) for unit in reading.units))
    return source, reading


def _shown(source: Source, reading: Reading) -> str:
    """The document as it is kept: persons named in it are hidden before anything is stored."""
    persons = [(span.start, span.end) for span in reading.ignored if span.why == PERSONAL]
    return rules.without_persons(source.text, persons)


def _store_reading(plan: Plan, reading: Reading) -> int:
    known = units_to_match(plan.area_path)
    found = list(_each_unit(reading))
    members = Member.objects.bulk_create(
        _member(plan, number, name, unit, known) for number, (name, unit) in enumerate(found, 1)
    )
    duties = Duty.objects.bulk_create(
        (
            _duty(member, place, words)
            for member, (_, unit) in zip(members, found, strict=True)
            for place, words in enumerate(unit.duties, 1)
        ),
        batch_size=500,
    )
    propose_for(duties)
    spans = [(DoubtKind.DOUBT, span) for span in reading.doubts]
    spans += [(DoubtKind.IGNORED, span) for span in reading.ignored]
    Doubt.objects.bulk_create(
        (
            Doubt(plan=plan, kind=kind, starts=span.start, ends=span.end, why=span.why[:200])
            for kind, span in spans
        ),
        batch_size=500,
    )
    return len(duties)


def _each_unit(reading: Reading) -> Iterator[tuple[str, UnitReading]]:
    """Every unit by itself: units named together in one heading each have its duties."""
    for unit in reading.units:
        for name in unit.names or [unit.name]:
            yield name, unit


def _member(
    plan: Plan, number: int, name: str, unit: UnitReading, known: list[NamedUnit]
) -> Member:
    return Member(
        plan=plan, number=number, name=name[: rules.LONGEST_NAME], role=unit.role,
        starts=unit.start, ends=unit.end, unit=sure_match(name, known),
    )  # fmt: skip


def _duty(member: Member, place: int, words: DutyReading) -> Duty:
    # In a draft the place in the document is the order; adoption numbers the duties from one.
    return Duty(
        member=member, plan_id=member.plan_id, code=f"{member.number}.{place}", sort=words.start,
        text=rules.without_numbers(words.text), starts=words.start, ends=words.end,
    )  # fmt: skip
